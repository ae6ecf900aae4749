/** Many orders a second at the fake venue through the order manager: how soon they leave, what grows, and whether the ledger is right. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { openFileTape } from '../../src/gateway/fileTape.ts';
import { agentKey } from '../../src/gateway/hyperliquid/agentKey.ts';
import { machineClock } from '../../src/gateway/machineClock.ts';
import { midPrice } from '../../src/gateway/midPrice.ts';
import { openGateway, type VenueAccount } from '../../src/gateway/openGateway.ts';
import { OrderManager, type OrderView } from '../../src/orders/orderManager.ts';
import type { OwnEvent } from '../../src/orders/ownEvents.ts';
import { type Side, ticksOf } from '../../src/orders/priceGrid.ts';
import type { Quote } from '../../src/orders/quote.ts';
import { orderSettings } from '../../src/orders/settings.ts';
import { fakeVenueFolder, TEST_KEY, type Venue } from '../../test/orders/faultRun.ts';
import { accountOf } from '../../test/orders/venueAccounts.ts';
import { delaysMs } from './idleThread.ts';
import { type Sent, timed } from './wireTimes.ts';

export interface LoadAsked {
  readonly venue: Venue;
  readonly seconds: number;
  /** New orders a second; as many are cancelled. */
  readonly ordersPerSecond: number;
  /** Budget of requests a second. */
  readonly messagesPerSecond: number;
}

export interface Minute {
  readonly minute: number;
  readonly heapMb: number;
  readonly residentMb: number;
  readonly p99Ms: number;
}

export interface Load {
  readonly sent: readonly Sent[];
  readonly minutes: readonly Minute[];
  readonly placed: number;
  /** Share of a core that this process used. */
  readonly cpuShare: number;
  /** How long the disk takes for a write alone, ms. */
  readonly syncMs: readonly number[];
  /** Between two timers of a millisecond, ms: median, p99, longest; then the same of a thread that does nothing else. */
  readonly loopDelayMs: readonly number[];
  readonly idleDelayMs: readonly number[];
  /** Longest collection of garbage, ms; the asked ones at the end of each minute are among them. */
  readonly longestCollectionMs: number;
  readonly denials: OrderView['denials'];
  /** What is not as the venue says, one sentence each. */
  readonly faults: readonly string[];
}

const SLOTS_PER_SIDE = 20;
const DECIDE_MS = 50;
const FILL_MS = 2000;
const READY_WITHIN_MS = 10_000;
const QUOTE_LOTS = 50;
/** Each slot moves to and fro among so many prices of its own, a cent apart. */
const PRICES_PER_SLOT = 5;
const STEP = 0.01;
/** Prices of all slots of a side. */
const LADDER = SLOTS_PER_SIDE * PRICES_PER_SLOT;
/** Of the mid; the slots lie beyond it. */
const NEAREST = 0.002;
const SYMBOLS: Readonly<Record<Venue, string>> = { hyperliquid: 'SOL', binance: 'SOLUSDT' };

/** Asks for garbage to be collected, so that what is left is in use: `node --expose-gc`. */
function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** From the decision to the last byte on the wire, less the signing. */
export function besidesSigningMs({ decidedMs, askedMs, signedMs, wireMs }: Sent): number {
  return wireMs - decidedMs - (signedMs - askedMs);
}

/** What that is made of, and the signing, ms. */
export const parts: Readonly<Record<string, (sent: Sent) => number>> = {
  'until it is acted on': ({ decidedMs, actedMs }) => actedMs - decidedMs,
  'tape and disk': ({ actedMs, askedMs }) => askedMs - actedMs,
  signing: ({ askedMs, signedMs }) => signedMs - askedMs,
  'to the wire': ({ signedMs, wireMs }) => wireMs - signedMs,
};

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const SYNCS = 400;
const SYNC_BYTES = 1000;

/** How long the disk of a folder takes for so many appended bytes each, ms. */
async function syncTimesMs(folder: string): Promise<readonly number[]> {
  const file = openSync(join(folder, 'syncs'), 'a');
  const bytes = Buffer.alloc(SYNC_BYTES, 'x');
  const took: number[] = [];
  for (let i = 0; i < SYNCS; i++) {
    const beganMs = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    took.push(performance.now() - beganMs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  closeSync(file);
  return took;
}

export async function measureLoad(asked: LoadAsked, folder: string): Promise<Load> {
  const { venue, seconds } = asked;
  const syncMs = await syncTimesMs(folder);
  const key = TEST_KEY;
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'venueProcess.ts'),
      fakeVenueFolder(),
      venue,
      String(seconds),
      venue === 'hyperliquid' ? agentKey(key).address : '',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface(child.stdout);
  try {
    const [url] = (await once(lines, 'line')) as [string];
    const ws = url.replace('http', 'ws');
    const account = accountOf(venue, { url, ws });
    const trader = await Trader.open(asked, account, join(folder, `${venue}.jsonl`));
    const fills = setInterval(() => {
      const body = JSON.stringify({ do: 'fill', share: 1 });
      fetch(`${url}/control/fault`, { method: 'POST', body }).catch(() => undefined);
    }, FILL_MS);
    await trader.run();
    clearInterval(fills);
    const load = await trader.end();
    const truth = once(lines, 'line');
    child.stdin.write('sums\n');
    return { ...compared(load, JSON.parse(String((await truth)[0]))), syncMs };
  } finally {
    child.kill('SIGKILL');
  }
}

interface Truth {
  readonly placed: number;
  readonly twice: number;
  readonly openOrders: number;
  readonly position: number;
  readonly fills: number;
  readonly violations: readonly unknown[];
}

interface Ended extends Omit<Load, 'placed' | 'syncMs'> {
  readonly position: number;
  readonly fills: number;
}

function compared({ position, fills, ...load }: Ended, truth: Truth): Omit<Load, 'syncMs'> {
  const faults = [...load.faults];
  if (truth.twice > 0) faults.push(`${truth.twice} client ids came twice`);
  if (truth.openOrders > 0) faults.push(`${truth.openOrders} orders are open at the end`);
  if (Math.abs(truth.position - position) > 1e-9) faults.push(`the position is ${truth.position}, not ${position}`);
  if (truth.fills !== fills) faults.push(`the venue has ${truth.fills} fills, and we ${fills}`);
  for (const violation of truth.violations) faults.push(`a violation: ${JSON.stringify(violation)}`);
  return { ...load, faults, placed: truth.placed };
}

class Trader {
  readonly #asked: LoadAsked;
  readonly #manager: OrderManager;
  readonly #readMid: () => Promise<number>;
  readonly #tick: number;
  readonly #lot: number;
  readonly #sent: Sent[] = [];
  readonly #minutes: Minute[] = [];
  readonly #faults: string[] = [];
  #mid: number;
  #decisions = 0;
  #quotes: readonly Quote[] = [];
  /** When a price was first wanted, and when it was no more; the price that was wanted in its place before. */
  readonly #wantedMs = new Map<string, number>();
  readonly #unwantedMs = new Map<string, number>();
  readonly #before = new Map<string, string>();
  /** When an order at a price ended, and when it was accepted. */
  readonly #endedMs = new Map<string, number>();
  readonly #acceptedMs = new Map<string, number>();
  /** When an order, or later its cancel, was about to be written, by its client id. */
  readonly #actedMs = new Map<string, number>();
  readonly #delays = monitorEventLoopDelay({ resolution: 1 });
  #longestCollectionMs = 0;
  #idleDelayMs: readonly number[] = [];
  #stoppedMs = Number.NEGATIVE_INFINITY;
  #cpu = process.cpuUsage();
  #beganMs = performance.now();

  static async open(asked: LoadAsked, account: VenueAccount, file: string): Promise<Trader> {
    const symbol = SYMBOLS[asked.venue];
    const gateway = await openGateway(account, { symbol, tickSize: 0.01, lotSize: 0.01 });
    const readMid = (): Promise<number> => midPrice(account, symbol);
    return new Trader(asked, gateway, file, readMid, await readMid());
  }

  private constructor(
    asked: LoadAsked,
    opened: Awaited<ReturnType<typeof openGateway>>,
    file: string,
    readMid: () => Promise<number>,
    mid: number,
  ) {
    this.#asked = asked;
    this.#readMid = readMid;
    this.#mid = mid;
    this.#tick = opened.grid.tickSize;
    this.#lot = opened.grid.lotSize;
    const gateway = timed(
      opened,
      {
        placed: ({ side, priceTicks }) => this.#placeDecidedMs(keyOf(side, priceTicks)),
        cancelled: (clientId) => this.#cancelDecidedMs(this.#keyOfOrder(clientId)),
        actedMs: (clientId) => this.#actedMs.get(clientId) ?? Number.NaN,
      },
      (sent) => this.#sent.push(sent),
    );
    const tape = openFileTape(file);
    const settings = orderSettings({
      prefix: 'c0ffee06',
      mostPositionLots: 1e6,
      mostLotsPerOrder: QUOTE_LOTS,
      capital: 1e6,
      mostOpenOrders: 2 * SLOTS_PER_SIDE,
      mostOrdersPerSide: SLOTS_PER_SIDE,
      repeatedFills: { most: 1e6, withinMs: 60_000, pauseMs: 300_000 },
      messages: { perSecond: asked.messagesPerSecond, burst: asked.messagesPerSecond, perRun: null },
    });
    const append = (events: readonly OwnEvent[]): void => {
      this.#acts(events);
      tape.append(events);
      this.#heard(events);
    };
    this.#manager = new OrderManager(
      { gateway, tape: { append, flush: () => tape.flush() }, clock: machineClock },
      settings,
    );
    this.#manager.start(tape.takePast());
  }

  async run(): Promise<void> {
    const { seconds } = this.#asked;
    const market = setInterval(() => this.#manager.market(this.#mid / this.#tick, null), 250);
    const mids = setInterval(() => {
      this.#readMid().then(
        (mid) => (this.#mid = mid),
        // It is asked again within a second.
        () => undefined,
      );
    }, 1000);
    const isReady = (): boolean => this.#manager.view().blocks.length === 0;
    for (const endMs = performance.now() + READY_WITHIN_MS; !isReady(); ) {
      if (performance.now() > endMs) throw new Error(`not ready: ${JSON.stringify(this.#manager.view().blocks)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.#beganMs = performance.now();
    this.#cpu = process.cpuUsage();
    this.#delays.enable();
    const idle = new Worker(new URL('idleThread.ts', import.meta.url));
    const collections = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#longestCollectionMs = Math.max(this.#longestCollectionMs, duration);
      }
    });
    collections.observe({ entryTypes: ['gc'] });
    const deciding = setInterval(() => this.#decide(), DECIDE_MS);
    const minutes = setInterval(() => this.#minute(), 60_000);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 100));
    for (const timer of [market, mids, deciding, minutes]) clearInterval(timer);
    this.#delays.disable();
    idle.postMessage('end');
    [this.#idleDelayMs] = (await once(idle, 'message')) as [readonly number[]];
    collections.disconnect();
    this.#minute();
  }

  async end(): Promise<Ended> {
    const { user, system } = process.cpuUsage(this.#cpu);
    const cpuShare = (user + system) / 1000 / (performance.now() - this.#beganMs);
    this.#stoppedMs = performance.now();
    const isClean = await this.#manager.stop();
    const { state, text, denials } = this.#manager.view();
    const { ledger } = this.#manager.book;
    const faults = [...this.#faults];
    if (!isClean) faults.push('the stop was not clean');
    if (state !== 'ACTIVE') faults.push(`the state is ${state}: ${text}`);
    const late = denials['message-rate'] ?? 0;
    if (late > 0) faults.push(`${late} orders waited for room among the messages`);
    return {
      sent: this.#sent,
      minutes: this.#minutes,
      cpuShare,
      loopDelayMs: delaysMs(this.#delays),
      idleDelayMs: this.#idleDelayMs,
      longestCollectionMs: this.#longestCollectionMs,
      denials,
      faults,
      position: ledger.positionLots * this.#lot,
      fills: ledger.count,
    };
  }

  /** Moves as many quotes as the rate wants, one after the other in turn. */
  #decide(): void {
    const moves = Math.round((this.#asked.ordersPerSecond * DECIDE_MS) / 1000);
    const nowMs = performance.now();
    const quotes = [...this.#quotes];
    for (let i = 0; i < (quotes.length === 0 ? 2 * SLOTS_PER_SIDE : moves); i++) {
      const turn = this.#quotes.length === 0 ? i : this.#decisions++;
      const slot = turn % (2 * SLOTS_PER_SIDE);
      const old = quotes[slot];
      const quote = this.#quoteOf(slot, Math.floor(turn / (2 * SLOTS_PER_SIDE)));
      const key = keyOf(quote.side, quote.priceTicks);
      if (old !== undefined) {
        const before = keyOf(old.side, old.priceTicks);
        if (before === key) continue;
        this.#unwantedMs.set(before, nowMs);
        this.#before.set(key, before);
      }
      this.#wantedMs.set(key, nowMs);
      this.#endedMs.delete(key);
      this.#acceptedMs.delete(key);
      quotes[slot] = quote;
    }
    this.#quotes = quotes;
    this.#manager.want(quotes);
  }

  /**
   * Neighbouring slots are of different sides. The ticks of a slot are its own wherever the mid is: two slots never want the same price,
   * which would be one order, and none wants a price again that it has just left, which would be denied as a duplicate.
   */
  #quoteOf(slot: number, round: number): Quote {
    const side: Side = slot % 2 === 0 ? 'buy' : 'sell';
    const own = Math.floor(slot / 2) * PRICES_PER_SLOT;
    const away = 1 + NEAREST * (side === 'buy' ? -1 : 1);
    const nearest = Math.round((this.#mid * away) / STEP);
    const beyond = side === 'buy' ? remainder(nearest - own, LADDER) : -remainder(own - nearest, LADDER);
    const price = (nearest - beyond + (round % PRICES_PER_SLOT)) * STEP;
    const grid = { tickSize: this.#tick, lotSize: this.#lot, significantDigits: 5 };
    return { side, priceTicks: ticksOf(grid, side, price), lots: QUOTE_LOTS };
  }

  #acts(events: readonly OwnEvent[]): void {
    const nowMs = performance.now();
    for (const event of events) {
      if (event.type === 'sending') for (const { clientId } of event.orders) this.#actedMs.set(clientId, nowMs);
      else if (event.type === 'cancelling') for (const clientId of event.clientIds) this.#actedMs.set(clientId, nowMs);
      else if (event.type === 'ended') this.#actedMs.delete(event.clientId);
    }
  }

  #heard(events: readonly OwnEvent[]): void {
    const nowMs = performance.now();
    for (const event of events) {
      if (event.type === 'rejected') this.#faults.push(`an order was rejected: ${event.text}`);
      else if (event.type === 'accepted') {
        const key = this.#keyOfOrder(event.clientId);
        if (!this.#acceptedMs.has(key)) this.#acceptedMs.set(key, nowMs);
      } else if (event.type === 'ended' || (event.type === 'cancelAnswered' && event.answer === 'cancelled')) {
        const key = this.#keyOfOrder(event.clientId);
        // The stream and the answer both tell it.
        if (!this.#endedMs.has(key)) this.#endedMs.set(key, nowMs);
      }
    }
  }

  /** An order can be cancelled once the venue has taken it. */
  #cancelDecidedMs(key: string): number {
    const unwantedMs = Math.max(this.#unwantedMs.get(key) ?? Number.NEGATIVE_INFINITY, this.#stoppedMs);
    return Math.max(unwantedMs, this.#acceptedMs.get(key) ?? Number.NEGATIVE_INFINITY);
  }

  /** A quote waits for the order that it takes the place of. */
  #placeDecidedMs(key: string): number {
    const room = this.#endedMs.get(this.#before.get(key) ?? '') ?? Number.NEGATIVE_INFINITY;
    return Math.max(this.#wantedMs.get(key) ?? Number.NaN, room);
  }

  #keyOfOrder(clientId: string): string {
    const order = this.#manager.book.outbox.get(clientId);
    return order === undefined ? '' : keyOf(order.side, order.priceTicks);
  }

  #minute(): void {
    const fromMs = performance.now() - 60_000;
    const waits = this.#sent.filter(({ askedMs }) => askedMs >= fromMs).map(besidesSigningMs);
    const minute: Minute = {
      minute: this.#minutes.length + 1,
      heapMb: heapMb(),
      residentMb: process.memoryUsage().rss / 2 ** 20,
      p99Ms: percentile(waits, 0.99),
    };
    this.#minutes.push(minute);
    console.log(JSON.stringify(minute));
  }
}

/** Never negative. */
function remainder(value: number, of: number): number {
  return ((value % of) + of) % of;
}

function keyOf(side: Side, priceTicks: number): string {
  return `${side} ${priceTicks}`;
}
