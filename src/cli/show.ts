/** `tune show v3 | p12 | s4 | c7`: one record in full. */

import type { Command } from 'commander';
import { saidInCalls, showRecord } from '../app/showRecord.ts';
import { readStudy } from '../app/studyAccess.ts';
import type { Journal } from '../study/journal.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { callsNamed, recordNamed } from './recordIds.ts';
import { recordData, recordText, type SaidOptions, saidData, saidText } from './recordText.ts';

export function showVerb(program: Command, run: Run): void {
  program
    .command('show <record>')
    .description('Show a version (v3), a proposal (p12), a session (s4) or a call to a language model (c7).')
    .option('--raw', 'of a proposal or call: the answers of the language model as they came')
    .option('--prompt', 'of a proposal or call: the requests as they were sent')
    .action((name: string, options: SaidOptions, command: Command) =>
      run(command, (context) =>
        readStudy(context, (journal, _studies, kept) => show(context, journal, kept, name, options)),
      ),
    );
}

function show({ io, json }: Context, journal: Journal, kept: KeptAnswers, name: string, options: SaidOptions): number {
  if (options.raw === true || options.prompt === true) {
    const said = saidInCalls(journal, callsNamed(name));
    io.out(json ? JSON.stringify(saidData(said, options), null, 2) : saidText(said, options));
    return EXIT.ok;
  }
  const shown = showRecord(journal, recordNamed(journal, name), kept);
  io.out(json ? JSON.stringify(recordData(shown), null, 2) : recordText(shown, io));
  return EXIT.ok;
}
