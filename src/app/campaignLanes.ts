/** The runner for the races of a campaign: this process alone, or with threads beside it. */

import { availableParallelism } from 'node:os';
import { InProcessLanes } from '../campaign/inProcessLanes.ts';
import type { LaneRunner } from '../campaign/laneRunner.ts';
import { LateThreads } from '../workers/lateThreads.ts';
import { ThreadLanes } from '../workers/threadLanes.ts';
import { WorkspaceLaneMarkets } from '../workspace/laneMarkets.ts';
import type { WorkspaceMarkets } from '../workspace/markets.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A race runs three to nine markets at once. More threads would wait for work, and each takes about 50 MB. */
const MOST_THREADS = 8;

export interface CampaignLanes {
  readonly lanes: LaneRunner;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** @param threads in all, with the one of this process; by default as many as there are processors, at most 8 */
export function campaignLanes(
  workspace: Workspace,
  markets: WorkspaceMarkets,
  breathe: () => Promise<void>,
  threads: number = Math.min(MOST_THREADS, availableParallelism()),
): CampaignLanes {
  const inProcess = new InProcessLanes(new WorkspaceLaneMarkets(workspace, markets), breathe);
  if (threads === 1) return { lanes: inProcess, close: () => Promise.resolve() };
  const beside = new ThreadLanes({ threads: threads - 1, workspace, kept: markets.kept });
  return { lanes: new LateThreads(inProcess, beside, threads - 1), close: () => beside.close() };
}
