/** The thread of twoWorkers.ts: runs lanes over the shared tape, one session each, and says how many fills there were. */

import { parentPort, workerData } from 'node:worker_threads';
import type { CompiledTape } from '../src/market/compiledTape.ts';
import { Session } from '../src/session/session.ts';
import { pessimisticLane, sessionSettings } from './settings.ts';
import type { Job, WorkerTask } from './twoWorkers.ts';

const { head, rows, instrument, parameters } = workerData as WorkerTask;
const tape: CompiledTape = { ...head, chunks: 1, chunk: () => rows };
const settings = sessionSettings(instrument, tape.endUs);
const lane = pessimisticLane(parameters);

parentPort?.on('message', ({ lanes }: Job) => {
  let fills = 0;
  for (let i = 0; i < lanes; i++) {
    const session = new Session(tape, [lane], settings);
    session.advance(Number.POSITIVE_INFINITY);
    fills += session.progress().fills;
  }
  parentPort?.postMessage(fills);
});
