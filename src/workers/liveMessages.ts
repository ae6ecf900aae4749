/** What the program and the thread of a live market tell each other, as plain data. */

import type { FeedWait, LiveActivity, LiveProgress } from '../campaign/ports.ts';
import type { LiveMarketRequest } from '../live/liveMarket.ts';
import type { RunRequest, RunWithTape } from '../live/liveRunner.ts';
import type { OrdersRequest } from '../live/openOrders.ts';
import type { WorkerFailure } from './workerFailure.ts';

/** What the thread begins with. */
export interface LiveThreadRequest {
  readonly market: LiveMarketRequest;
  /** null on paper. */
  readonly orders: OrdersRequest | null;
}

export type ToLiveThread =
  | { readonly type: 'wait'; readonly atMostUs: number }
  | { readonly type: 'run'; readonly request: RunRequest }
  | { readonly type: 'stop' }
  | { readonly type: 'close' };

export type FromLiveThread =
  /** Once a second, also between sessions. */
  | { readonly type: 'activity'; readonly now: LiveActivity }
  | { readonly type: 'progress'; readonly now: LiveProgress }
  | { readonly type: 'waited'; readonly wait: FeedWait }
  | { readonly type: 'ran'; readonly run: RunWithTape | null }
  /** Whether the venue has confirmed that nothing of ours is open; on paper it is. */
  | { readonly type: 'closed'; readonly isClean: boolean }
  /** Nothing more can be known of the market. */
  | { readonly type: 'failed'; readonly failure: WorkerFailure };
