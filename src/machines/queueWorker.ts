/**
 * Takes units from the queue and runs them on threads. A unit is leased: while this process lives it renews the lease, and when it
 * ends or stands still for longer, another worker gets the unit.
 */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { LaneRun, LanesRequest } from '../campaign/laneRunner.ts';
import { ThreadLanes } from '../workers/threadLanes.ts';
import { KEPT_BYTES, KeptMarkets } from '../workspace/keptMarkets.ts';
import type { Code } from './code.ts';
import { PREFIX, queueName, TRIES } from './names.ts';
import { Presence, type Present, presentText } from './presence.ts';
import { QueueError } from './queueError.ts';
import { type QueueServer, withoutAnswer } from './queueServer.ts';
import type { TapeCache } from './stores/tapeCache.ts';
import { receivedUnit, type SentUnit, tapeOf, type Unit } from './unit.ts';
import { failureOf, failureText } from './unitFailure.ts';
import { type Finished, KEPT_SECONDS, packed, resultKey } from './unitResult.ts';

const PROGRESS_EVERY_MS = 1_000;
/** The note that a unit ended goes before its results do. */
const RESULT_KEPT_MS = (KEPT_SECONDS + 3600) * 1000;

export interface QueueWorkerOptions {
  readonly server: QueueServer;
  readonly code: Code;
  /** Units at the same time, each on a thread of its own. */
  readonly threads: number;
  /** A unit is given to another worker when this one has not been heard of for so long. */
  readonly leaseMs: number;
  readonly cache: TapeCache;
  /** Told in sentences what the worker does. */
  readonly say: (text: string) => void;
}

export interface WorkDone {
  readonly finished: number;
  /** Given back unfinished, when the worker was asked to end. */
  readonly givenBack: number;
  /** Times that a unit failed here. */
  readonly failed: number;
  /** Units whose lease ran out, so that their results were dropped. */
  readonly leasesLost: number;
}

/** What BullMQ says where the end of a unit comes after its lease. */
const LEASE_OVER = /\bjob ([0-9a-f]{64})\b/i;

type UnitJob = Job<SentUnit['text'], Finished>;

/** Takes units from the moment that it is started until it is stopped. */
export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #redis: Redis;
  readonly #lanes: ThreadLanes;
  readonly #worker: Worker<SentUnit['text'], Finished>;
  readonly #presence: Presence;
  readonly #stop = new AbortController();
  readonly #told = new Set<string>();
  readonly #done = { finished: 0, givenBack: 0, failed: 0 };
  /** Ids of units whose lease ran out here. */
  readonly #leasesLost = new Set<string>();
  #isGone = false;

  private constructor(options: QueueWorkerOptions) {
    const { server, code, threads, leaseMs, cache } = options;
    this.#options = options;
    this.#redis = server.connection();
    const { folder } = cache;
    this.#lanes = new ThreadLanes({
      threads,
      workspace: { folder, compiledFolder: folder },
      kept: new KeptMarkets(KEPT_BYTES),
    });
    this.#worker = new Worker(queueName(code), (job, _token, signal) => this.#process(job, signal), {
      connection: this.#redis,
      prefix: PREFIX,
      concurrency: threads,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      // The first two times that its worker ends, a unit is given to another; then it is set aside.
      maxStalledCount: TRIES - 1,
      autorun: false,
    });
    const own = { role: 'worker', code: code.hash, about: code.about, host: hostname(), pid: process.pid } as const;
    this.#presence = new Presence(this.#redis, own);
  }

  /** @param onLost called once when the server has been gone for too long */
  static async start(options: QueueWorkerOptions, onLost: (error: QueueError) => void): Promise<QueueWorker> {
    const worker = new QueueWorker(options);
    options.server.onLost((error) => {
      worker.#isGone = true;
      onLost(error);
    });
    worker.#listen();
    await worker.#worker.waitUntilReady();
    await worker.#presence.begin((present) => worker.#seen(present));
    void worker.#worker.run().catch((error: Error) => {
      if (worker.#stop.signal.aborted || worker.#isGone) return;
      onLost(new QueueError(`${options.server.address.shown}: ${error.message}`));
    });
    return worker;
  }

  /** Takes no more units, gives back those that it has, and ends its threads. A unit that is given back was not tried. */
  async stop(): Promise<WorkDone> {
    this.#stop.abort();
    if (this.#isGone) {
      this.#presence.fallSilent();
      await this.#lanes.close();
      await withoutAnswer(this.#worker.close(true));
    } else {
      await this.#worker.close();
      await this.#lanes.close();
      await this.#presence.end().catch(() => undefined);
    }
    this.#options.server.close();
    return { ...this.#done, leasesLost: this.#leasesLost.size };
  }

  #listen(): void {
    const { say, server } = this.#options;
    this.#worker.on('error', (error) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE') {
        this.#sayOnce(`The queue at ${server.address.shown} does not answer; it is tried again.`);
      }
      const late = LEASE_OVER.exec(error.message)?.[1];
      if (late !== undefined) this.#leaseLost(late);
    });
    this.#worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) {
        this.#worker.cancelJob(id);
        this.#leaseLost(id);
      }
    });
    this.#worker.on('stalled', (id) =>
      say(`Unit ${id.slice(0, 12)}: its worker was not heard of, so it is given back.`),
    );
    this.#worker.on('completed', () => {
      this.#done.finished++;
    });
    this.#worker.on('failed', (job, error) => {
      this.#done.failed++;
      const { failure } = failureOf(error.message);
      say(`Unit ${job?.id?.slice(0, 12)} failed (try ${job?.attemptsMade} of ${TRIES}): ${failure.message}`);
    });
  }

  #leaseLost(id: string): void {
    if (this.#leasesLost.has(id)) return;
    this.#leasesLost.add(id);
    this.#options.say(
      `Unit ${id.slice(0, 12)}: its lease ran out here, so another worker has it; what was computed is dropped.`,
    );
  }

  async #process(job: UnitJob, leaseLost: AbortSignal | undefined): Promise<Finished> {
    const { code, say } = this.#options;
    const id = job.id ?? '';
    const lost = leaseLost ?? new AbortController().signal;
    const stop = AbortSignal.any([this.#stop.signal, lost]);
    const beganMs = performance.now();
    let tape: string | null = null;
    try {
      const unit = receivedUnit({ id, text: job.data });
      if (unit.code !== code.hash) {
        throw new RangeError(`unit ${id} is for code ${unit.code}, and this worker is ${code.hash} (${code.about})`);
      }
      tape = tapeOf(unit);
      const runs = await this.#runs(unit, job, stop);
      if (runs !== null) {
        const { bytes, sha256 } = packed(runs);
        const attempt = randomUUID();
        // Where the lease was lost without a word of it until now, nobody is told of this attempt.
        await this.#redis.set(resultKey(id, attempt), bytes, 'PX', RESULT_KEPT_MS);
        const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
        say(`Unit ${id.slice(0, 12)}: ${runs.length} lanes over ${nameOf(unit)} in ${seconds} s.`);
        return { code: code.hash, attempt, sha256 };
      }
    } catch (error) {
      if (!stop.aborted) throw this.#failure(error, tape);
    }
    if (lost.aborted) throw new Error('the lease of the unit ran out');
    await job.moveToWait(job.token ?? '');
    this.#done.givenBack++;
    say(`Unit ${id.slice(0, 12)} is given back.`);
    throw new WaitingError();
  }

  #failure(error: unknown, tape: string | null): Error {
    const { folder } = this.#options.cache;
    const { text, isCertain } = failureText(error, (words) =>
      tape === null ? words : words.replaceAll(`${folder}/${tape}.parquet`, `tape:${tape}`),
    );
    return isCertain ? new UnrecoverableError(text) : new Error(text);
  }

  async #runs(unit: Unit, job: UnitJob, stop: AbortSignal): Promise<readonly LaneRun[] | null> {
    const { market, settings, lanes, atMostUs, withMetrics } = unit;
    const request = { settings, lanes, atMostUs, withMetrics };
    if (market.type === 'synthetic') return this.#run({ ...request, market }, job, stop);
    return this.#options.cache.with(market.sha256, stop, async (file) => {
      if (market.type === 'tape') return this.#run({ ...request, market: { ...market, file } }, job, stop);
      const { tickSize, lotSize } = settings.instrument;
      const withDelays = settings.latency.feed === 'recorded';
      const watch = { progress: () => undefined, stop: whether(stop) };
      // As one program alone does before it tries parameters: a tape on which nothing can be traded is refused.
      if ((await this.#lanes.compile({ file, grid: { tickSize, lotSize }, withDelays }, watch)) === null) return null;
      return this.#run({ ...request, market: { type: 'whole-tape', file } }, job, stop);
    });
  }

  #run(request: LanesRequest, job: UnitJob, stop: AbortSignal): Promise<readonly LaneRun[] | null> {
    let toldMs = performance.now();
    const progress = (share: number): void => {
      const nowMs = performance.now();
      if (nowMs - toldMs < PROGRESS_EVERY_MS) return;
      toldMs = nowMs;
      // Only a person who watches misses it.
      void job.updateProgress(share).catch(() => undefined);
    };
    return this.#lanes.run(request, { progress, stop: whether(stop) });
  }

  #seen(present: readonly Present[]): void {
    for (const one of present) {
      if (one.role === 'worker' || one.code === this.#options.code.hash) continue;
      this.#sayOnce(`This program runs other code, and gets no results from this worker: ${presentText(one)}`);
    }
  }

  #sayOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#options.say(text);
  }
}

function whether(stop: AbortSignal): { readonly requested: boolean } {
  return {
    get requested() {
      return stop.aborted;
    },
  };
}

function nameOf({ market }: Unit): string {
  if (market.type === 'synthetic') return `the ${market.family} market of seed ${market.seed}`;
  return `tape ${market.sha256.slice(0, 12)}`;
}
