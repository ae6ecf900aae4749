/** `tune learnings` and `tune learnings add`: claims about parameters, and whether comparisons support them. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { addClaim, judgedClaims } from '../app/learnings.ts';
import { safe } from '../app/safeText.ts';
import { changeStudy, readStudy } from '../app/studyAccess.ts';
import { currencyOf } from '../market/money.ts';
import { claimTable } from '../report/learnings.ts';
import type { NewLearning } from '../study/journal.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

interface AddOptions {
  readonly parameter: string;
  readonly direction: string;
  readonly effect: string;
  readonly low?: string;
  readonly high?: string;
  readonly scope: string;
}

const DIRECTIONS: readonly NewLearning['direction'][] = ['raise', 'lower', 'switch-on', 'switch-off'];
const EFFECTS: readonly NewLearning['effect'][] = ['better', 'worse', 'none'];

export function learningsVerb(program: Command, run: Run): void {
  const learnings = program
    .command('learnings')
    .description('Show claims about parameters, and whether the measurements support them.')
    .action((_options: unknown, command: Command) => run(command, list));
  learnings
    .command('add <claim>')
    .description('Put a claim of your own on record; its status follows from the measurements.')
    .requiredOption('--parameter <name>', 'the parameter that it is about')
    .requiredOption('--direction <move>', DIRECTIONS.join(', '))
    .requiredOption('--effect <effect>', `${EFFECTS.join(', ')}: the claimed effect of the move`)
    .option('--low <gain>', 'low end of the claimed gain per hour; needs --high')
    .option('--high <gain>', 'high end of the claimed gain per hour; needs --low')
    .option('--scope <regime>', 'market regime in which the claim holds', 'any')
    .action((claim: string, options: AddOptions, command: Command) =>
      run(command, (context) => add(context, claim, options)),
    );
}

function list(context: Context): Promise<number> {
  return readStudy(context, (journal) => {
    const judged = judgedClaims(journal);
    const { io } = context;
    if (context.json) io.out(JSON.stringify(judged, null, 2));
    else if (judged.length > 0) io.out(safe(claimTable(judged, io.width, currencyOf(journal.study.instrument))));
    else io.tell('No claims yet. What the measurements say by themselves: tune history');
    io.say('Next: tune learnings add --parameter … --direction … --effect … "claim"');
    return EXIT.ok;
  });
}

function add(context: Context, words: string, options: AddOptions): Promise<number> {
  const claim: NewLearning = {
    by: userName(),
    claim: words,
    parameter: options.parameter,
    direction: oneOf('--direction', options.direction, DIRECTIONS),
    effect: oneOf('--effect', options.effect, EFFECTS),
    effectRange: rangeOf(options),
    scope: options.scope,
  };
  return changeStudy(context, (journal) => {
    const judged = addClaim(journal, claim, context);
    const { io } = context;
    if (context.json) io.out(JSON.stringify(judged, null, 2));
    else io.tell(`On record as claim ${judged.claim.id}; by the measurements so far it is ${judged.status}.`);
    io.say('Next: tune learnings');
    return EXIT.ok;
  });
}

function oneOf<T extends string>(flag: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw new UsageError(`${flag} ${text} is unknown; one of ${allowed.join(', ')}`);
  return found;
}

function rangeOf({ low, high }: AddOptions): NewLearning['effectRange'] {
  if (low === undefined && high === undefined) return null;
  if (low === undefined || high === undefined) throw new UsageError('--low and --high go together');
  return [gainOf('--low', low), gainOf('--high', high)];
}

function gainOf(flag: string, text: string): number {
  const gain = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(gain)) throw new UsageError(`${flag} ${text} is not a number, e.g. 0.1 or -0.5`);
  return gain;
}
