/** `tune history`: the study as Markdown, in the terminal and in history/. */

import type { Command } from 'commander';
import { historyFolder, writeHistory } from '../app/history.ts';
import { readStudy } from '../app/studyAccess.ts';
import { renderEvolution } from '../report/pages/evolution/evolutionPage.ts';
import { type ReportedStudy, reportedChampion } from '../report/reportedStudy.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function historyVerb(program: Command, run: Run): void {
  program
    .command('history')
    .description('Show the history of all versions, and write history/ and runs/ again.')
    .action((_options: unknown, command: Command) => run(command, history));
}

function history(context: Context): Promise<number> {
  return readStudy(context, async (journal) => {
    const { io, json } = context;
    const reported = await writeHistory(journal, context);
    io.out(json ? JSON.stringify(historyData(reported), null, 2) : renderEvolution(reported));
    io.say(`Written to ${historyFolder(journal, context)}\nNext: tune show v${reported.snapshot.champion}`);
    return EXIT.ok;
  });
}

/** The records, and what follows from them. */
function historyData({ snapshot, declarations, currency, calls, canaries }: ReportedStudy) {
  const { study, versions, sessions, lanes, evaluations, proposals, decisions, learnings } = snapshot;
  return {
    ...{ study, declarations, champion: reportedChampion(snapshot), currency, versions, sessions, lanes, evaluations },
    ...{ proposals, decisions, learnings, calls, canaries },
  };
}
