/** `tune history`: the history of a study, in the terminal and in history/. */

import type { Command } from 'commander';
import { historyFolder, writeHistory } from '../app/history.ts';
import { readStudy } from '../app/studyAccess.ts';
import { terminalFigures } from '../report/figures.ts';
import { moneyAnswer } from '../report/moneyAnswer.ts';
import { renderEvolution } from '../report/pages/evolution/evolutionPage.ts';
import { recommendation } from '../report/recommendation.ts';
import { type ReportedStudy, reportedChampion } from '../report/reportedStudy.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Io } from './io.ts';
import { pageFor } from './markdownText.ts';
import { showInPager } from './pager.ts';
import type { Run } from './program.ts';

export function historyVerb(program: Command, run: Run): void {
  program
    .command('history')
    .description('Show the history of all versions, and write history/ and runs/ again.')
    .option('--all', 'with 100 sessions and more: also the files of sessions that were written before')
    .action(({ all }: { readonly all?: true }, command: Command) =>
      run(command, (context) => history(context, all === true)),
    );
}

function history(context: Context, again: boolean): Promise<number> {
  return readStudy(context, async (journal) => {
    const { io, json } = context;
    const reported = await writeHistory(journal, context, again);
    if (json) io.out(JSON.stringify(historyData(reported), null, 2));
    else showHistory(reported, io);
    io.say(`Written to ${historyFolder(journal, context)}\nNext: tune show v${reported.snapshot.champion}`);
    return EXIT.ok;
  });
}

/** A person reads it in the pager, and finds the answer below it afterwards. */
function showHistory(reported: ReportedStudy, io: Io): void {
  const page = pageFor(renderEvolution(reported), io);
  if (!io.terminal) {
    io.out(page);
    return;
  }
  if (!io.interactive || !showInPager(`${page}\n`)) io.out(page);
  const figures = terminalFigures(reported.currency);
  const { snapshot } = reported;
  io.tell('');
  for (const answer of moneyAnswer(snapshot, figures)) io.tell(answer);
  if (snapshot.modes.length > 0) for (const answer of recommendation(snapshot, figures)) io.tell(answer);
}

/** The records, and what follows from them. */
function historyData({ snapshot, declarations, currency, calls, canaries }: ReportedStudy) {
  const { study, versions, sessions, lanes, evaluations, proposals, decisions, learnings } = snapshot;
  return {
    ...{ study, declarations, champion: reportedChampion(snapshot), currency, versions, sessions, lanes, evaluations },
    ...{ proposals, decisions, learnings, calls, canaries },
  };
}
