/** Whether quotes may be at the venue: the blocks, and when the account has to be read before they may. */

import { type Block, Blocks } from './blocks.ts';
import type { OrderClock } from './orderClock.ts';
import type { OrderSettings } from './settings.ts';
import { Waits } from './waits.ts';

export class Readiness {
  readonly blocks: Blocks = new Blocks();
  readonly #clock: OrderClock;
  readonly #settings: OrderSettings;
  /** After a 429. */
  readonly #limited: Waits;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #nextReadMs = Number.NEGATIVE_INFINITY;
  #wantedReadings = 0;

  constructor(clock: OrderClock, settings: OrderSettings) {
    this.#clock = clock;
    this.#settings = settings;
    this.#limited = new Waits(settings.firstWaitMs, settings.longestWaitMs);
  }

  /** Changes with everything after which the account has to be read; a reading that began before does not answer it. */
  get wantedReadings(): number {
    return this.#wantedReadings;
  }

  /** No quotes until a reading of the account that begins later than now has found everything right. */
  needReading(why: string): void {
    this.#wantedReadings++;
    this.blocks.set('reconciling', why);
    this.readSoon();
  }

  readSoon(): void {
    this.#nextReadMs = Math.min(this.#nextReadMs, this.#clock.nowMs());
  }

  readAfter(ms: number): void {
    this.#nextReadMs = this.#clock.nowMs() + ms;
  }

  isReadingDue(nowMs: number): boolean {
    return nowMs >= this.#nextReadMs;
  }

  block(block: Block, text: string): void {
    this.blocks.set(block, text);
  }

  /** What was read while it lasted is old by now. */
  unblock(block: Block): void {
    if (!this.blocks.has(block)) return;
    this.blocks.clear(block);
    this.needReading(`over: ${block}`);
  }

  /** The venue was asked too often. */
  limit(text: string, waitMs: number): void {
    const nowMs = this.#clock.nowMs();
    if (!this.#limited.isWaiting(nowMs)) this.#limited.failed(nowMs, waitMs);
    this.blocks.set('limited', text);
    this.needReading('the venue was asked too often');
  }

  isLimited(nowMs: number): boolean {
    return this.#limited.isWaiting(nowMs);
  }

  answered(): void {
    this.#limited.worked();
  }

  /** The venue takes no orders. */
  pause(text: string): void {
    this.#pausedUntilMs = this.#clock.nowMs() + this.#settings.afterPauseMs;
    this.blocks.set('paused', text);
    this.needReading(`the venue took no orders: ${text}`);
  }

  /** Ends what lasted for its time. */
  watch(nowMs: number): void {
    if (!this.#limited.isWaiting(nowMs)) this.unblock('limited');
    if (nowMs >= this.#pausedUntilMs) this.unblock('paused');
  }
}
