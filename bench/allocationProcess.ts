/**
 * The process that allocation.ts starts. Runs the same session several times, and reads the size of the heap before and after
 * `advance`. Prints the readings as one line of JSON.
 */

import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { compileTape } from '../src/market/compiledTape.ts';
import { btcUsdPerp } from '../src/market/instrument.ts';
import { generateMarket } from '../src/market/synthetic/generate.ts';
import { Session } from '../src/session/session.ts';
import type { AllocationReading } from './allocation.ts';
import { ROUNDS } from './median.ts';
import { allFeatures, pessimisticLane, sessionSettings } from './settings.ts';

const WARM_UP_RUNS = 5;
const MINUTES = 60;

const { gc } = globalThis;
if (gc === undefined) throw new Error('start this process with --expose-gc');

/** Number of garbage collections since it was last set to 0. */
let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ['gc'] });

const request = { family: 'switching', seed: 'bench/allocation', instrument: btcUsdPerp } as const;
const tape = compileTape(generateMarket({ ...request, minutes: MINUTES }));
const settings = sessionSettings(btcUsdPerp, tape.endUs);
const lane = pessimisticLane(allFeatures);
const readings: AllocationReading[] = [];
for (let run = 0; run < WARM_UP_RUNS + ROUNDS; run++) {
  const session = new Session(tape, [lane], settings);
  gc();
  await setImmediate(); // the observer receives collections only between turns of the event loop
  await setImmediate();
  collections = 0;
  const before = getHeapStatistics().used_heap_size;
  session.advance(Number.POSITIVE_INFINITY);
  const bytes = getHeapStatistics().used_heap_size - before;
  await setImmediate();
  await setImmediate();
  const decisions = session.result().lanes[0]?.counters.decisions ?? 0;
  if (run >= WARM_UP_RUNS) readings.push({ events: tape.length, decisions, bytes, collections });
}
process.stdout.write(`${JSON.stringify(readings)}\n`);
