/** Cancels own orders until the venue shows none, with nothing but the venue itself: no ledger, no tape, no database. */

import { ClientIds, newRun } from './clientId.ts';
import { type AccountNow, type Gateway, GatewayError, type OpenOrder, type Taker } from './gateway.ts';
import { ticksOf } from './priceGrid.ts';
import { orderSettings } from './settings.ts';

export interface CancelPorts {
  readonly gateway: Gateway & Taker;
  /** The first eight digits of the ids of our orders. */
  readonly prefix: string;
  /** Takes a sentence for the person after each round. */
  readonly say: (text: string) => void;
  readonly clock: { nowMs(): number; wallMs(): number; sleep(ms: number): Promise<void> };
}

/** What is left. Empty and zero when all is well. */
export interface Left {
  /** Own orders that are or may be open; null where the venue did not answer. */
  readonly orders: readonly OpenOrder[] | null;
  /** Long positive; null where it is not known. */
  readonly positionLots: number | null;
  /** Orders of others in this instrument: not touched. */
  readonly others: number;
}

const ROUND_MS = 1000;
const FILLS_BACK_MS = 60_000;
/** How far beyond the middle of the market a position is closed at most, as a share of it. */
const CLOSE_COLLAR = 0.01;

/**
 * Ends when the venue has shown no order of ours twice, so far apart that one which was under way has arrived or can no longer.
 * @param withinMs gives up then
 */
export async function cancelOwn(ports: CancelPorts, withinMs: number): Promise<Left> {
  const { gateway, prefix, say, clock } = ports;
  const ids = new ClientIds(prefix, newRun(clock.wallMs(), null));
  const { orderLifeMs, clockMarginMs } = orderSettings({ prefix, mostPositionLots: 0, mostLotsPerOrder: 0 });
  const endMs = clock.nowMs() + withinMs;
  let emptySinceMs: number | undefined;
  let left: Left = { orders: null, positionLots: null, others: 0 };
  for (;;) {
    const account = await accountOf(ports);
    if (account !== null) {
      const orders = account.openOrders.filter(({ clientId }) => ids.isOurs(clientId));
      left = { orders, positionLots: account.positionLots, others: account.openOrders.length - orders.length };
      if (orders.length > 0) {
        emptySinceMs = undefined;
        say(`${orders.length} of our orders are open; cancelling them`);
        await cancelAll(gateway, orders);
      } else {
        emptySinceMs ??= clock.nowMs();
        if (clock.nowMs() - emptySinceMs >= orderLifeMs + clockMarginMs) return left;
      }
    }
    if (clock.nowMs() >= endMs) return left;
    await clock.sleep(ROUND_MS);
  }
}

/**
 * Closes the position with orders that take from the book and only shrink it, up to one per cent beyond the middle.
 * @param midPrice asks for the middle of the market
 */
export async function closePosition(
  ports: CancelPorts,
  midPrice: () => Promise<number>,
  withinMs: number,
): Promise<Left> {
  const { gateway, prefix, say, clock } = ports;
  const ids = new ClientIds(prefix, newRun(clock.wallMs(), null));
  const { orderLifeMs } = orderSettings({ prefix, mostPositionLots: 0, mostLotsPerOrder: 0 });
  const endMs = clock.nowMs() + withinMs;
  for (;;) {
    const account = await accountOf(ports);
    const positionLots = account?.positionLots ?? null;
    const orders = account?.openOrders.filter(({ clientId }) => ids.isOurs(clientId)) ?? null;
    const left = { orders, positionLots, others: (account?.openOrders.length ?? 0) - (orders?.length ?? 0) };
    if (positionLots === 0 || clock.nowMs() >= endMs) return left;
    if (positionLots !== null) {
      const side = positionLots > 0 ? 'sell' : 'buy';
      const lots = Math.abs(positionLots);
      say(`a position of ${positionLots} lots; a ${side} order over ${lots} lots is sent to close it`);
      try {
        const price = (await midPrice()) * (side === 'buy' ? 1 + CLOSE_COLLAR : 1 - CLOSE_COLLAR);
        const priceTicks = ticksOf(gateway.grid, side, price);
        const order = { clientId: ids.next(), side, priceTicks, lots, isReduceOnly: true } as const;
        const answer = await gateway.take(order, clock.wallMs() + orderLifeMs);
        if (answer.kind !== 'accepted') say(`the order was not taken: ${answer.text}`);
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        say(error.message);
      }
    }
    // An order without an answer may still arrive: it only shrinks the position, and the next round asks what is left.
    await clock.sleep(ROUND_MS);
  }
}

async function accountOf({ gateway, say, clock }: CancelPorts): Promise<AccountNow | null> {
  try {
    return await gateway.account(clock.wallMs() - FILLS_BACK_MS);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    say(`the venue does not say what is open: ${error.message}`);
    if (error.waitMs > 0) await clock.sleep(error.waitMs);
    return null;
  }
}

async function cancelAll(gateway: Gateway, orders: readonly OpenOrder[]): Promise<void> {
  const ids = orders.flatMap(({ clientId }) => clientId ?? []);
  for (let i = 0; i < ids.length; i += gateway.ordersPerRequest) {
    await gateway.cancel(ids.slice(i, i + gateway.ordersPerRequest));
  }
}
