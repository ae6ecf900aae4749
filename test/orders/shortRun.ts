/**
 * A short run of orders at the fake venue: two quotes, a part of one filled, both moved, one filled whole, the end. It finds its venue
 * and the call at which it dies in RUN, a {@link ShortRun} as JSON. Where it lives it prints what it believes as one line of JSON.
 */

import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFileTape } from '../../src/gateway/fileTape.ts';
import { machineClock } from '../../src/gateway/machineClock.ts';
import { midPrice } from '../../src/gateway/midPrice.ts';
import { openGateway, type VenueAccount } from '../../src/gateway/openGateway.ts';
import { OrderManager } from '../../src/orders/orderManager.ts';
import type { OwnOrder } from '../../src/orders/outbox.ts';
import { ticksOf } from '../../src/orders/priceGrid.ts';
import type { Quote } from '../../src/orders/quote.ts';
import { orderSettings } from '../../src/orders/settings.ts';
import { type Calls, countedCalls, type Failpoint, mortalGateway, mortalTape } from './failpoints.ts';

export interface ShortRun {
  readonly account: VenueAccount;
  readonly symbol: string;
  readonly ownTape: string;
  /** Control door of the fake venue. */
  readonly control: string;
  /** Null where it lives. */
  readonly failpoint: Failpoint | null;
}

/** What it believes at its end. */
export interface Believed {
  readonly isClean: boolean;
  readonly state: string;
  readonly fills: readonly object[];
  readonly position: number;
  readonly openOrders: number;
  readonly cash: number;
  /** Calls of each kind. */
  readonly calls: Calls['counts'];
}

const QUOTE_LOTS = 50;
/** Farther than the market goes in a run, and within the collar. */
const SPREAD = 0.005;
const WAIT_MS = 20_000;

const { account, symbol, ownTape, control, failpoint } = JSON.parse(process.env.RUN ?? '') as ShortRun;
const opened = await openGateway(account, { symbol, tickSize: 0.01, lotSize: 0.01 });
const mid = await midPrice(account, symbol);
const calls = countedCalls(failpoint);
const tape = openFileTape(ownTape);
const settings = orderSettings({
  prefix: 'c0ffee05',
  mostPositionLots: 100_000,
  mostLotsPerOrder: QUOTE_LOTS,
  capital: 1e6,
  stepMs: 20,
  pollMs: 1000,
  askEveryMs: 200,
  // An order that a killed program may have sent is believed lost sooner, so that many runs fit into a test.
  orderLifeMs: 1500,
  clockMarginMs: 300,
  messages: { perSecond: 50, burst: 50, perRun: 10_000 },
});
const manager = new OrderManager(
  { gateway: mortalGateway(opened, calls), tape: mortalTape(tape, calls), clock: machineClock },
  settings,
);
manager.start(tape.takePast());

const { grid } = opened;
const market = setInterval(() => manager.market(mid / grid.tickSize, null), 100);
const { book } = manager;

/** A step further from the market each time: nothing is quoted where something was. */
function want(step: number): void {
  const off = SPREAD + step * 0.0002;
  const quotes: Quote[] = [
    { side: 'buy', priceTicks: ticksOf(grid, 'buy', mid * (1 - off)), lots: QUOTE_LOTS },
    { side: 'sell', priceTicks: ticksOf(grid, 'sell', mid * (1 + off)), lots: QUOTE_LOTS },
  ];
  manager.want(quotes);
}

async function until(what: string, is: () => boolean): Promise<void> {
  const endMs = performance.now() + WAIT_MS;
  while (!is()) {
    if (performance.now() > endMs) throw new Error(`not ${what}: ${JSON.stringify(manager.view())}`);
    await sleep(10);
  }
}

/** Open, and not what a killed run has left at the same price, which is about to be cancelled. */
const isOurs = ({ status, sentMs }: OwnOrder): boolean => status === 'open' && sentMs !== Number.NEGATIVE_INFINITY;

const isQuoting = (step: number) => (): boolean => {
  const { live } = book.outbox;
  const lowest = ticksOf(grid, 'buy', mid * (1 - SPREAD - step * 0.0002));
  return live.length === 2 && live.every(isOurs) && live[0]?.priceTicks === lowest;
};

async function filled(share: number): Promise<void> {
  const before = book.ledger.count;
  await fetch(`${control}/fault`, { method: 'POST', body: JSON.stringify({ do: 'fill', share }) });
  await until('filled', () => book.ledger.count > before);
}

want(0);
await until('quoting', isQuoting(0));
await filled(0.4);
want(1);
await until('quoting anew', isQuoting(1));
await filled(1);
const isClean = await manager.stop();
clearInterval(market);
tape.close();
const { ledger } = book;
const view = manager.view();
const believed: Believed = {
  isClean,
  state: view.state,
  fills: ledger.fills.map(({ tradeId, side, price, lots }) => ({
    tid: tradeId,
    side,
    price,
    size: lots * grid.lotSize,
  })),
  position: ledger.positionLots * grid.lotSize,
  openOrders: view.liveOrders + view.foreignOrders.length,
  cash: ledger.cash,
  calls: calls.counts,
};
writeSync(1, `${JSON.stringify(believed)}\n`);
process.exit(0);
