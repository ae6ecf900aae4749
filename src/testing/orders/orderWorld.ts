/** Time, a venue in memory and an own-event tape for an order manager; its program may be killed and started again on them. */

import { MemoryGateway } from '../../gateway/memoryGateway.ts';
import { OrderManager } from '../../orders/orderManager.ts';
import type { OwnEvent } from '../../orders/ownEvents.ts';
import type { Quote } from '../../orders/quote.ts';
import { type GivenSettings, orderSettings } from '../../orders/settings.ts';

const GRID = { tickSize: 0.01, lotSize: 0.01, significantDigits: null };
export const BOTH: readonly Quote[] = [
  { side: 'buy', priceTicks: 9990, lots: 10 },
  { side: 'sell', priceTicks: 10_010, lots: 10 },
];

const OWN = { prefix: 'c0ffee01', mostPositionLots: 100, mostLotsPerOrder: 50, capital: 1000, leastNotional: 5 };

export class OrderWorld {
  nowMs = 0;
  readonly events: OwnEvent[] = [];
  /** Events that were written together. */
  readonly writes: (readonly OwnEvent[])[] = [];
  /** Timers so far. */
  timersMade = 0;
  readonly venue: MemoryGateway = new MemoryGateway(GRID, 0.0002, () => this.#venueMs());
  diskIsFull = false;
  /** Flushes take until {@link flushAll}. */
  diskIsSlow = false;
  #flushes: { readonly done: () => void; readonly failed: (error: Error) => void }[] = [];
  /** Middle of the market, ticks. */
  midTicks = 10_000;
  /** The venue's clock minus the machine's, as the market shows it, ms. */
  venueAheadMs = 0;
  #timers: { atMs: number; run: () => void }[] = [];
  #isMarketOpen = true;
  #setMs = 0;
  #hangUp: () => void = () => undefined;
  readonly #over: Partial<GivenSettings>;
  manager: OrderManager;

  constructor(over: Partial<GivenSettings> = {}) {
    this.#over = over;
    const listen = this.venue.listen.bind(this.venue);
    this.venue.listen = (hear) => {
      this.#hangUp = listen(hear);
      return this.#hangUp;
    };
    this.manager = this.#start();
  }

  #venueMs(): number {
    return 1_800_000_000_000 + this.nowMs;
  }
  #wallMs(): number {
    return this.#venueMs() + this.#setMs;
  }
  /** Somebody sets the clock of the machine ahead, or back where it is negative; that of the venue stays right. */
  setClock(ms: number): void {
    this.#setMs += ms;
    this.venue.clockOffsetMs = -this.#setMs;
  }
  #start(): OrderManager {
    const clock = {
      nowMs: () => this.nowMs,
      wallMs: () => this.#wallMs(),
      after: (ms: number, run: () => void) => {
        this.timersMade++;
        const timer = { atMs: this.nowMs + ms, run };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
    };
    const append = (events: readonly OwnEvent[]): void => {
      if (this.diskIsFull) throw new Error('no space left');
      this.writes.push(events);
      // As a file keeps them.
      for (const event of events) this.events.push(JSON.parse(JSON.stringify(event)));
    };
    const settings = orderSettings({ ...OWN, ...this.#over });
    const manager = new OrderManager(
      { gateway: this.venue, tape: { append, flush: () => this.#flush() }, clock },
      settings,
    );
    manager.start([...this.events]);
    manager.want(BOTH);
    return manager;
  }
  /** The program is gone without a word and starts anew. */
  restart(): void {
    this.#timers = [];
    this.#hangUp();
    this.manager = this.#start();
  }
  #flush(): Promise<void> {
    if (!this.diskIsSlow) return Promise.resolve();
    return new Promise((done, failed) => this.#flushes.push({ done, failed }));
  }
  /** Ends the flushes that are under way. @param problem why the disk has refused them; null where it has not */
  flushAll(problem: string | null = null): void {
    for (const { done, failed } of this.#flushes) problem === null ? done() : failed(new Error(problem));
    this.#flushes = [];
  }
  silence(): void {
    this.#isMarketOpen = false;
  }
  async pass(seconds: number): Promise<void> {
    const endMs = this.nowMs + seconds * 1000;
    while (this.nowMs < endMs) {
      this.nowMs += 50;
      if (this.#isMarketOpen && this.nowMs % 500 === 0)
        this.manager.market(this.midTicks, this.#venueMs() + this.venueAheadMs);
      const due = this.#timers.filter(({ atMs }) => atMs <= this.nowMs);
      this.#timers = this.#timers.filter(({ atMs }) => atMs > this.nowMs);
      for (const { run } of due) run();
      // Answers of the venue, and what follows from them.
      for (let i = 0; i < 20; i++) await Promise.resolve();
    }
  }
  /** Client ids of the bid and the ask that rest. */
  get resting(): readonly (string | null)[] {
    return this.venue.openOrders.map(({ clientId }) => clientId);
  }
}
