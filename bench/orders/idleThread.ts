/** A thread that does nothing: how late it is, the machine makes it. Any message ends it, and it says that. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread, parentPort } from 'node:worker_threads';

/** Median, p99 and longest, ms. */
export function delaysMs(delays: ReturnType<typeof monitorEventLoopDelay>): readonly number[] {
  return [50, 99, 100].map((share) => delays.percentile(share) / 1e6);
}

if (!isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  parentPort?.once('message', () => {
    delays.disable();
    parentPort?.postMessage(delaysMs(delays));
  });
}
