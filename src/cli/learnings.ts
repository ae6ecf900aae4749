/** `tune learnings` and `tune learnings add`: claims about parameters, and whether comparisons support them. */

import type { Command } from 'commander';
import { addClaim, judgedClaims } from '../app/learnings.ts';
import { safe } from '../app/safeText.ts';
import { changeStudy, readStudy } from '../app/studyAccess.ts';
import { currencyOf } from '../market/money.ts';
import { claimTable } from '../report/learnings.ts';
import { type ClaimOptions, claimOf, DIRECTIONS, EFFECTS } from './claimFlags.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function learningsVerb(program: Command, run: Run): void {
  const learnings = program
    .command('learnings')
    .description('Show claims about parameters, and whether the measurements support them.')
    .action((_options: unknown, command: Command) => run(command, list));
  learnings
    .command('add <claim>')
    .description('Record a claim of your own; its status follows from the measurements.')
    .requiredOption('--parameter <name>', 'the parameter that it is about')
    .requiredOption('--direction <move>', DIRECTIONS.join(', '))
    .requiredOption('--effect <effect>', `${EFFECTS.join(', ')}: the claimed effect of the move`)
    .option('--low <gain>', 'low end of the claimed gain per hour; needs --high')
    .option('--high <gain>', 'high end of the claimed gain per hour; needs --low')
    .option('--scope <regime>', 'market regime in which the claim holds', 'any')
    .action((claim: string, options: ClaimOptions, command: Command) =>
      run(command, (context) => add(context, claim, options)),
    );
}

function list(context: Context): Promise<number> {
  return readStudy(context, (journal, _studies, kept) => {
    const judged = judgedClaims(journal, kept);
    const { io } = context;
    if (context.json) io.out(JSON.stringify(judged, null, 2));
    else if (judged.length > 0) io.out(safe(claimTable(judged, io.width, currencyOf(journal.study.instrument))));
    else io.tell('No claims yet. What the measurements say without them: tune history');
    io.say('Next: tune learnings add --parameter … --direction … --effect … "claim"');
    return EXIT.ok;
  });
}

function add(context: Context, words: string, options: ClaimOptions): Promise<number> {
  const claim = claimOf(words, userName(), options);
  return changeStudy(context, (journal) => {
    const judged = addClaim(journal, claim, context);
    const { io } = context;
    if (context.json) io.out(JSON.stringify(judged, null, 2));
    else io.tell(`On record as claim ${judged.claim.id}; by the measurements so far it is ${judged.status}.`);
    io.say('Next: tune learnings');
    return EXIT.ok;
  });
}
