/** `tune verify v3`: runs every session of a version again and compares byte by byte. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Verification, verifySession } from '../campaign/verify.ts';
import { readTape } from '../recordings/readTape.ts';
import type { Journal } from '../study/journal.ts';
import { inMemory, WorkspaceMarkets } from '../workspace/markets.ts';
import { sessionFolderName } from '../workspace/workspace.ts';
import { type Context, reading } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionNumber } from './recordIds.ts';

export function verifyVerb(program: Command, run: Run): void {
  program
    .command('verify <version>')
    .description('Run the sessions of a version again: every fill and sample has to be the same.')
    .action((version: string, _options: unknown, command: Command) =>
      run(command, (context) => reading(context, (journal) => verify(context, journal, version))),
    );
}

async function verify(context: Context, journal: Journal, text: string): Promise<number> {
  const { io, workspace } = context;
  const version = journal.version(versionNumber(text));
  const markets = new WorkspaceMarkets(workspace, io.say);
  const results: Verification[] = [];
  for (const session of journal.sessions()) {
    if (session.facts === null) continue;
    if (!journal.lanes(session.id).some((lane) => lane.version === version.number)) continue;
    results.push(
      await verifySession(journal, session, await markets.load(session.source, journal.study.instrument), 'source'),
    );
    const saved = join(workspace.runsFolder, sessionFolderName(journal.study.name, session.number), 'tape.parquet');
    if (existsSync(saved))
      results.push(await verifySession(journal, session, inMemory(await readTape(saved)), 'saved tape'));
  }
  if (context.json) io.out(JSON.stringify(results, null, 2));
  else for (const result of results) io.out(line(result, io.paint));
  const failed = results.filter((result) => result.differences.length > 0).length;
  if (results.length === 0) io.tell(`v${version.number} has not run yet: there is nothing to verify.`);
  else
    io.tell(
      failed === 0
        ? `v${version.number} verified: ${results.length} runs, byte-identical.`
        : `${failed} of ${results.length} runs differ.`,
    );
  return failed === 0 ? EXIT.ok : EXIT.error;
}

function line(result: Verification, paint: Context['io']['paint']): string {
  const head = `session ${result.session} from its ${result.from}`;
  if (result.differences.length === 0) return `${head}: ${paint('green', 'identical')}`;
  return `${head}: ${paint('red', result.differences.join('; '))}`;
}
