/**
 * A program that quotes both sides at the touch of the fake venue through the order manager. It finds the venue in VENUE, VENUE_URL
 * and VENUE_WS, its own-event tape in OWN_TAPE, and where it quotes in SIDES and OFF. SIGTERM ends it: it prints what it believes as
 * one line of JSON.
 */

import { BinanceGateway } from '../../src/gateway/binance/binanceGateway.ts';
import { openFileTape } from '../../src/gateway/fileTape.ts';
import { HyperliquidGateway } from '../../src/gateway/hyperliquid/hyperliquidGateway.ts';
import { machineClock } from '../../src/gateway/machineClock.ts';
import { OrderManager } from '../../src/orders/orderManager.ts';
import { ticksOf } from '../../src/orders/priceGrid.ts';
import type { Quote } from '../../src/orders/quote.ts';
import { orderSettings } from '../../src/orders/settings.ts';
import { openMarket, type Touch } from './testMarket.ts';

const { VENUE, VENUE_URL = '', VENUE_WS = '', OWN_TAPE = '', AGENT_KEY = '' } = process.env;
const { PREFIX = 'c0ffee01', SIDES = 'buy,sell', OFF = '0' } = process.env;
const venue = VENUE === 'binance' ? 'binance' : 'hyperliquid';
const QUOTE_LOTS = 50;
const EVERY_MS = 700;

const gateway =
  venue === 'binance'
    ? new BinanceGateway(
        { restUrl: VENUE_URL, wsUrl: VENUE_WS, permissionsUrl: null, key: 'fake-key', secret: 'fake-secret' },
        { symbol: 'SOLUSDT', tickSize: 0.01, lotSize: 0.01 },
      )
    : new HyperliquidGateway(
        { restUrl: VENUE_URL, wsUrl: `${VENUE_WS}/ws`, isTestnet: false, user: `0x${'ab'.repeat(20)}`, key: AGENT_KEY },
        { coin: 'SOL', asset: 2, sizeDecimals: 2 },
      );
const tape = openFileTape(OWN_TAPE);
const settings = orderSettings({
  prefix: PREFIX,
  mostPositionLots: 500,
  mostLotsPerOrder: QUOTE_LOTS,
  capital: 10_000,
  // The fake venue fills an order at the touch several times a second, so that there is something to lose.
  repeatedFills: { most: 10_000, withinMs: 60_000, pauseMs: 300_000 },
  // A venue that is silent for 20 s and then connected anew is back after 27 s, later on a busy machine. The halt has a test of its own.
  deadMarketMs: 60_000,
});
const manager = new OrderManager({ gateway, tape, clock: machineClock }, settings);
manager.start(tape.takePast());

const { grid } = gateway;
let touch: Touch | undefined;
const closeMarket = openMarket(venue, VENUE_URL, VENUE_WS, {
  touch: (now) => {
    touch = now;
    manager.market((now.bid + now.ask) / 2 / grid.tickSize, now.venueMs);
  },
  lost: (reason) => manager.marketLost(reason),
});
const quoting = setInterval(() => {
  if (touch === undefined) return;
  const off = Number(OFF);
  const quotes: Quote[] = [
    { side: 'buy', priceTicks: ticksOf(grid, 'buy', touch.bid * (1 - off)), lots: QUOTE_LOTS },
    { side: 'sell', priceTicks: ticksOf(grid, 'sell', touch.ask * (1 + off)), lots: QUOTE_LOTS },
  ];
  manager.want(quotes.filter(({ side }) => SIDES.split(',').includes(side)));
}, EVERY_MS);

process.once('SIGTERM', async () => {
  clearInterval(quoting);
  const before = manager.view();
  const isClean = await manager.stop();
  closeMarket();
  const { ledger, foreignFills } = manager.book;
  const view = manager.view();
  const fills = [...ledger.fills, ...foreignFills].map(({ tradeId, side, price, lots }) => ({
    tid: tradeId,
    side,
    price,
    size: lots * grid.lotSize,
  }));
  const foreignLots = foreignFills.reduce((sum, { side, lots }) => sum + (side === 'buy' ? lots : -lots), 0);
  const said = {
    isClean,
    state: view.state,
    code: view.code,
    text: view.text,
    blocks: before.blocks,
    fills,
    position: (ledger.positionLots + foreignLots) * grid.lotSize,
    openOrders: view.liveOrders + view.foreignOrders.length,
    cash: ledger.cash,
    ownFills: ledger.count,
    foreignFills: foreignFills.length,
    foreignOrders: before.foreignOrders.length,
    messages: view.messages,
    deadManRefusal: view.deadManRefusal,
  };
  process.stdout.write(`${JSON.stringify(said)}\n`, () => process.exit(0));
});
