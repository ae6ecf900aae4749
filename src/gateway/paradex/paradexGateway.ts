/**
 * One perpetual of one account of Paradex. The venue answers before its matching has looked at an order or a cancel; the gateway waits
 * until the private stream says what became of it, and answers then.
 */

import {
  type AccountNow,
  type CancelAnswer,
  type Canceller,
  type Gateway,
  GatewayError,
  type NewOrder,
  type News,
  type OpenId,
  type PlaceAnswer,
  type Taker,
} from '../../orders/gateway.ts';
import { exactTicks, lotsOf, type PriceGrid, priceText, sizeText } from '../../orders/priceGrid.ts';
import { Nonces } from '../nonces.ts';
import { openPrivately, type PrivateTimes, usualPrivateTimes } from '../privateSocket.ts';
import { OrderWatch } from './orderWatch.ts';
import { ParadexReading } from './paradexReading.ts';
import type { ParadexAccount, ParadexRequests, Refusal, Replied } from './paradexRequests.ts';
import type { ParadexSigner } from './paradexSigner.ts';
import * as wire from './paradexWire.ts';
import { isOpen, meaningOf, refusalOf, TOO_OFTEN } from './paradexWords.ts';

export interface ParadexOptions {
  readonly timeoutMs: number;
  readonly privateTimes: PrivateTimes;
  /** How long the stream is waited for after the venue has answered, ms. */
  readonly settleMs: number;
}

export const USUAL_OPTIONS: ParadexOptions = { timeoutMs: 5000, privateTimes: usualPrivateTimes, settleMs: 1000 };
/** The venue takes no shorter window, ms. */
const SHORTEST_WINDOW_MS = 10;
const LATE = { kind: 'rejected', why: 'clock', text: 'it was too late before it was sent' } as const;
const NO_ANSWER = 'there is no answer for it';
const [SIGN_IN, SUBSCRIBE] = [0, 1];

export class ParadexGateway implements Gateway, Taker, Canceller {
  readonly venue = 'paradex';
  readonly grid: PriceGrid;
  readonly ordersPerRequest = 10;
  readonly liveRefusal = null;
  /** Shares of the value; negative is received. */
  readonly fees: { readonly maker: number; readonly taker: number };
  readonly #wsUrl: string;
  readonly #requests: ParadexRequests;
  readonly #signer: ParadexSigner;
  readonly #market: string;
  readonly #options: ParadexOptions;
  readonly #watch = new OrderWatch();
  readonly #times: Nonces;
  readonly #reading: ParadexReading;

  /** By `openParadex`. */
  constructor(
    account: ParadexAccount,
    requests: ParadexRequests,
    signer: ParadexSigner,
    market: wire.WireMarket,
    options: ParadexOptions,
  ) {
    this.#wsUrl = account.wsUrl;
    this.#requests = requests;
    this.#signer = signer;
    this.#market = market.symbol;
    this.#options = options;
    const { maker_fee: maker, taker_fee: taker } = market.fee_config.api_fee;
    this.fees = { maker: maker.fee, taker: taker.fee };
    const { price_tick_size: tickSize, order_size_increment: lotSize } = market;
    this.grid = { tickSize, lotSize, significantDigits: null };
    this.#reading = new ParadexReading(requests, market, this.grid);
    // The time of a signature is its number: two equal orders of one ms would have the same.
    this.#times = new Nonces(() => requests.nowMs());
  }

  place(orders: readonly NewOrder[], untilWallMs: number): Promise<readonly PlaceAnswer[]> {
    return this.#order(orders, 'POST_ONLY', untilWallMs);
  }

  async take(order: NewOrder, untilWallMs: number): Promise<PlaceAnswer> {
    const [answer] = await this.#order([{ ...order, isReduceOnly: true }], 'IOC', untilWallMs);
    return answer ?? { kind: 'unresolved', text: NO_ANSWER };
  }

  async cancel(clientIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    const replied = await this.#requests.send('DELETE', 'orders/batch', { client_order_ids: clientIds });
    return this.#cancelAnswers(replied, clientIds, ({ client_id }) => client_id);
  }

  async openIds(): Promise<readonly OpenId[]> {
    const { results } = await this.#requests.get(wire.OpenIds, `orders?${this.#reading.query}`);
    return results.map(({ id: venueId, client_id }) => ({ venueId, clientId: client_id || null }));
  }

  async cancelByVenueId(venueIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    const replied = await this.#requests.send('DELETE', 'orders/batch', { order_ids: venueIds });
    return this.#cancelAnswers(replied, venueIds, ({ id }) => id);
  }

  async find(clientId: string): ReturnType<Gateway['find']> {
    const order = await this.#reading.lookUp(clientId);
    if (order === undefined) return 'unknown';
    const { id: venueId, status } = order;
    return { venueId, isOpen: isOpen(status), filledLots: this.#reading.filledLots(order), status };
  }

  async account(sinceVenueMs: number): Promise<AccountNow> {
    const clockOffsetMs = await this.#requests.readClock();
    const { status } = await this.#requests.public.get(wire.State, 'system/state');
    const before = await this.#reading.positionLots();
    const fills = await this.#reading.fillsSince(sinceVenueMs);
    const { results: orders } = await this.#requests.get(wire.Orders, `orders?${this.#reading.query}`);
    const after = await this.#reading.positionLots();
    return {
      openOrders: orders.map((order) => ({
        venueId: order.id,
        clientId: order.client_id || null,
        side: this.#reading.note(order),
        priceTicks: exactTicks(this.grid, order.price),
        leftLots: lotsOf(this.grid, order.remaining_size),
      })),
      positionLots: before === after ? after : null,
      fills,
      clockOffsetMs,
      // It takes post-only orders in `post_only`.
      pause: status === 'ok' || status === 'post_only' ? null : `the venue says that it is in ${status}`,
    };
  }

  listen(hear: (news: News) => void): () => void {
    const channels = [`orders.${this.#market}`, `fills.${this.#market}`];
    let [token, waiting] = ['', 0];
    return openPrivately(
      {
        url: async () => {
          token = await this.#requests.token();
          waiting = channels.length;
          return this.#wsUrl;
        },
        get subscriptions() {
          return [request(SIGN_IN, 'auth', { bearer: token })];
        },
        ping: null,
        isConnectedWhenOpen: false,
        isSpent: async () => false,
        message: (message) => {
          const reply = wire.Reply.safeParse(message).data;
          if (reply?.error !== undefined) {
            this.#requests.forget(token);
            return 'reopen';
          }
          // Before it has signed in, the venue refuses private channels.
          if (reply?.id === SIGN_IN) return channels.map((channel) => request(SUBSCRIBE, 'subscribe', { channel }));
          if (reply?.id === SUBSCRIBE) return --waiting === 0 ? 'connected' : undefined;
          this.#hear(message, hear);
          return undefined;
        },
      },
      this.#options.privateTimes,
      {
        connected: () => {
          this.#watch.connected();
          hear({ kind: 'connected' });
        },
        lost: (reason, isMaintenance) => {
          this.#watch.lost();
          hear({ kind: 'lost', reason, isMaintenance });
        },
      },
    );
  }

  async armDeadMan(): Promise<string | null> {
    return 'Paradex has no timer that cancels orders; it cancels orders that were placed over a WebSocket when that ends, and ours are not';
  }

  async #order(
    orders: readonly NewOrder[],
    instruction: 'POST_ONLY' | 'IOC',
    untilWallMs: number,
  ): Promise<readonly PlaceAnswer[]> {
    let bodies: readonly object[];
    try {
      bodies = await Promise.all(orders.map((order) => this.#signed(order, instruction, untilWallMs)));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return orders.map(() => ({ kind: 'limited', text: error.message, waitMs: 1000 }));
    }
    if (Date.now() + SHORTEST_WINDOW_MS > untilWallMs) return orders.map(() => LATE);
    const replied = await this.#requests.send('POST', 'orders/batch', bodies);
    if ('lost' in replied) return orders.map(() => ({ kind: 'unresolved', text: replied.lost }));
    if ('refusal' in replied) return orders.map(() => placeRefusal(replied.refusal));
    const batch = wire.Batch.safeParse(replied.asked.json).data;
    if (batch === undefined) return orders.map(() => ({ kind: 'unresolved', text: replied.asked.text }));
    const taken = new Map(batch.orders.map(({ id, client_id }) => [client_id, id]));
    const missing = batchRefusal(batch.errors, orders.length - taken.size);
    return Promise.all(
      orders.map(({ clientId, side }) => {
        const venueId = taken.get(clientId);
        if (venueId === undefined) return missing;
        this.#reading.placed(venueId, side);
        return this.#settled(venueId);
      }),
    );
  }

  async #signed(
    { clientId, side, priceTicks, lots, isReduceOnly }: NewOrder,
    instruction: string,
    untilWallMs: number,
  ): Promise<object> {
    const leftMs = untilWallMs - Date.now();
    const timestamp = this.#times.next();
    const recvWindow = Math.floor(this.#requests.nowMs() + leftMs - timestamp);
    const order = {
      market: this.#market,
      side: side === 'buy' ? ('BUY' as const) : ('SELL' as const),
      size: sizeText(this.grid, lots),
      price: priceText(this.grid, priceTicks),
    };
    return {
      ...order,
      type: 'LIMIT',
      instruction,
      client_id: clientId,
      stp: 'EXPIRE_TAKER',
      ...(isReduceOnly ? { flags: ['REDUCE_ONLY'] } : {}),
      recv_window: Math.max(SHORTEST_WINDOW_MS, recvWindow),
      signature_timestamp: timestamp,
      signature: await this.#signer.sign({ kind: 'order', timestamp, ...order }),
    };
  }

  /** What became of an order that the venue has taken, as far as the stream tells it in time. */
  async #settled(venueId: string): Promise<PlaceAnswer> {
    const order = await this.#watch.until(venueId, ({ status }) => status !== 'NEW', this.#options.settleMs);
    const isRefused =
      order !== undefined && !isOpen(order.status) && !order.hasRested && this.#reading.filledLots(order) === 0;
    if (!isRefused) return { kind: 'accepted', venueId };
    const { cancel_reason: text } = order;
    return { kind: 'rejected', why: refusalOf(text), text: text || 'the venue ended it and gave no reason' };
  }

  async #cancelAnswers(
    replied: Replied,
    ids: readonly string[],
    idOf: (cancel: wire.WireCancel) => string | undefined,
  ): Promise<readonly CancelAnswer[]> {
    if ('lost' in replied) return ids.map(() => ({ kind: 'unresolved', text: replied.lost }));
    if ('refusal' in replied) {
      const { code, text, waitMs } = replied.refusal;
      return ids.map(() =>
        meaningOf(code) === 'limited' ? { kind: 'limited', text, waitMs } : { kind: 'unresolved', text },
      );
    }
    const results = wire.Cancels.safeParse(replied.asked.json).data?.results ?? [];
    const ofIds = new Map(results.map((result) => [idOf(result), result]));
    return Promise.all(ids.map((id) => this.#cancelled(ofIds.get(id))));
  }

  async #cancelled(result: wire.WireCancel | undefined): Promise<CancelAnswer> {
    if (result === undefined) return { kind: 'unresolved', text: NO_ANSWER };
    if (result.status !== 'QUEUED_FOR_CANCELLATION') return { kind: 'not-open' };
    const order = await this.#watch.until(result.id ?? '', ({ status }) => !isOpen(status), this.#options.settleMs);
    if (order === undefined) return { kind: 'unresolved', text: 'the venue does not say yet what became of it' };
    return this.#reading.filledLots(order) === lotsOf(this.grid, order.size)
      ? { kind: 'not-open' }
      : { kind: 'cancelled' };
  }

  #hear(message: object, hear: (news: News) => void): void {
    const fill = wire.FillNews.safeParse(message).data?.params;
    if (fill?.channel === `fills.${this.#market}`) {
      this.#reading.fill(fill.data).then(
        (one) => hear({ kind: 'fill', fill: one }),
        // It is read with the account, which says what is wrong with it.
        () => undefined,
      );
    }
    const news = wire.OrderNews.safeParse(message).data?.params;
    if (news?.channel !== `orders.${this.#market}`) return;
    const { data: order } = news;
    this.#reading.note(order);
    this.#watch.told(order);
    if (order.client_id === '') return;
    const { client_id: clientId, id: venueId, status } = order;
    const filledLots = this.#reading.filledLots(order);
    hear({ kind: 'order', clientId, venueId, isOpen: isOpen(status), status, filledLots });
  }
}

function request(id: number, method: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

function placeRefusal({ code, text, waitMs }: Refusal): PlaceAnswer {
  const meaning = meaningOf(code, text);
  if (meaning === 'limited') return { kind: 'limited', text, waitMs };
  return meaning === 'unresolved' ? { kind: 'unresolved', text } : { kind: 'rejected', why: meaning, text };
}

/** Of each order that is missing in the answer to a batch: the problems name no order. */
function batchRefusal(errors: readonly wire.WireProblem[], missing: number): PlaceAnswer {
  const answers = errors.map(({ error, message }) =>
    placeRefusal({ status: 201, code: error, text: `${message} (${error})`, waitMs: error === TOO_OFTEN ? 1000 : 0 }),
  );
  const [first] = answers;
  const text = answers.map((answer) => ('text' in answer ? answer.text : '')).join('; ');
  const isSure = answers.length === missing && answers.every(({ kind }) => kind === first?.kind);
  return isSure && first !== undefined && 'text' in first
    ? { ...first, text }
    : { kind: 'unresolved', text: text || NO_ANSWER };
}
