/** Cancels own orders until the venue shows none, with nothing but the venue itself: no ledger, no tape, no database. */

import { ClientIds, newRun } from './clientId.ts';
import { type Canceller, type Gateway, GatewayError, type OpenId, type Taker } from './gateway.ts';
import { ticksOf } from './priceGrid.ts';
import { ORDER_LIFE } from './settings.ts';

export interface CancelPorts {
  readonly gateway: Pick<Gateway, 'ordersPerRequest'> & Canceller;
  /** The first eight digits of the ids of our orders; null for all orders in the instrument, those of others too. */
  readonly prefix: string | null;
  /** Takes a sentence for the person after each round. */
  readonly say: (text: string) => void;
  readonly clock: { nowMs(): number; wallMs(): number; sleep(ms: number): Promise<void> };
}

/** What is left. Empty when all is well. */
export interface LeftOrders {
  /** Ours that are or may be open; null where the venue did not answer. */
  readonly orders: readonly OpenId[] | null;
  /** Orders of others in this instrument: not touched. */
  readonly others: number;
}

const ROUND_MS = 1000;
const FILLS_BACK_MS = 60_000;
/** How far beyond the middle of the market a position is closed at most, as a share of it. */
const CLOSE_COLLAR = 0.01;
const { orderLifeMs, clockMarginMs } = ORDER_LIFE;

/**
 * Ends when the venue has shown no order of ours for so long that one which was under way has arrived or can no longer.
 * @param withinMs gives up then
 * @param isCalledOff asked before each round: whether to leave it at that
 */
export async function cancelOwn(
  ports: CancelPorts,
  withinMs: number,
  isCalledOff: () => boolean = () => false,
): Promise<LeftOrders> {
  const { gateway, prefix, say, clock } = ports;
  const endMs = clock.nowMs() + withinMs;
  let emptySinceMs: number | undefined;
  let left: LeftOrders = { orders: null, others: 0 };
  while (!isCalledOff()) {
    const open = await answered(ports, 'what is open', () => gateway.openIds());
    if (open !== null) {
      const orders = open.filter(({ clientId }) => prefix === null || clientId?.startsWith(prefix) === true);
      left = { orders, others: open.length - orders.length };
      if (orders.length > 0) {
        emptySinceMs = undefined;
        say(`open: ${orders.map(({ venueId }) => venueId).join(', ')}; cancelling ${orders.length}`);
        await cancelAll(ports, orders);
      } else {
        emptySinceMs ??= clock.nowMs();
        if (clock.nowMs() - emptySinceMs >= orderLifeMs + clockMarginMs) return left;
      }
    }
    if (clock.nowMs() >= endMs) return left;
    await clock.sleep(ROUND_MS);
  }
  return left;
}

export interface ClosePorts extends Pick<CancelPorts, 'say' | 'clock'> {
  readonly gateway: Gateway & Taker;
  /** Of the orders that close. */
  readonly prefix: string;
  /** The middle of the market, quote currency. @throws GatewayError */
  readonly midPrice: () => Promise<number>;
}

/**
 * Closes the position with orders that take from the book and only shrink it, up to one per cent beyond the middle.
 * @returns lots that are left, long positive; null where that is not known
 */
export async function closePosition(ports: ClosePorts, withinMs: number): Promise<number | null> {
  const { gateway, prefix, say, clock, midPrice } = ports;
  const ids = new ClientIds(prefix, newRun(clock.wallMs(), null));
  const endMs = clock.nowMs() + withinMs;
  for (;;) {
    const lots = await positionLots(ports);
    if (lots === 0 || clock.nowMs() >= endMs) return lots;
    if (lots !== null) {
      const side = lots > 0 ? 'sell' : 'buy';
      say(`a position of ${lots} lots; a ${side} order over ${Math.abs(lots)} lots is sent to close it`);
      await answered(ports, 'what its price is', async () => {
        const price = (await midPrice()) * (side === 'buy' ? 1 + CLOSE_COLLAR : 1 - CLOSE_COLLAR);
        const priceTicks = ticksOf(gateway.grid, side, price);
        const order = { clientId: ids.next(), side, priceTicks, lots: Math.abs(lots), isReduceOnly: true } as const;
        const answer = await gateway.take(order, clock.wallMs() + orderLifeMs);
        if (answer.kind !== 'accepted') say(`the order was not taken: ${answer.text}`);
      });
    }
    // An order without an answer may still arrive: it only shrinks the position, and the next round asks what is left.
    await clock.sleep(ROUND_MS);
  }
}

/** Long positive; null where it is not known. */
export async function positionLots(
  ports: Pick<ClosePorts, 'say' | 'clock'> & { readonly gateway: Gateway },
): Promise<number | null> {
  const { gateway, clock } = ports;
  const account = await answered(ports, 'what the position is', () => gateway.account(clock.wallMs() - FILLS_BACK_MS));
  return account?.positionLots ?? null;
}

/** Asks again until there is an answer; null where there was none in time. @param what is asked for, for the person */
export async function untilAnswered<T>(
  ports: Pick<CancelPorts, 'say' | 'clock'>,
  what: string,
  ask: () => Promise<T>,
  withinMs: number,
): Promise<T | null> {
  const { clock } = ports;
  const endMs = clock.nowMs() + withinMs;
  for (;;) {
    const answer = await answered(ports, what, ask);
    if (answer !== null || clock.nowMs() >= endMs) return answer;
    await clock.sleep(ROUND_MS);
  }
}

/** null, and a sentence, where there is no usable answer, whatever the reason: cancelling goes on. */
async function answered<T>(
  { say, clock }: Pick<CancelPorts, 'say' | 'clock'>,
  what: string,
  ask: () => Promise<T>,
): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    say(`the venue does not say ${what}: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof GatewayError && error.waitMs > 0) await clock.sleep(error.waitMs);
    return null;
  }
}

async function cancelAll({ gateway, say, clock }: CancelPorts, orders: readonly OpenId[]): Promise<void> {
  const ids = orders.map(({ venueId }) => venueId);
  for (let i = 0; i < ids.length; i += gateway.ordersPerRequest) {
    const answers = await gateway.cancelByVenueId(ids.slice(i, i + gateway.ordersPerRequest));
    const unsure = answers.find(({ kind }) => kind === 'limited' || kind === 'unresolved');
    if (unsure === undefined || !('text' in unsure)) continue;
    say(`a cancel was not confirmed: ${unsure.text}`);
    if (unsure.kind === 'limited') await clock.sleep(unsure.waitMs);
  }
}
