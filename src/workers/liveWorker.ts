/** The thread of a live market: feed, capture, tapes, and the lanes that follow them. Nothing else may hold it up. */

import { parentPort, workerData } from 'node:worker_threads';
import { LiveSessionRunner } from '../live/liveRunner.ts';
import { openOrders } from '../live/openOrders.ts';
import { realSessionPorts } from '../live/realSessionPorts.ts';
import type { FromLiveThread, LiveThreadRequest, ToLiveThread } from './liveMessages.ts';
import { workerFailureOf } from './workerFailure.ts';

const ACTIVITY_MS = 1000;

const port = parentPort;
if (port === null) throw new Error('this file is run as a thread');
const say = (message: FromLiveThread): void => port.postMessage(message);

/** An error says what it is in the thread that waits for it, where a thread that dies of it would not. */
async function saying<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    say({ type: 'failed', failure: workerFailureOf(error) });
    return undefined;
  }
}

let stops: (() => void)[] = [];
const onStop = (then: () => void): (() => void) => {
  stops.push(then);
  return () => {
    stops = stops.filter((one) => one !== then);
  };
};

function begin(runner: LiveSessionRunner): void {
  const activity = setInterval(() => say({ type: 'activity', now: runner.activity() }), ACTIVITY_MS);
  const answer = (work: Promise<FromLiveThread>): void => {
    work.then(say, (error: unknown) => say({ type: 'failed', failure: workerFailureOf(error) }));
  };
  port?.on('message', (message: ToLiveThread) => {
    switch (message.type) {
      case 'wait':
        answer(runner.ready(message.atMostUs, onStop).then((wait) => ({ type: 'waited', wait })));
        break;
      case 'run':
        answer(
          runner
            .run(message.request, (now) => say({ type: 'progress', now }), onStop)
            .then((run) => ({ type: 'ran', run })),
        );
        break;
      case 'stop':
        for (const stop of stops) stop();
        break;
      case 'close':
        clearInterval(activity);
        void saying(() => runner.close()).then((isClean) => {
          say({ type: 'closed', isClean: isClean === true });
          port?.close();
        });
        break;
    }
  });
}

const { market, orders } = workerData as LiveThreadRequest;
const runner = await saying(async () => {
  const live = orders === null ? null : await openOrders(orders);
  try {
    return new LiveSessionRunner(market, realSessionPorts, live);
  } catch (error) {
    await live?.close();
    throw error;
  }
});
if (runner === undefined) port.close();
else begin(runner);
