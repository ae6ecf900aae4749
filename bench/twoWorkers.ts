/** (c) Jobs on one shared tape: one worker thread doing all of them against two sharing them (node:worker_threads). */

import { Worker } from 'node:worker_threads';
import type { CompiledHead, TapeChunk, TapeInMemory } from '../src/market/compiledTape.ts';
import type { Instrument } from '../src/market/instrument.ts';
import type { Parameters } from '../src/strategy/parameters.ts';
import { ROUNDS, type Spread, spreadOf } from './median.ts';
import type { BenchTape } from './tapes.ts';

const JOBS = 4;
const WARM_UP_LANES = 10;
/** A job is long against the cost of a message. */
const LEAST_JOB_MS = 150;

/** What a worker is started with. */
export interface WorkerTask {
  readonly head: CompiledHead;
  /** On memory that threads share: starting a worker copies none of the rows. */
  readonly rows: TapeChunk;
  readonly instrument: Instrument;
  readonly parameters: Parameters;
}

/** A job: so many lanes one after the other. The answer is the number of fills. */
export interface Job {
  readonly lanes: number;
}

export interface TwoWorkers {
  readonly jobMs: number;
  readonly ratio: Spread;
}

export async function twoWorkers({ tape, instrument, parameters }: BenchTape): Promise<TwoWorkers> {
  const task: WorkerTask = { head: headOf(tape), rows: sharedRows(tape), instrument, parameters };
  const [first, second] = [startWorker(task), startWorker(task)];
  try {
    // Warm first: cold code would make a job look longer than it is.
    await Promise.all([inTurn(first, WARM_UP_LANES, 1), inTurn(second, WARM_UP_LANES, 1)]);
    const laneMs = (await inTurn(first, WARM_UP_LANES, 1)) / WARM_UP_LANES;
    const lanes = Math.ceil((1.3 * LEAST_JOB_MS) / laneMs);
    const ratios: number[] = [];
    const jobs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await inTurn(first, lanes, JOBS);
      const startedMs = performance.now();
      await Promise.all([inTurn(first, lanes, JOBS / 2), inTurn(second, lanes, JOBS / 2)]);
      ratios.push(alone / (performance.now() - startedMs));
      jobs.push(alone / JOBS);
    }
    return { jobMs: spreadOf(jobs).median, ratio: spreadOf(ratios) };
  } finally {
    await Promise.all([first.terminate(), second.terminate()]);
  }
}

function headOf({ timeUs: _, code: __, lots: ___, chunk: ____, ...head }: TapeInMemory): CompiledHead {
  return head;
}

function sharedRows(tape: TapeInMemory): TapeChunk {
  const timeUs = new Float64Array(new SharedArrayBuffer(8 * tape.length));
  const code = new Int32Array(new SharedArrayBuffer(4 * tape.length));
  const lots = new Int32Array(new SharedArrayBuffer(4 * tape.length));
  timeUs.set(tape.timeUs);
  code.set(tape.code);
  lots.set(tape.lots);
  return { length: tape.length, timeUs, code, lots };
}

function startWorker(workerData: WorkerTask): Worker {
  return new Worker(new URL('./sessionWorker.ts', import.meta.url), { workerData });
}

/** Milliseconds until `worker` has done `count` jobs, one after the other. */
async function inTurn(worker: Worker, lanes: number, count: number): Promise<number> {
  const startedMs = performance.now();
  for (let i = 0; i < count; i++) await finished(worker, { lanes });
  return performance.now() - startedMs;
}

function finished(worker: Worker, job: Job): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      resolve();
    });
    worker.postMessage(job);
  });
}
