/** The runner for the races of a campaign: this process alone, or with threads or the workers of a queue beside it. */

import { availableParallelism } from 'node:os';
import { InProcessLanes } from '../campaign/inProcessLanes.ts';
import type { LaneRunner } from '../campaign/laneRunner.ts';
import { MOST_AT_QUEUE } from '../machines/names.ts';
import { LateThreads } from '../workers/lateThreads.ts';
import { ThreadLanes } from '../workers/threadLanes.ts';
import { WorkspaceLaneMarkets } from '../workspace/laneMarkets.ts';
import type { WorkspaceMarkets } from '../workspace/markets.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';
import { openQueueLanes } from './queuedLanes.ts';

/** A race runs three to nine markets at once. More threads would wait for work, and each takes about 50 MB. */
const MOST_THREADS = 8;

interface LanePorts extends Pick<UseCasePorts, 'workspace' | 'settings' | 'notify'> {
  readonly markets: WorkspaceMarkets;
  readonly threads: number | undefined;
}

export interface CampaignLanes {
  readonly lanes: LaneRunner;
  /** Ends the threads, or lets go of the queue. */
  close(): Promise<void>;
}

/**
 * @param threads in all, with the one of this process; by default as many as there are processors, at most 8
 * @throws QueueError where the settings name a queue that is not there; UsageError for threads beside a queue
 */
export async function campaignLanes(
  { workspace, markets, settings, notify, threads }: LanePorts,
  breathe: () => Promise<void>,
): Promise<CampaignLanes> {
  const loaded = settings();
  const inProcess = new InProcessLanes(new WorkspaceLaneMarkets(workspace, markets), breathe);
  if (loaded.config.workers.queue !== '') {
    if (threads !== undefined) {
      throw new UsageError(
        '--threads is of this machine, and workers.queue is set: its workers have their own threads',
      );
    }
    const queue = await openQueueLanes(loaded, { workspace, notify });
    return { lanes: new LateThreads(inProcess, queue, MOST_AT_QUEUE), close: () => queue.close() };
  }
  const count = threads ?? Math.min(MOST_THREADS, availableParallelism());
  if (count === 1) return { lanes: inProcess, close: () => Promise.resolve() };
  const beside = new ThreadLanes({ threads: count - 1, workspace, kept: markets.kept });
  return { lanes: new LateThreads(inProcess, beside, count - 1), close: () => beside.close() };
}
