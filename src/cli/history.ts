/** `tune history`: the study as Markdown, in the terminal and in history/. */

import type { Command } from 'commander';
import { readStudy } from '../app/studyAccess.ts';
import { renderEvolution } from '../report/history.ts';
import { reportInput, WorkspaceViews } from '../workspace/views.ts';
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
    const input = reportInput(journal);
    const views = new WorkspaceViews(workspace, journal, false);
    await views.history();
    for (const session of journal.sessions()) if (session.facts !== null) await views.session(session, null);
    io.out(context.json ? JSON.stringify(input, null, 2) : renderEvolution(input));
    io.say(`Written to ${workspace.historyFolder}/${journal.study.name}\nNext: tune show v${input.champion ?? 1}`);
    return EXIT.ok;
  });
}
