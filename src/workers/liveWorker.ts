/** The thread of a live market: feed, capture, tapes, and the lanes that follow them. Nothing else may hold it up. */

import { parentPort, workerData } from 'node:worker_threads';
import type { LiveMarketRequest } from '../live/liveMarket.ts';
import { LiveSessionRunner } from '../live/liveRunner.ts';
import { realSessionPorts } from '../live/realSessionPorts.ts';
import type { FromLiveThread, ToLiveThread } from './liveMessages.ts';
import { workerFailureOf } from './workerFailure.ts';

const ACTIVITY_MS = 1000;

const port = parentPort;
if (port === null) throw new Error('this file is run as a thread');
const say = (message: FromLiveThread): void => port.postMessage(message);
const runner = new LiveSessionRunner(workerData as LiveMarketRequest, realSessionPorts());
const activity = setInterval(() => say({ type: 'activity', feed: runner.activity() }), ACTIVITY_MS);
let stops: (() => void)[] = [];

port.on('message', (message: ToLiveThread) => {
  switch (message.type) {
    case 'run':
      stops = [];
      runner
        .run(
          message.request,
          (now) => say({ type: 'progress', now }),
          (then) => {
            stops.push(then);
            return () => undefined;
          },
        )
        .then(
          (run) => say({ type: 'ran', run }),
          (error: unknown) => say({ type: 'failed', failure: workerFailureOf(error) }),
        );
      break;
    case 'stop':
      for (const stop of stops) stop();
      break;
    case 'close':
      clearInterval(activity);
      runner.close();
      port.close();
      break;
  }
});
