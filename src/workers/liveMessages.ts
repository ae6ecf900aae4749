/** What the program and the thread of a live market tell each other, as plain data. */

import type { FeedActivity, FeedWait, LiveProgress } from '../campaign/ports.ts';
import type { RunRequest, RunWithTape } from '../live/liveRunner.ts';
import type { WorkerFailure } from './workerFailure.ts';

export type ToLiveThread =
  | { readonly type: 'wait'; readonly atMostUs: number }
  | { readonly type: 'run'; readonly request: RunRequest }
  | { readonly type: 'stop' }
  | { readonly type: 'close' };

export type FromLiveThread =
  /** Once a second, also between sessions. */
  | { readonly type: 'activity'; readonly feed: FeedActivity }
  | { readonly type: 'progress'; readonly now: LiveProgress }
  | { readonly type: 'waited'; readonly wait: FeedWait }
  | { readonly type: 'ran'; readonly run: RunWithTape | null }
  /** Nothing more can be known of the market. */
  | { readonly type: 'failed'; readonly failure: WorkerFailure };
