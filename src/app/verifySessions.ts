/** Runs the sessions of a version again and compares them byte by byte with what is on record. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Verification, verifySession as verifyLanes, verifyOrders } from '../campaign/verify.ts';
import { readTold } from '../live/toldFile.ts';
import { readTape } from '../recordings/tapeFile/readTape.ts';
import { sessionFolderName } from '../report/links.ts';
import type { Journal } from '../study/journal.ts';
import type { SessionRecord } from '../study/records.ts';
import { inMemory, WorkspaceMarkets } from '../workspace/markets.ts';
import type { UseCasePorts } from './ports.ts';
import { verifyCapture } from './verifyCapture.ts';

type VerifyPorts = Pick<UseCasePorts, 'workspace' | 'notify'>;

/**
 * One verification a session from its source, and more where it left a tape, a capture or news of its orders; none for a version that
 * has not run.
 * @throws NotFound; MarketError and TapeFileError for a market that cannot be had again
 */
export async function verifySessions(journal: Journal, number: number, ports: VerifyPorts): Promise<Verification[]> {
  const version = journal.version(number);
  const results: Verification[] = [];
  for (const session of journal.sessions()) {
    if (session.facts === null) continue;
    if (!journal.lanes(session.id).some((lane) => lane.version === version.number)) continue;
    results.push(...(await verifySession(journal, session, ports)));
  }
  return results;
}

/** All that can be shown of one session that has results. @throws as {@link verifySessions} does */
export async function verifySession(
  journal: Journal,
  session: SessionRecord,
  { workspace, notify }: VerifyPorts,
): Promise<Verification[]> {
  const { source, number, facts } = session;
  const market = await new WorkspaceMarkets(workspace, notify).load(source, journal.study.instrument);
  const results = [await verifyLanes(journal, session, market, 'source')];
  if (facts?.live !== undefined) {
    const { file, sha256 } = facts.live.told;
    results.push(verifyOrders(journal, session, market.compiled, readTold(resolve(workspace.folder, file), sha256)));
  }
  if (source.type === 'tape' && source.capture !== undefined)
    results.push(await verifyCapture(number, source, workspace.folder));
  const saved = join(workspace.runsFolder, sessionFolderName(journal.study.name, number), 'tape.parquet');
  if (existsSync(saved))
    results.push(
      await verifyLanes(journal, session, inMemory(await readTape(saved), market.compiled.reference), 'saved tape'),
    );
  return results;
}
