/** Runs lanes on other machines: sends each request to the queue as a unit and waits for what a worker makes of it. */

import { hostname } from 'node:os';
import { type Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Watch } from '../campaign/atOnce.ts';
import type { LaneRun, LaneRunner, LanesRequest } from '../campaign/laneRunner.ts';
import { Places } from '../workers/places.ts';
import type { Code } from './code.ts';
import { MOST_AT_QUEUE, PREFIX, queueName, TRIES } from './names.ts';
import { Presence, type Present, presentText } from './presence.ts';
import { QueueError } from './queueError.ts';
import { type QueueServer, withoutAnswer } from './queueServer.ts';
import { SetAside } from './setAside.ts';
import { SharedTapes } from './sharedTapes.ts';
import type { TapeStore } from './stores/tapeStore.ts';
import { type SentUnit, sentUnit } from './unit.ts';
import { failureOf, thrownBy, type UnitFailure } from './unitFailure.ts';
import { type Finished, finishedOf, KEPT_SECONDS, resultKey, unpacked } from './unitResult.ts';

const LOOK_EVERY_MS = 100;
/** News of units come as events; an event that was missed is made up for so often. */
const ASK_EVERY_MS = 5_000;
/** Before a unit that threw is tried again. */
const BETWEEN_TRIES_MS = 1_000;

export interface QueueLanesOptions {
  readonly server: QueueServer;
  readonly code: Code;
  /** Folder of the workspace. */
  readonly folder: string;
  /** null where none is named: then only generated markets can run. */
  readonly store: TapeStore | null;
  /** How long units wait while no worker is there. */
  readonly waitMs: number;
  readonly notify: (text: string) => void;
}

type UnitEnd = { readonly runs: readonly LaneRun[] } | { readonly failed: UnitFailure };
type UnitJob = Job<SentUnit['text'], Finished>;

/** A unit at the queue, and who waits for it: the same unit may be wanted twice. */
interface Waiting {
  readonly unit: SentUnit;
  readonly lanes: number;
  readonly watches: Set<WaitingWatch>;
  share: number;
}

interface WaitingWatch {
  readonly watch: Watch;
  readonly resolve: (end: UnitEnd | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Open it with {@link QueueLanes.open}; close it when it is no longer needed. */
export class QueueLanes implements LaneRunner {
  readonly #options: QueueLanesOptions;
  readonly #tapes: SharedTapes;
  readonly #redis: Redis;
  readonly #queue: Queue<SentUnit['text'], Finished>;
  readonly #events: QueueEvents;
  readonly #presence: Presence;
  readonly #setAside: SetAside;
  readonly #places: Places<null>;
  /** By id. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #said = new Set<string>();
  readonly #timers: NodeJS.Timeout[] = [];
  #broken: Error | null = null;
  /** Whether the server is gone, so that nothing more can be asked of it. */
  #isGone = false;
  /** Since when units wait without a worker that could run them; null where there is one, or nothing waits. */
  #aloneSinceMs: number | null = null;

  private constructor(options: QueueLanesOptions) {
    const { server, code, folder, store } = options;
    this.#options = options;
    this.#tapes = new SharedTapes(folder, store);
    this.#redis = server.connection();
    this.#queue = new Queue(queueName(code), { connection: this.#redis, prefix: PREFIX });
    this.#events = new QueueEvents(queueName(code), { connection: this.#redis, prefix: PREFIX });
    this.#queue.on('error', () => undefined);
    this.#events.on('error', () => undefined);
    const own = { role: 'submitter', code: code.hash, about: code.about, host: hostname(), pid: process.pid } as const;
    this.#presence = new Presence(this.#redis, own);
    this.#setAside = new SetAside(TRIES, server.address.shown);
    this.#places = new Places(new Array<null>(MOST_AT_QUEUE).fill(null));
  }

  /** @throws QueueError where the queue is lost meanwhile, and where its workers run other code */
  static async open(options: QueueLanesOptions): Promise<QueueLanes> {
    const lanes = new QueueLanes(options);
    options.server.onLost((error) => {
      lanes.#isGone = true;
      lanes.#break(
        new QueueError(
          `${error.message}. Units that were finished stay there for a day if the server keeps its data: the same command goes on with them.`,
        ),
      );
    });
    await lanes.#begin();
    return lanes;
  }

  async run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    if (watch.stop.requested) return null;
    return this.#setAside.during(async () => {
      const end = await this.#places.whenFree(() => this.#runUnit(request, watch));
      if (end === null) return null;
      if ('runs' in end.end) return end.end.runs;
      const { failed } = end.end;
      const rename = this.#namesOfHere(request);
      if (failed.isCertain) throw thrownBy(failed, rename);
      const failure = { ...failed.failure, message: rename(failed.failure.message) };
      return this.#setAside.held(end.unit, marketText(request), request.lanes.length, { ...failed, failure });
    });
  }

  /** Ends all connections. Requests that are under way resolve with null. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#places.drop();
    await this.#endAll((one) => one.resolve(null));
    if (this.#isGone) {
      this.#presence.fallSilent();
      await withoutAnswer(this.#events.close(), this.#queue.close());
    } else {
      await this.#presence.end().catch(() => undefined);
      await this.#events.close().catch(() => undefined);
      await this.#queue.close().catch(() => undefined);
    }
    this.#options.server.close();
  }

  async #begin(): Promise<void> {
    await this.#events.waitUntilReady();
    this.#events.on('completed', ({ jobId }) => void this.#endedAt(jobId));
    this.#events.on('failed', ({ jobId }) => void this.#endedAt(jobId));
    this.#events.on('progress', ({ jobId, data }) => {
      const waiting = this.#waiting.get(jobId);
      if (waiting !== undefined && typeof data === 'number') waiting.share = Math.max(waiting.share, Math.min(1, data));
    });
    await this.#presence.begin((present) => this.#seen(present));
    if (this.#broken !== null) {
      await this.close();
      throw this.#broken;
    }
    this.#timers.push(
      setInterval(() => this.#look(), LOOK_EVERY_MS),
      setInterval(() => void this.#askForAll(), ASK_EVERY_MS),
    );
  }

  async #runUnit(request: LanesRequest, watch: Watch): Promise<{ unit: SentUnit; end: UnitEnd } | null> {
    if (watch.stop.requested) return null;
    if (this.#broken !== null) throw this.#broken;
    const { market, ...lanes } = request;
    const unit = sentUnit({
      format: 1,
      code: this.#options.code.hash,
      market: await this.#tapes.marketOf(market),
      settings: lanes.settings,
      lanes: lanes.lanes,
      atMostUs: lanes.atMostUs,
      withMetrics: lanes.withMetrics,
    });
    const end = await this.#endOf(unit, request.lanes.length, watch);
    // What came after a stop is left out, as a runner in this process would; it stays at the queue.
    if (end === null || watch.stop.requested) return null;
    watch.progress(1);
    return { unit, end };
  }

  #endOf(unit: SentUnit, lanes: number, watch: Watch): Promise<UnitEnd | null> {
    return new Promise((resolve, reject) => {
      const one: WaitingWatch = { watch, resolve, reject };
      const known = this.#waiting.get(unit.id);
      if (known !== undefined) {
        known.watches.add(one);
        return;
      }
      this.#waiting.set(unit.id, { unit, lanes, watches: new Set([one]), share: 0 });
      this.#send(unit).catch((error: unknown) => this.#reject(unit.id, error));
    });
  }

  async #send(unit: SentUnit): Promise<void> {
    if ((await this.#queue.getJobState(unit.id)) === 'failed') {
      const before: UnitJob | undefined = await this.#queue.getJob(unit.id);
      const failed = before === undefined ? null : failureOf(before.failedReason);
      if (failed?.isCertain === true) {
        this.#resolve(unit.id, { failed });
        return;
      }
      // What was set aside for an earlier request is tried again for this one.
      await before?.remove();
    }
    await this.#add(unit);
    await this.#endedAt(unit.id);
  }

  #add({ id, text }: SentUnit): Promise<unknown> {
    return this.#queue.add('lanes', text, {
      jobId: id,
      attempts: TRIES,
      backoff: { type: 'fixed', delay: BETWEEN_TRIES_MS },
      removeOnComplete: { age: KEPT_SECONDS },
      removeOnFail: { age: KEPT_SECONDS },
    });
  }

  /** Hands over the end of a unit, where it has ended. */
  async #endedAt(id: string): Promise<void> {
    try {
      // Read after its state: what was read before would lack what came with the end.
      const state = await this.#queue.getJobState(id);
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return;
      if (state === 'unknown') {
        // Somebody removed it, or the server forgot it.
        await this.#add(waiting.unit);
        return;
      }
      if (state !== 'completed' && state !== 'failed') return;
      const job: UnitJob | undefined = await this.#queue.getJob(id);
      if (job === undefined) return;
      if (state === 'completed') await this.#completed(waiting, job);
      else this.#resolve(id, { failed: failureOf(job.failedReason) });
    } catch (error) {
      this.#reject(id, error);
    }
  }

  async #completed({ unit, lanes }: Waiting, job: UnitJob): Promise<void> {
    const finished = finishedOf(job.returnvalue, unit.id);
    const bytes = await this.#redis.getBuffer(resultKey(unit.id, finished.attempt));
    if (bytes === null) {
      // Its results were kept for a shorter time than the note that it ended: it runs again.
      await job.remove();
      await this.#add(unit);
      return;
    }
    const runs = unpacked(finished, bytes, unit.id, { code: this.#options.code.hash, lanes });
    this.#resolve(unit.id, { runs });
  }

  #resolve(id: string, end: UnitEnd): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const { resolve } of waiting?.watches ?? []) resolve(end);
  }

  #reject(id: string, error: unknown): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const { reject } of waiting?.watches ?? []) reject(this.#broken ?? error);
  }

  /** Tells how far units are, and lets go of those that nobody waits for any more. */
  #look(): void {
    for (const { unit, watches, share } of [...this.#waiting.values()]) {
      for (const one of watches) {
        if (one.watch.stop.requested) {
          watches.delete(one);
          one.resolve(null);
        } else if (share > 0) one.watch.progress(share);
      }
      if (watches.size > 0) continue;
      this.#waiting.delete(unit.id);
      void this.#takeBack(unit.id);
    }
  }

  /** A unit that a worker has begun stays, and its results with it. */
  async #takeBack(id: string): Promise<void> {
    try {
      await (await this.#queue.getJob(id))?.remove();
    } catch {
      // A worker has it, or the queue is gone.
    }
  }

  async #askForAll(): Promise<void> {
    await Promise.all([...this.#waiting.keys()].map((id) => this.#endedAt(id)));
  }

  /** Units do not wait for ever: with none but workers of other code they end at once, with no worker after a while. */
  #seen(present: readonly Present[]): void {
    const { code, waitMs, server } = this.#options;
    const workers = present.filter(({ role }) => role === 'worker');
    const others = workers.filter((one) => one.code !== code.hash);
    if (others.length < workers.length) {
      this.#aloneSinceMs = null;
      for (const other of others) {
        this.#sayOnce(`This worker runs other code and gets no units of this program: ${presentText(other)}`);
      }
      return;
    }
    if (others.length > 0) {
      this.#break(new QueueError(otherCode(code, others, server.address.shown)));
      return;
    }
    const minutes = Math.round(waitMs / 6_000) / 10;
    this.#sayOnce(
      `No worker is at ${server.address.shown}. Units wait ${minutes} min for one: tune worker --queue ${server.address.shown}`,
    );
    const nowMs = performance.now();
    this.#aloneSinceMs = this.#waiting.size === 0 ? null : (this.#aloneSinceMs ?? nowMs);
    if (this.#aloneSinceMs === null || nowMs - this.#aloneSinceMs < waitMs) return;
    this.#break(new QueueError(`no worker came to ${server.address.shown} within ${minutes} min`));
  }

  #sayOnce(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#options.notify(text);
  }

  #break(error: Error): void {
    this.#broken ??= error;
    void this.#endAll((one) => one.reject(this.#broken));
  }

  /** Units that no worker has begun are taken off the queue, where it is still there. */
  async #endAll(end: (one: WaitingWatch) => void): Promise<void> {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { watches } of all) for (const one of watches) end(one);
    if (!this.#isGone) await Promise.all(all.map(({ unit }) => this.#takeBack(unit.id)));
  }

  /** Names of tapes at the queue as files of this machine. */
  #namesOfHere({ market }: LanesRequest): (text: string) => string {
    if (market.type !== 'tape' && market.type !== 'whole-tape') return (text) => text;
    const file = this.#tapes.pathOf(market.file);
    return (text) => text.replaceAll(/tape:[0-9a-f]{64}/g, file);
  }
}

function otherCode({ about, hash }: Code, workers: readonly Present[], queue: string): string {
  return [
    `the workers at ${queue} run other code than this program, so their results could differ.`,
    `This program: ${about}, code ${hash.slice(0, 12)}. They:`,
    ...workers.map((one) => `  ${presentText(one)}`),
    'Install the same version everywhere.',
  ].join('\n');
}

function marketText({ market }: LanesRequest): string {
  if (market.type === 'synthetic') return `the ${market.family} market of seed ${market.seed}`;
  if (market.type === 'tape') return `${market.file}, minutes ${market.fromUs / 60e6} to ${market.toUs / 60e6}`;
  return market.type === 'whole-tape' ? market.file : `${market.symbol} live`;
}
