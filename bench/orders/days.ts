/** Days of orders at a venue in memory, by a clock that does not wait: nothing may grow, and the ledger has to stay the venue's. */

import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryGateway } from '../../src/gateway/memoryGateway.ts';
import { createRng } from '../../src/market/rng.ts';
import { OrderManager } from '../../src/orders/orderManager.ts';
import type { OwnEvent } from '../../src/orders/ownEvents.ts';
import { orderSettings } from '../../src/orders/settings.ts';

const GRID = { tickSize: 0.01, lotSize: 0.01, significantDigits: null };
const FEE = 0.0002;
const DAY_S = 86_400;
const QUOTE_S = 30;
const FILL_S = 120;
/** An answer or a request is lost, a fill is not told. */
const TROUBLE_S = 600;
const CUT_S = 6 * 3600;
const KILLED_DAYS = 5;
const QUOTE_LOTS = 10;
/** Longer than the account is unread. */
const SETTLE_S = 30;
/** Rounds of answers that may follow from one another at the same moment. */
const ROUNDS = 12;

export interface DayCount {
  readonly day: number;
  /** Orders that the venue took, fills, and orders of which the order manager still knows. */
  readonly orders: number;
  readonly fills: number;
  readonly kept: number;
  readonly timers: number;
  readonly descriptors: number;
  /** In use after a collection, MB. */
  readonly heapMb: number;
  /** Why the ledger is not the venue's; null where it is. */
  readonly difference: string | null;
}

/** @param told after each day */
export async function runDays(days: number, told: (count: DayCount) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-days-'));
  const month = new Month(join(folder, 'orders.jsonl'));
  try {
    for (let day = 1; day <= days; day++) {
      await month.pass(DAY_S - SETTLE_S, true);
      await month.pass(SETTLE_S, false);
      told(month.count(day));
      if (day % KILLED_DAYS === 0) month.restart();
    }
  } finally {
    month.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Month {
  readonly #file: string;
  readonly #rng = createRng('a month of orders');
  readonly #venue: MemoryGateway;
  #manager: OrderManager;
  #tape: number;
  #seconds = 0;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];
  #hangUp: () => void = () => undefined;
  #midTicks = 10_000;
  #orders = 0;
  #fills = 0;
  #cash = 0;

  constructor(file: string) {
    this.#file = file;
    this.#tape = openSync(file, 'a');
    this.#venue = new MemoryGateway(GRID, FEE, () => this.#wallMs());
    const place = this.#venue.place.bind(this.#venue);
    this.#venue.place = async (...all) => {
      const answers = await place(...all);
      this.#orders += all[0].length;
      return answers;
    };
    const listen = this.#venue.listen.bind(this.#venue);
    this.#venue.listen = (hear) => {
      this.#hangUp = listen(hear);
      return this.#hangUp;
    };
    this.#manager = this.#start([]);
  }

  /** The program is killed: it neither acts nor hears any more. */
  restart(): void {
    this.#timers = [];
    this.#hangUp();
    closeSync(this.#tape);
    const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    this.#tape = openSync(this.#file, 'a');
    this.#manager = this.#start(lines.map((line) => JSON.parse(line)));
  }

  close(): void {
    closeSync(this.#tape);
  }

  async pass(seconds: number, isBusy: boolean): Promise<void> {
    for (const end = this.#seconds + seconds; this.#seconds < end; ) {
      this.#seconds++;
      this.#manager.market(this.#midTicks, null);
      if (isBusy) this.#happen();
      await this.#settle();
    }
  }

  count(day: number): DayCount {
    globalThis.gc?.();
    return {
      day,
      orders: this.#orders,
      fills: this.#fills,
      kept: this.#manager.book.outbox.size,
      timers: this.#timers.length,
      descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
      heapMb: process.memoryUsage().heapUsed / 2 ** 20,
      difference: this.#difference(),
    };
  }

  #start(past: readonly OwnEvent[]): OrderManager {
    const clock = {
      nowMs: () => this.#seconds * 1000,
      wallMs: () => this.#wallMs(),
      after: (ms: number, run: () => void) => {
        const timer = { atMs: this.#seconds * 1000 + ms, run };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
    };
    // Not put on the disk one by one: a month of it would take hours, and this program ends no other way than on its own.
    const append = (events: readonly OwnEvent[]): void => {
      writeSync(this.#tape, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    };
    const settings = orderSettings({
      prefix: 'c0ffee07',
      mostPositionLots: 1000,
      mostLotsPerOrder: QUOTE_LOTS,
      capital: 1e6,
      leastNotional: 1,
      stepMs: 1000,
      messages: { perSecond: 4, burst: 8, perRun: null },
    });
    const manager = new OrderManager(
      { gateway: this.#venue, tape: { append, flush: () => Promise.resolve() }, clock },
      settings,
    );
    manager.start(past);
    return manager;
  }

  #wallMs(): number {
    return 1_800_000_000_000 + this.#seconds * 1000;
  }

  #happen(): void {
    const at = (every: number): boolean => this.#seconds % every === 0;
    if (at(QUOTE_S)) {
      const step = Math.floor(this.#rng.uniform() * 21) - 10;
      this.#midTicks = Math.min(11_000, Math.max(9_000, this.#midTicks + step));
      this.#manager.want([
        { side: 'buy', priceTicks: this.#midTicks - 5, lots: QUOTE_LOTS },
        { side: 'sell', priceTicks: this.#midTicks + 5, lots: QUOTE_LOTS },
      ]);
    }
    if (at(FILL_S)) this.#fill();
    if (at(TROUBLE_S)) {
      const { moods } = this.#venue;
      const drawn = this.#rng.uniform();
      if (drawn < 0.3) moods.place.push('lose');
      else if (drawn < 0.5) moods.place.push('drop');
      else if (drawn < 0.7) moods.cancel.push('lose');
      else if (drawn < 0.9) moods.cancel.push('drop');
      else moods.account.push('limit');
    }
    if (at(CUT_S)) this.#venue.drop(true);
  }

  #fill(): void {
    const open = this.#venue.openOrders;
    const order = open[Math.floor(this.#rng.uniform() * open.length)];
    if (order === undefined) return;
    const { clientId, side, priceTicks, leftLots } = order;
    const lots = 1 + Math.floor(this.#rng.uniform() * leftLots);
    this.#venue.fill(clientId, lots, this.#rng.uniform() < 0.8);
    const value = priceTicks * GRID.tickSize * lots * GRID.lotSize;
    this.#cash -= (side === 'buy' ? value : -value) + value * FEE;
    this.#fills++;
  }

  /** Runs what is due, and what follows from it. */
  async #settle(): Promise<void> {
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= this.#seconds * 1000);
      if (due.length === 0) return;
      this.#timers = this.#timers.filter((one) => !due.includes(one));
      for (const { run } of due) run();
      for (let i = 0; i < ROUNDS; i++) await Promise.resolve();
    }
  }

  #difference(): string | null {
    const { state, text, positionLots } = this.#manager.view();
    const { ledger } = this.#manager.book;
    if (state !== 'ACTIVE') return `${state}: ${text}`;
    if (positionLots !== this.#venue.positionLots) return `position ${positionLots}, not ${this.#venue.positionLots}`;
    if (ledger.count !== this.#fills) return `${ledger.count} fills, not ${this.#fills}`;
    if (Math.abs(ledger.cash - this.#cash) > 1e-6) return `cash ${ledger.cash}, not ${this.#cash}`;
    const { openOrders } = this.#venue;
    return openOrders.length > 2 ? `${openOrders.length} orders are open` : null;
  }
}
