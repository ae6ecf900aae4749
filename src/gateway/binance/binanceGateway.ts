/** One perpetual of one account of Binance USD-M futures, in one-way mode. */

import type { z } from 'zod';
import {
  type AccountNow,
  type CancelAnswer,
  type Canceller,
  type Fill,
  type Gateway,
  GatewayError,
  type NewOrder,
  type News,
  type OpenId,
  type PlaceAnswer,
  type Taker,
} from '../../orders/gateway.ts';
import { exactTicks, lotsOf, type PriceGrid, priceText, sizeText } from '../../orders/priceGrid.ts';
import { openPrivately, type PrivateTimes, usualPrivateTimes } from '../privateSocket.ts';
import {
  type BinanceAccount,
  BinanceRequests,
  jsonOf,
  type Method,
  type Parameters,
  type Refusal,
  waitMsOf,
} from './binanceRequests.ts';
import * as wire from './binanceWire.ts';
import { meaningOf, NO_LISTEN_KEY, NOT_OPEN, UNKNOWN_ORDER } from './binanceWords.ts';

export interface BinanceInstrument {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
}

export interface BinanceOptions {
  readonly timeoutMs: number;
  readonly privateTimes: PrivateTimes;
}

/** Most trades of one answer. */
const PAGE = 1000;
const OPEN = new Set(['NEW', 'PARTIALLY_FILLED']);
const USUAL: BinanceOptions = { timeoutMs: 5000, privateTimes: usualPrivateTimes };

export class BinanceGateway implements Gateway, Taker, Canceller {
  readonly venue = 'binance';
  readonly grid: PriceGrid;
  readonly ordersPerRequest = 5;
  readonly liveRefusal = null;
  readonly #wsUrl: string;
  readonly #symbol: string;
  readonly #options: BinanceOptions;
  readonly #requests: BinanceRequests;
  /** Client ids by order id: the trades of the account name the order id alone. */
  readonly #clientIds = new Map<string, string>();

  constructor(account: BinanceAccount, instrument: BinanceInstrument, options: Partial<BinanceOptions> = {}) {
    this.#options = { ...USUAL, ...options };
    this.#requests = new BinanceRequests(account, this.#options.timeoutMs);
    this.#wsUrl = account.wsUrl;
    this.#symbol = instrument.symbol;
    this.grid = { tickSize: instrument.tickSize, lotSize: instrument.lotSize, significantDigits: null };
  }

  place(orders: readonly NewOrder[], untilWallMs: number): Promise<readonly PlaceAnswer[]> {
    return this.#order(orders, 'GTX', untilWallMs);
  }

  async take(order: NewOrder, untilWallMs: number): Promise<PlaceAnswer> {
    const [answer] = await this.#order([{ ...order, isReduceOnly: true }], 'IOC', untilWallMs);
    return answer ?? { kind: 'unresolved', text: 'there is no answer for it' };
  }

  async #order(
    orders: readonly NewOrder[],
    timeInForce: 'GTX' | 'IOC',
    untilWallMs: number,
  ): Promise<readonly PlaceAnswer[]> {
    const batchOrders = JSON.stringify(
      orders.map(({ clientId, side, priceTicks, lots, isReduceOnly }) => ({
        symbol: this.#symbol,
        side: side === 'buy' ? 'BUY' : 'SELL',
        type: 'LIMIT',
        timeInForce,
        price: priceText(this.grid, priceTicks),
        quantity: sizeText(this.grid, lots),
        ...(isReduceOnly ? { reduceOnly: 'true' } : {}),
        newClientOrderId: clientId,
      })),
    );
    const replied = await this.#requests.signed('POST', '/fapi/v1/batchOrders', { batchOrders }, untilWallMs);
    if ('lost' in replied) return orders.map(() => ({ kind: 'unresolved', text: replied.lost }));
    if ('refusal' in replied) return orders.map(() => placeRefusal(replied.refusal));
    const answers = wire.Batch.safeParse(replied.json).data ?? [];
    return orders.map(({ clientId }, i) => {
      const answer = answers[i];
      if (answer === undefined) return { kind: 'unresolved', text: 'there is no answer for it' };
      if ('code' in answer)
        return placeRefusal({ ...answer, text: `${answer.msg} (${answer.code})`, status: 200, retryAfterMs: 0 });
      const venueId = String(answer.orderId);
      this.#clientIds.set(venueId, clientId);
      return { kind: 'accepted', venueId };
    });
  }

  cancel(clientIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    return this.#cancel(clientIds, { origClientOrderIdList: JSON.stringify(clientIds) });
  }

  async openIds(): Promise<readonly OpenId[]> {
    await this.#requests.readClock();
    const orders = await this.#get(wire.OpenIds, 'GET', '/fapi/v1/openOrders', {});
    return orders.map(({ orderId, clientOrderId }) => ({ venueId: String(orderId), clientId: clientOrderId }));
  }

  cancelByVenueId(venueIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    return this.#cancel(venueIds, { orderIdList: `[${venueIds.join(',')}]` });
  }

  async #cancel(ids: readonly string[], list: Parameters): Promise<readonly CancelAnswer[]> {
    const replied = await this.#requests.signed('DELETE', '/fapi/v1/batchOrders', { symbol: this.#symbol, ...list });
    if ('lost' in replied) return ids.map(() => ({ kind: 'unresolved', text: replied.lost }));
    if ('refusal' in replied) {
      const { refusal } = replied;
      return ids.map(() =>
        meaningOf(refusal.code) === 'limited'
          ? { kind: 'limited', text: refusal.text, waitMs: waitMsOf(refusal) }
          : { kind: 'unresolved', text: refusal.text },
      );
    }
    const answers = wire.CancelBatch.safeParse(replied.json).data ?? [];
    return ids.map((_, i) => {
      const answer = answers[i];
      if (answer === undefined) return { kind: 'unresolved', text: 'there is no answer for it' };
      if (!('code' in answer)) return { kind: 'cancelled' };
      return answer.code === NOT_OPEN ? { kind: 'not-open' } : { kind: 'unresolved', text: answer.msg };
    });
  }

  async find(clientId: string): ReturnType<Gateway['find']> {
    const replied = await this.#requests.signed('GET', '/fapi/v1/order', {
      symbol: this.#symbol,
      origClientOrderId: clientId,
    });
    if ('refusal' in replied && replied.refusal.code === UNKNOWN_ORDER) return 'unknown';
    const { orderId, executedQty, status } = read(wire.Order, jsonOf(replied, 'order'));
    this.#clientIds.set(String(orderId), clientId);
    return { venueId: String(orderId), isOpen: OPEN.has(status), filledLots: lotsOf(this.grid, executedQty), status };
  }

  async account(sinceVenueMs: number): Promise<AccountNow> {
    const clockOffsetMs = await this.#requests.readClock();
    const before = await this.#positionLots();
    const fills = await this.#fillsSince(sinceVenueMs);
    const orders = await this.#get(wire.Orders, 'GET', '/fapi/v1/openOrders', {});
    const after = await this.#positionLots();
    return {
      openOrders: orders.map(({ orderId, clientOrderId, side, price, origQty, executedQty }) => ({
        venueId: String(orderId),
        clientId: clientOrderId,
        side: side === 'BUY' ? 'buy' : 'sell',
        priceTicks: exactTicks(this.grid, price),
        leftLots: lotsOf(this.grid, origQty) - lotsOf(this.grid, executedQty),
      })),
      positionLots: before === after ? after : null,
      fills,
      clockOffsetMs,
      // The venue has no such question for one symbol; it refuses orders with a code.
      pause: null,
    };
  }

  listen(hear: (news: News) => void): () => void {
    const path = '/fapi/v1/listenKey';
    return openPrivately(
      {
        url: async () => {
          const { listenKey } = read(wire.ListenKey, jsonOf(await this.#requests.keyed('POST', path), 'listen key'));
          return `${this.#wsUrl}/private/ws?listenKey=${encodeURIComponent(listenKey)}`;
        },
        subscriptions: [],
        ping: null,
        isConnectedWhenOpen: true,
        // The stream of a key that has ended stays open and says nothing; putting off its end finds that out.
        isSpent: async () => {
          const replied = await this.#requests.keyed('PUT', path);
          return 'refusal' in replied && replied.refusal.code === NO_LISTEN_KEY;
        },
        message: (message) => {
          if (wire.Event.safeParse(message).data?.e === 'listenKeyExpired') return 'reopen';
          const update = wire.OrderTradeUpdate.safeParse(message).data?.o;
          if (update?.s === this.#symbol) this.#tell(update, hear);
          const changed = wire.AccountUpdate.safeParse(message).data;
          if (changed?.a.m === 'FUNDING_FEE') this.#tellFunding(changed, hear);
          return undefined;
        },
      },
      this.#options.privateTimes,
      {
        connected: () => hear({ kind: 'connected' }),
        lost: (reason, isMaintenance) => hear({ kind: 'lost', reason, isMaintenance }),
      },
    );
  }

  async armDeadMan(afterMs: number | null): Promise<string | null> {
    const countdown = { symbol: this.#symbol, countdownTime: afterMs ?? 0 };
    jsonOf(await this.#requests.signed('POST', '/fapi/v1/countdownCancelAll', countdown), 'countdownCancelAll');
    return null;
  }

  #tellFunding({ T, a: { B, P } }: wire.WireAccountUpdate, hear: (news: News) => void): void {
    // With cross margin no position is named: it may be a payment of another instrument, and no payment is better than a wrong one.
    if (P.every(({ s }) => s !== this.#symbol)) return;
    for (const { a: currency, bc: amount } of B) {
      if (!this.#symbol.endsWith(currency)) continue;
      hear({ kind: 'funding', payment: { id: `${currency} ${T}`, amount, venueMs: T } });
    }
  }

  #tell(update: wire.WireOrderUpdate, hear: (news: News) => void): void {
    const venueId = String(update.i);
    this.#clientIds.set(venueId, update.c);
    // In another currency than the quote it cannot be counted: the reading of the account says so.
    const isCounted = update.N == null || this.#symbol.endsWith(update.N);
    if (update.x === 'TRADE' && isCounted) {
      const side = update.S === 'BUY' ? 'buy' : 'sell';
      const lots = lotsOf(this.grid, update.l);
      const fill = {
        tradeId: String(update.t),
        venueId,
        clientId: update.c,
        side,
        price: update.L,
        lots,
        fee: update.n ?? 0,
        venueMs: update.T,
      } as const;
      hear({ kind: 'fill', fill });
    }
    hear({
      kind: 'order',
      clientId: update.c,
      venueId,
      isOpen: OPEN.has(update.X),
      status: update.X,
      filledLots: lotsOf(this.grid, update.z),
    });
  }

  async #positionLots(): Promise<number> {
    const rows = await this.#get(wire.Positions, 'GET', '/fapi/v3/positionRisk', {});
    const own = rows.filter(({ symbol }) => symbol === this.#symbol);
    if (own.some(({ positionSide }) => positionSide !== 'BOTH')) {
      throw new GatewayError('binance: the account is in hedge mode; set it to one-way mode');
    }
    return own.reduce((lots, { positionAmt }) => lots + lotsOf(this.grid, positionAmt), 0);
  }

  async #fillsSince(sinceMs: number): Promise<Fill[]> {
    const found = new Map<string, Fill>();
    const startTime = Math.max(0, Math.floor(sinceMs));
    for (let from: Parameters = { startTime }; ; ) {
      const page = await this.#get(wire.Trades, 'GET', '/fapi/v1/userTrades', { ...from, limit: PAGE });
      const before = found.size;
      for (const trade of page) found.set(String(trade.id), await this.#fill(trade));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE || found.size === before) return [...found.values()];
      from = { fromId: last.id + 1 };
    }
  }

  async #fill({ id, orderId, side, price, qty, commission, commissionAsset, time }: wire.WireTrade): Promise<Fill> {
    if (!this.#symbol.endsWith(commissionAsset)) {
      throw new GatewayError(
        `binance took a fee in ${commissionAsset}, which is not counted here: switch off paying fees with it`,
      );
    }
    const venueId = String(orderId);
    let clientId = this.#clientIds.get(venueId);
    if (clientId === undefined) {
      clientId = (await this.#get(wire.Order, 'GET', '/fapi/v1/order', { orderId })).clientOrderId;
      this.#clientIds.set(venueId, clientId);
    }
    const lots = lotsOf(this.grid, qty);
    return {
      tradeId: String(id),
      venueId,
      clientId,
      side: side === 'BUY' ? 'buy' : 'sell',
      price,
      lots,
      fee: commission,
      venueMs: time,
    };
  }

  async #get<T extends z.ZodType>(
    schema: T,
    method: Method,
    path: string,
    parameters: Parameters,
  ): Promise<z.output<T>> {
    return read(
      schema,
      jsonOf(await this.#requests.signed(method, path, { symbol: this.#symbol, ...parameters }), path),
    );
  }
}

function placeRefusal(refusal: Refusal): PlaceAnswer {
  const { text } = refusal;
  const meaning = meaningOf(refusal.code);
  if (meaning === 'limited') return { kind: 'limited', text, waitMs: waitMsOf(refusal) };
  return meaning === 'unresolved' ? { kind: 'unresolved', text } : { kind: 'rejected', why: meaning, text };
}

function read<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  const { data, success } = schema.safeParse(json);
  if (!success) throw new GatewayError(`binance gave an answer of another form: ${JSON.stringify(json).slice(0, 200)}`);
  return data;
}
