/** `tune show v3 | p12 | s4`: one record in full. */

import type { Command } from 'commander';
import { renderSessionPage } from '../report/sessionPage.ts';
import { renderVersionPage } from '../report/versionPage.ts';
import type { Journal } from '../study/journal.ts';
import { reportInput } from '../workspace/views.ts';
import { type Context, reading } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { proposalId, sessionNumber, versionNumber } from './names.ts';
import type { Run } from './program.ts';
import { proposalText } from './proposalText.ts';

export function showVerb(program: Command, run: Run): void {
  program
    .command('show <record>')
    .description('show a version (v3), a proposal (p12) or a session (s4)')
    .action((record: string, _options: unknown, command: Command) =>
      run(command, (context) => reading(context, (journal) => show(context, journal, record))),
    );
}

function show(context: Context, journal: Journal, record: string): number {
  const { data, text } = lookUp(context, journal, record);
  context.io.out(context.json ? JSON.stringify(data, null, 2) : text());
  return EXIT.ok;
}

function lookUp(context: Context, journal: Journal, record: string): { data: unknown; text: () => string } {
  switch (record[0]?.toLowerCase()) {
    case 'v': {
      const version = journal.version(versionNumber(record));
      return { data: version, text: () => renderVersionPage(reportInput(journal), version, []) };
    }
    case 'p': {
      const proposal = journal.proposal(proposalId(record));
      return { data: proposal, text: () => proposalText(journal, proposal, context.io) };
    }
    case 's': {
      const session = journal.session(sessionNumber(record));
      const lanes = journal.lanes(session.id);
      const series = lanes.map(({ version, fillModel }) => ({
        version,
        fillModel,
        series: journal.laneSeries(session.id, version, fillModel),
      }));
      return {
        data: { ...session, lanes },
        text: () => renderSessionPage({ input: reportInput(journal), session, series, charts: [], files: [] }),
      };
    }
    default:
      throw new UsageError(`"${record}" is neither a version (v3), a proposal (p12) nor a session (s4)`);
  }
}
