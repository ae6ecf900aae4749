/** Runs the sessions of a version again and compares them byte by byte with what is on record. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Verification, verifySession } from '../campaign/verify.ts';
import { readTape } from '../recordings/tapeFile/readTape.ts';
import { sessionFolderName } from '../report/links.ts';
import type { Journal } from '../study/journal.ts';
import { inMemory, WorkspaceMarkets } from '../workspace/markets.ts';
import type { UseCasePorts } from './ports.ts';
import { verifyCapture } from './verifyCapture.ts';

/**
 * One verification a session from its source, and one more where its tape is saved; none for a version that has not run.
 * @throws NotFound; MarketError and TapeFileError for a market that cannot be had again
 */
export async function verifySessions(
  journal: Journal,
  number: number,
  { workspace, notify }: UseCasePorts,
): Promise<Verification[]> {
  const version = journal.version(number);
  const markets = new WorkspaceMarkets(workspace, notify);
  const results: Verification[] = [];
  for (const session of journal.sessions()) {
    if (session.facts === null) continue;
    if (!journal.lanes(session.id).some((lane) => lane.version === version.number)) continue;
    results.push(
      await verifySession(journal, session, await markets.load(session.source, journal.study.instrument), 'source'),
    );
    if (session.source.type === 'tape' && session.source.capture !== undefined)
      results.push(await verifyCapture(session.number, session.source, workspace.folder));
    const saved = join(workspace.runsFolder, sessionFolderName(journal.study.name, session.number), 'tape.parquet');
    if (existsSync(saved))
      results.push(await verifySession(journal, session, inMemory(await readTape(saved)), 'saved tape'));
  }
  return results;
}
