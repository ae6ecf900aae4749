/**
 * A venue in memory for one account: it takes every post-only order that does not cross a touch that its owner sets, and fills when
 * its owner says so. It answers after a turn of the event loop, as a venue answers later than it acts.
 */

import {
  type AccountNow,
  type CancelAnswer,
  type Fill,
  type FundingPayment,
  type Gateway,
  GatewayError,
  type NewOrder,
  type News,
  type OpenOrder,
  type PlaceAnswer,
} from '../orders/gateway.ts';
import type { PriceGrid, Side } from '../orders/priceGrid.ts';

interface Held {
  readonly order: Omit<NewOrder, 'clientId' | 'isReduceOnly'> & { readonly clientId: string | null };
  readonly venueId: string;
  filledLots: number;
  status: 'open' | 'filled' | 'cancelled';
  /** When it ended, ms since 1970. */
  endedMs: number;
}

/** Orders and fills of before are forgotten, so that a venue can run for long. */
const KEPT_MS = 86_400_000;

/** What the venue does with the next requests of a kind. `lose`: it acts and the answer is lost. `drop`: the request is lost. */
export type Mood = 'lose' | 'drop' | 'limit';

export class MemoryGateway implements Gateway {
  readonly venue = 'memory';
  readonly grid: PriceGrid;
  readonly ordersPerRequest = 10;
  readonly liveRefusal: string | null = null;
  /** Best prices, ticks; post-only orders that would take from them are refused. */
  readonly touch: { bidTicks: number; askTicks: number } = { bidTicks: 0, askTicks: Number.POSITIVE_INFINITY };
  /** Refuses every order with these words. */
  refusal: string | null = null;
  readonly moods: { place: Mood[]; cancel: Mood[]; account: Mood[] } = { place: [], cancel: [], account: [] };
  /** Requests in their order, for tests. */
  readonly requests: string[] = [];
  /** The stream tells nothing. */
  isMute = false;
  deadManMs: number | null = null;
  /** Its clock minus the one of its owner. */
  clockOffsetMs = 0;
  readonly #open = new Set<Held>();
  /** By their ids of the venue, the oldest first, and those that have one by their client ids. */
  readonly #held = new Map<string, Held>();
  readonly #byClientId = new Map<string, Held>();
  #fills: Fill[] = [];
  #orderCount = 0;
  #fillCount = 0;
  readonly #payments: FundingPayment[] = [];
  readonly #hearers = new Set<(news: News) => void>();
  #positionLots = 0;
  readonly #makerFee: number;
  readonly #wallMs: () => number;

  /** @param makerFee share of the value */
  constructor(grid: PriceGrid, makerFee: number, wallMs: () => number) {
    this.grid = grid;
    this.#makerFee = makerFee;
    this.#wallMs = wallMs;
  }

  async place(orders: readonly NewOrder[], untilWallMs: number): Promise<readonly PlaceAnswer[]> {
    this.requests.push('place');
    const mood = this.moods.place.shift();
    await Promise.resolve();
    if (mood === 'limit') return orders.map(() => ({ kind: 'limited', text: 'asked too often', waitMs: 1000 }));
    if (mood === 'drop') return orders.map(() => ({ kind: 'unresolved', text: 'the request was lost' }));
    const answers = orders.map((order) => this.#take(order, untilWallMs));
    return mood === 'lose' ? orders.map(() => ({ kind: 'unresolved', text: 'the answer was lost' })) : answers;
  }

  async cancel(clientIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    this.requests.push('cancel');
    const mood = this.moods.cancel.shift();
    await Promise.resolve();
    if (mood === 'limit') return clientIds.map(() => ({ kind: 'limited', text: 'asked too often', waitMs: 1000 }));
    if (mood === 'drop') return clientIds.map(() => ({ kind: 'unresolved', text: 'the request was lost' }));
    const answers = clientIds.map((clientId): CancelAnswer => {
      const held = this.#openOf(clientId);
      if (held === undefined) return { kind: 'not-open' };
      this.#end(held, 'cancelled');
      return { kind: 'cancelled' };
    });
    return mood === 'lose' ? clientIds.map(() => ({ kind: 'unresolved', text: 'the answer was lost' })) : answers;
  }

  async find(clientId: string): ReturnType<Gateway['find']> {
    this.requests.push('find');
    await Promise.resolve();
    const held = this.#byClientId.get(clientId);
    if (held === undefined) return 'unknown';
    const { venueId, status, filledLots } = held;
    return { venueId, isOpen: status === 'open', filledLots, status };
  }

  async account(sinceVenueMs: number, paymentsSinceVenueMs?: number): Promise<AccountNow> {
    this.requests.push('account');
    const mood = this.moods.account.shift();
    await Promise.resolve();
    if (mood !== undefined) throw new GatewayError('memory was asked too often', mood === 'limit' ? 1000 : 0);
    return {
      openOrders: this.openOrders,
      positionLots: this.#positionLots,
      fills: this.#fills.slice(this.#fills.findLastIndex(({ venueMs }) => venueMs < sinceVenueMs) + 1),
      clockOffsetMs: this.clockOffsetMs,
      ...(paymentsSinceVenueMs === undefined
        ? {}
        : { payments: this.#payments.filter(({ venueMs }) => venueMs >= paymentsSinceVenueMs) }),
      pause: null,
    };
  }

  listen(hear: (news: News) => void): () => void {
    this.#hearers.add(hear);
    queueMicrotask(() => this.#hearers.has(hear) && hear({ kind: 'connected' }));
    return () => void this.#hearers.delete(hear);
  }

  async armDeadMan(afterMs: number | null): Promise<string | null> {
    this.requests.push(afterMs === null ? 'disarm' : 'arm');
    this.deadManMs = afterMs;
    return null;
  }

  get openOrders(): readonly OpenOrder[] {
    return [...this.#open].map(({ order: { clientId, side, priceTicks, lots }, venueId, filledLots }) => ({
      venueId,
      clientId,
      side,
      priceTicks,
      leftLots: lots - filledLots,
    }));
  }
  get positionLots(): number {
    return this.#positionLots;
  }

  /** Fills an open order. `isTold` where the stream tells of it. */
  fill(clientId: string | null, lots: number, isTold = true): void {
    const held = this.#openOf(clientId);
    if (held === undefined || lots > held.order.lots - held.filledLots) throw new Error('no such open order');
    const { side, priceTicks } = held.order;
    held.filledLots += lots;
    this.#positionLots += side === 'buy' ? lots : -lots;
    const price = priceTicks * this.grid.tickSize;
    const fill: Fill = {
      tradeId: String(++this.#fillCount),
      venueId: held.venueId,
      clientId,
      side,
      price,
      lots,
      fee: price * lots * this.grid.lotSize * this.#makerFee,
      venueMs: this.#wallMs(),
    };
    this.#fills.push(fill);
    if (isTold) this.#tell({ kind: 'fill', fill });
    if (held.filledLots === held.order.lots) this.#end(held, 'filled', isTold);
  }

  /** Funding is paid for the position. @param amount quote currency; positive is received */
  pay(amount: number, isTold = true): void {
    const payment = { id: String(this.#payments.length + 1), amount, venueMs: this.#wallMs() };
    this.#payments.push(payment);
    if (isTold) this.#tell({ kind: 'funding', payment });
  }

  /** A person places an order. */
  placeByHand(side: Side, priceTicks: number, lots: number): void {
    this.#hold({ clientId: null, side, priceTicks, lots });
  }

  /** The stream is cut, and comes back where `isBack`. */
  drop(isBack: boolean, isMaintenance = false): void {
    this.#tell({ kind: 'lost', reason: 'cut', isMaintenance });
    if (isBack) this.#tell({ kind: 'connected' });
  }

  #take(order: NewOrder, untilWallMs: number): PlaceAnswer {
    const { side, priceTicks } = order;
    if (this.#wallMs() > untilWallMs) return { kind: 'rejected', why: 'clock', text: 'it came too late' };
    if (this.refusal !== null) return { kind: 'rejected', why: 'refused', text: this.refusal };
    const isCrossing = side === 'buy' ? priceTicks >= this.touch.askTicks : priceTicks <= this.touch.bidTicks;
    if (isCrossing) return { kind: 'rejected', why: 'post-only', text: 'it would take' };
    if (this.#byClientId.has(order.clientId)) {
      throw new Error(`the client id ${order.clientId} was sent twice`);
    }
    return { kind: 'accepted', venueId: this.#hold(order) };
  }

  #hold(order: Held['order']): string {
    this.#forget();
    const venueId = String(1000 + this.#orderCount++);
    const held: Held = { order, venueId, filledLots: 0, status: 'open', endedMs: Number.NaN };
    this.#open.add(held);
    this.#held.set(venueId, held);
    if (order.clientId !== null) this.#byClientId.set(order.clientId, held);
    if (order.clientId !== null)
      this.#tell({ kind: 'order', clientId: order.clientId, venueId, isOpen: true, status: 'open', filledLots: 0 });
    return venueId;
  }

  #end(held: Held, status: 'filled' | 'cancelled', isTold = true): void {
    held.status = status;
    held.endedMs = this.#wallMs();
    this.#open.delete(held);
    const { order, venueId, filledLots } = held;
    if (order.clientId !== null && isTold)
      this.#tell({ kind: 'order', clientId: order.clientId, venueId, isOpen: false, status, filledLots });
  }

  #openOf(clientId: string | null): Held | undefined {
    const held = clientId === null ? [...this.#open].find(({ order }) => order.clientId === null) : undefined;
    const own = this.#byClientId.get(clientId ?? '');
    return held ?? (own?.status === 'open' ? own : undefined);
  }

  #forget(): void {
    const beforeMs = this.#wallMs() - KEPT_MS;
    for (const [venueId, { order, status, endedMs }] of this.#held) {
      if (status === 'open') continue;
      if (endedMs >= beforeMs) break;
      this.#held.delete(venueId);
      if (order.clientId !== null) this.#byClientId.delete(order.clientId);
    }
    const kept = this.#fills.findIndex(({ venueMs }) => venueMs >= beforeMs);
    if (kept > 0) this.#fills = this.#fills.slice(kept);
  }

  #tell(news: News): void {
    if (this.isMute) return;
    for (const hear of this.#hearers) hear(news);
  }
}
