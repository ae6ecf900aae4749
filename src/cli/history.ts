/** `tune history`: the study as Markdown, in the terminal and in history/. */

import type { Command } from 'commander';
import { readStudy } from '../app/studyAccess.ts';
import { renderEvolution } from '../report/history.ts';
import { type ReportedStudy, reportedChampion } from '../report/reportedStudy.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function historyVerb(program: Command, run: Run): void {
  program
    .command('history')
    .description('Show the story of all versions, and write history/ and runs/ again.')
    .action((_options: unknown, command: Command) => run(command, history));
}

function history(context: Context): Promise<number> {
  return readStudy(context, async (journal) => {
    const { io, workspace } = context;
    const reported = await new WorkspaceViews(workspace, journal, false).all();
    io.out(context.json ? JSON.stringify(plain(reported), null, 2) : renderEvolution(reported));
    io.say(
      `Written to ${workspace.historyFolder}/${journal.study.name}\nNext: tune show v${reported.snapshot.champion}`,
    );
    return EXIT.ok;
  });
}

/** The records and what they do not say of themselves. */
function plain({ snapshot, declarations, currency, calls, canaries }: ReportedStudy) {
  const { study, versions, sessions, lanes, evaluations, proposals, decisions, learnings } = snapshot;
  return {
    ...{ study, declarations, champion: reportedChampion(snapshot), currency, versions, sessions, lanes, evaluations },
    ...{ proposals, decisions, learnings, calls, canaries },
  };
}
