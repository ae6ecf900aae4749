/** Outbox, ledger and own-event tape together: every event is written to the tape first, and then counts. */

import type { Fill, FundingPayment } from './gateway.ts';
import { Ledger } from './ledger.ts';
import { Outbox } from './outbox.ts';
import type { OwnEvent, OwnTape } from './ownEvents.ts';

type WithoutTime<T> = T extends unknown ? Omit<T, 'atMs'> : never;
/** An event that is about to be recorded. */
export type NewEvent = WithoutTime<OwnEvent>;

export class OwnBook {
  readonly outbox: Outbox = new Outbox();
  readonly ledger: Ledger;
  readonly #tape: OwnTape;
  readonly #nowMs: () => number;
  readonly #foreign = new Map<string, Fill>();
  #isOpened = false;
  #failure: string | null = null;
  #fault: string | null = null;
  /** Events that are written together; null while each is written at once. */
  #unwritten: OwnEvent[] | null = null;

  constructor(tape: OwnTape, lotSize: number, nowMs: () => number) {
    this.#tape = tape;
    this.#nowMs = nowMs;
    this.ledger = new Ledger(lotSize);
  }

  /** Takes up what an earlier run has recorded. */
  replay(past: readonly OwnEvent[]): void {
    for (const event of past) this.#apply({ ...event, atMs: Number.NEGATIVE_INFINITY });
  }

  /** Records what was heard at the same moment with one write, which may take a while. Nothing may leave in `work`. */
  together(work: () => void): void {
    const events: OwnEvent[] = [];
    this.#unwritten = events;
    try {
      work();
    } finally {
      this.#unwritten = null;
      if (events.length > 0) this.#write(events);
    }
  }

  /** Records events and applies them. Where the tape cannot be written they are applied all the same, so that orders can be cancelled. */
  record(...events: readonly NewEvent[]): void {
    const stamped = events.map((event) => ({ ...event, atMs: this.#nowMs() }) as OwnEvent);
    if (this.#unwritten === null) this.#write(stamped);
    else this.#unwritten.push(...stamped);
    for (const event of stamped) {
      try {
        this.#apply(event);
      } catch (error) {
        // Orders must be cancelled all the same; the caller may be a socket.
        this.#fault ??= error instanceof Error ? error.message : String(error);
      }
    }
  }

  /** Resolves once what was recorded is on the disk, or cannot be: see {@link failure}. */
  async flushed(): Promise<void> {
    try {
      await this.#tape.flush();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Records a fill that is not known yet; whether it was new. A fill of no order of ours is kept apart and moves nothing. */
  fill(fill: Fill, source: 'stream' | 'account'): boolean {
    if (this.ledger.has(fill) || this.#foreign.has(fill.tradeId)) return false;
    this.record({ type: 'fill', fill, source });
    return true;
  }

  /**
   * Forgets orders that ended before, and says so on the tape, so that it is read again without them.
   * @param beforeMs on the clock of the tape
   */
  forget(beforeMs: number): void {
    const clientIds = this.outbox.endedBefore(beforeMs);
    if (clientIds.length > 0) this.record({ type: 'forgotten', clientIds });
  }

  /** Records a payment of funding that is not known yet. Those of before the beginning are not counted. */
  pay({ id, amount, venueMs }: FundingPayment): void {
    const { openedMs } = this.ledger;
    if (openedMs === null || venueMs <= openedMs || this.ledger.hasPayment(id)) return;
    this.record({ type: 'funding', id, amount, venueMs });
  }

  /** Whether the position at the beginning was recorded. */
  get isOpened(): boolean {
    return this.#isOpened;
  }
  /** Why the tape could not be written; null while it could. No order may leave any more. */
  get failure(): string | null {
    return this.#failure;
  }
  /** What accounting has thrown; null while it is right. Position and cash are unknown from then on. */
  get fault(): string | null {
    return this.#fault;
  }
  /** Fills on the account that are of no order of ours. */
  get foreignFills(): readonly Fill[] {
    return [...this.#foreign.values()];
  }

  #write(events: readonly OwnEvent[]): void {
    try {
      this.#tape.append(events);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error.message : String(error);
  }

  #apply(event: OwnEvent): void {
    // A person has looked at the account and agreed to go on with it: the next reading is a new beginning.
    if (event.type === 'armed') this.#isOpened = false;
    if (event.type === 'opened') {
      this.ledger.open(event.positionLots, event.tradeIds, event.venueMs);
      this.#isOpened = true;
    }
    if (event.type === 'fill') {
      if (this.outbox.ownerOf(event.fill) === undefined) {
        this.#foreign.set(event.fill.tradeId, event.fill);
        return;
      }
      let isNew = true;
      try {
        isNew = this.ledger.add(event.fill);
      } finally {
        // What is open does not depend on what it is worth.
        if (isNew) this.outbox.apply(event);
      }
      return;
    }
    if (event.type === 'funding') this.ledger.pay(event);
    this.outbox.apply(event);
  }
}
