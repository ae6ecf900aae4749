/**
 * One perpetual of one account of Hyperliquid. Actions are hashed by @nktkas/hyperliquid and signed by the key of an API wallet; the
 * requests are our own, so that answers to single orders of a batch can be read and no order waits for another's answer.
 */

import { signL1Action } from '@nktkas/hyperliquid/signing';
import type { z } from 'zod';
import {
  type AccountNow,
  type CancelAnswer,
  type Canceller,
  type Fill,
  type FundingPayment,
  type Gateway,
  GatewayError,
  type NewOrder,
  type News,
  type OpenId,
  type PlaceAnswer,
  type Taker,
} from '../../orders/gateway.ts';
import { exactTicks, lotsOf, type PriceGrid, priceText, sizeText } from '../../orders/priceGrid.ts';
import { type Asked, ask, NoAnswer } from '../ask.ts';
import { Nonces } from '../nonces.ts';
import { openPrivately, type PrivateTimes, usualPrivateTimes } from '../privateSocket.ts';
import { agentKey } from './agentKey.ts';
import * as wire from './hyperliquidWire.ts';
import { isOverBudget, rejectReason } from './hyperliquidWords.ts';

export interface HyperliquidAccount {
  /** The venue's addresses, without a slash at their ends. */
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly isTestnet: boolean;
  /** Address of the account that trades; the API wallet signs for it. */
  readonly user: string;
  /** Private key of the API wallet. */
  readonly key: string;
}

export interface HyperliquidInstrument {
  readonly coin: string;
  /** Place of the coin in the venue's list of perpetuals. */
  readonly asset: number;
  /** Decimals of a size; prices have at most 6 minus so many. */
  readonly sizeDecimals: number;
}

export interface HyperliquidOptions {
  readonly timeoutMs: number;
  readonly privateTimes: PrivateTimes;
}

/** Most fills of one answer. */
const PAGE = 2000;
/** In one reading of the account; the rest is read with the next ones. */
const MOST_PAYMENT_PAGES = 10;
const LIMITED_MS = 10_000;
const USUAL: HyperliquidOptions = { timeoutMs: 5000, privateTimes: usualPrivateTimes };

type Action = { readonly type: string; readonly [key: string]: unknown };
type Answered =
  | { readonly statuses: readonly unknown[] }
  | { readonly refusal: string }
  | (PlaceAnswer & { readonly kind: 'limited' | 'unresolved' });

export class HyperliquidGateway implements Gateway, Taker, Canceller {
  readonly venue = 'hyperliquid';
  readonly grid: PriceGrid;
  readonly ordersPerRequest = 20;
  readonly liveRefusal = null;
  readonly #account: HyperliquidAccount;
  readonly #instrument: HyperliquidInstrument;
  readonly #options: HyperliquidOptions;
  readonly #wallet: ReturnType<typeof agentKey>;
  readonly #nonces = new Nonces(Date.now);

  constructor(
    account: HyperliquidAccount,
    instrument: HyperliquidInstrument,
    options: Partial<HyperliquidOptions> = {},
  ) {
    this.#account = account;
    this.#instrument = instrument;
    this.#options = { ...USUAL, ...options };
    this.#wallet = agentKey(account.key);
    const { sizeDecimals } = instrument;
    this.grid = {
      tickSize: Number(`1e-${6 - sizeDecimals}`),
      lotSize: Number(`1e-${sizeDecimals}`),
      significantDigits: 5,
    };
  }

  place(orders: readonly NewOrder[], untilWallMs: number): Promise<readonly PlaceAnswer[]> {
    return this.#order(orders, 'Alo', untilWallMs);
  }

  async take(order: NewOrder, untilWallMs: number): Promise<PlaceAnswer> {
    const [answer] = await this.#order([{ ...order, isReduceOnly: true }], 'Ioc', untilWallMs);
    return answer ?? { kind: 'unresolved', text: 'there is no answer for it' };
  }

  async #order(orders: readonly NewOrder[], tif: 'Alo' | 'Ioc', untilWallMs: number): Promise<readonly PlaceAnswer[]> {
    // The order of the keys is part of what is signed.
    const action = {
      type: 'order',
      orders: orders.map(({ clientId, side, priceTicks, lots, isReduceOnly }) => ({
        a: this.#instrument.asset,
        b: side === 'buy',
        p: priceText(this.grid, priceTicks),
        s: sizeText(this.grid, lots),
        r: isReduceOnly,
        t: { limit: { tif } },
        c: `0x${clientId}`,
      })),
      grouping: 'na',
    };
    const answer = await this.#act(action, untilWallMs);
    return orders.map((_, i) => {
      if ('kind' in answer) return answer;
      if ('refusal' in answer) return { kind: 'rejected', why: rejectReason(answer.refusal), text: answer.refusal };
      const status = answer.statuses[i];
      const refused = wire.Refused.safeParse(status).data?.error;
      if (refused !== undefined) return { kind: 'rejected', why: rejectReason(refused), text: refused };
      const oid = wire.Placed.safeParse(status).data?.oid;
      if (oid === undefined) return { kind: 'unresolved', text: `the venue answered ${JSON.stringify(status)}` };
      return { kind: 'accepted', venueId: String(oid) };
    });
  }

  cancel(clientIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    const { asset } = this.#instrument;
    return this.#cancel(
      'cancelByCloid',
      clientIds.map((clientId) => ({ asset, cloid: `0x${clientId}` })),
    );
  }

  async openIds(): Promise<readonly OpenId[]> {
    const orders = await this.#info(wire.OpenIds, { type: 'frontendOpenOrders', user: this.#account.user });
    return orders
      .filter(({ coin }) => coin === this.#instrument.coin)
      .map(({ oid, cloid }) => ({ venueId: String(oid), clientId: plainId(cloid) }));
  }

  cancelByVenueId(venueIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    const { asset } = this.#instrument;
    return this.#cancel(
      'cancel',
      venueIds.map((venueId) => ({ a: asset, o: Number(venueId) })),
    );
  }

  async #cancel(type: 'cancel' | 'cancelByCloid', cancels: readonly object[]): Promise<readonly CancelAnswer[]> {
    const answer = await this.#act({ type, cancels }, null);
    return cancels.map((_, i) => {
      if ('kind' in answer) return answer;
      if ('refusal' in answer) return { kind: 'unresolved', text: answer.refusal };
      if (answer.statuses[i] === 'success') return { kind: 'cancelled' };
      const refused = wire.Refused.safeParse(answer.statuses[i]).data?.error;
      return refused === undefined ? { kind: 'unresolved', text: 'there is no answer for it' } : { kind: 'not-open' };
    });
  }

  async find(clientId: string): ReturnType<Gateway['find']> {
    const found = await this.#info(wire.OrderStatus, {
      type: 'orderStatus',
      user: this.#account.user,
      oid: `0x${clientId}`,
    });
    if (found.status === 'unknownOid') return 'unknown';
    const { order, status } = found.order;
    const filledLots = lotsOf(this.grid, order.origSz) - lotsOf(this.grid, order.sz);
    return { venueId: String(order.oid), isOpen: status === 'open', filledLots, status };
  }

  async account(sinceVenueMs: number, paymentsSinceVenueMs?: number): Promise<AccountNow> {
    const { user } = this.#account;
    const sentMs = Date.now();
    const exchange = await this.#info(wire.ExchangeStatus, { type: 'exchangeStatus' });
    const clockOffsetMs = exchange.time - (sentMs + Date.now()) / 2;
    const before = await this.#positionLots();
    const fills = await this.#fillsSince(sinceVenueMs);
    const orders = await this.#info(wire.OpenOrders, { type: 'frontendOpenOrders', user });
    const after = await this.#positionLots();
    const payments = paymentsSinceVenueMs === undefined ? {} : await this.#paymentsSince(paymentsSinceVenueMs);
    const { specialStatuses } = exchange;
    const isPaused = specialStatuses !== null && specialStatuses !== undefined;
    return {
      openOrders: orders
        .filter(({ coin }) => coin === this.#instrument.coin)
        .map(({ oid, cloid, side, limitPx, sz }) => ({
          venueId: String(oid),
          clientId: plainId(cloid),
          side: side === 'B' ? 'buy' : 'sell',
          priceTicks: exactTicks(this.grid, limitPx),
          leftLots: lotsOf(this.grid, sz),
        })),
      positionLots: before === after ? after : null,
      fills,
      ...payments,
      clockOffsetMs,
      pause: isPaused ? `the venue says ${JSON.stringify(specialStatuses)}` : null,
    };
  }

  listen(hear: (news: News) => void): () => void {
    const { user, wsUrl } = this.#account;
    const types = ['userFills', 'orderUpdates'];
    let waiting = new Set(types);
    return openPrivately(
      {
        url: async () => {
          waiting = new Set(types);
          return wsUrl;
        },
        subscriptions: types.map((type) => JSON.stringify({ method: 'subscribe', subscription: { type, user } })),
        ping: '{"method":"ping"}',
        isConnectedWhenOpen: false,
        isSpent: async () => false,
        message: (message) => {
          const subscribed = wire.Subscribed.safeParse(message).data?.data.subscription.type;
          if (subscribed !== undefined && waiting.delete(subscribed) && waiting.size === 0) return 'connected';
          for (const fill of wire.UserFills.safeParse(message).data?.data.fills ?? []) {
            if (fill.coin === this.#instrument.coin) hear({ kind: 'fill', fill: this.#fill(fill) });
          }
          for (const { order, status } of wire.OrderUpdates.safeParse(message).data?.data ?? []) {
            const clientId = plainId(order.cloid);
            if (clientId === null || order.coin !== this.#instrument.coin) continue;
            const filledLots = lotsOf(this.grid, order.origSz) - lotsOf(this.grid, order.sz);
            hear({
              kind: 'order',
              clientId,
              venueId: String(order.oid),
              isOpen: status === 'open',
              status,
              filledLots,
            });
          }
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
    // A time of 0 is refused: without a time it is taken back.
    const action =
      afterMs === null ? { type: 'scheduleCancel' } : { type: 'scheduleCancel', time: Date.now() + afterMs };
    const answer = await this.#act(action, null);
    if ('kind' in answer)
      throw new GatewayError(`hyperliquid ${answer.text}`, answer.kind === 'limited' ? answer.waitMs : 0);
    return 'refusal' in answer ? answer.refusal : null;
  }

  async #positionLots(): Promise<number> {
    const { assetPositions } = await this.#info(wire.Account, { type: 'clearinghouseState', user: this.#account.user });
    const own = assetPositions.find(({ position }) => position.coin === this.#instrument.coin);
    return own === undefined ? 0 : lotsOf(this.grid, own.position.szi);
  }

  /** An answer holds the oldest, of all coins, and how many of them is not sure: the next one begins at the newest of it. */
  async #paymentsSince(sinceMs: number): Promise<Pick<AccountNow, 'payments' | 'paymentsUntilVenueMs'>> {
    const { user } = this.#account;
    const found = new Map<string, FundingPayment>();
    let startTime = Math.max(0, Math.floor(sinceMs));
    let isWhole = false;
    for (let page = 0; page < MOST_PAYMENT_PAGES && !isWhole; page++) {
      const before = found.size;
      for (const { time, delta } of await this.#info(wire.Payments, { type: 'userFunding', user, startTime })) {
        const id = `${delta.coin} ${time}`;
        found.set(id, { id, amount: delta.usdc, venueMs: time });
        startTime = Math.max(startTime, time);
      }
      isWhole = found.size === before;
    }
    const { coin } = this.#instrument;
    const payments = [...found.values()].filter(({ id }) => id.startsWith(`${coin} `));
    return { payments, ...(isWhole ? {} : { paymentsUntilVenueMs: startTime }) };
  }

  async #fillsSince(sinceMs: number): Promise<Fill[]> {
    const found = new Map<string, Fill>();
    for (let startTime = Math.max(0, Math.floor(sinceMs)); ; ) {
      const page = await this.#info(wire.Fills, { type: 'userFillsByTime', user: this.#account.user, startTime });
      const before = found.size;
      for (const fill of page) if (fill.coin === this.#instrument.coin) found.set(String(fill.tid), this.#fill(fill));
      const lastMs = page.reduce((last, { time }) => Math.max(last, time), startTime);
      if (page.length < PAGE || (found.size === before && lastMs === startTime)) return [...found.values()];
      startTime = lastMs;
    }
  }

  #fill({ tid, oid, cloid, side, px, sz, fee, time }: wire.WireFill): Fill {
    return {
      tradeId: String(tid),
      venueId: String(oid),
      clientId: plainId(cloid),
      side: side === 'B' ? 'buy' : 'sell',
      price: px,
      lots: lotsOf(this.grid, sz),
      fee,
      venueMs: time,
    };
  }

  async #info<T extends z.ZodType>(schema: T, body: Action): Promise<z.output<T>> {
    let asked: Asked;
    try {
      asked = await this.#post('info', body);
    } catch (error) {
      if (error instanceof NoAnswer) throw new GatewayError(`hyperliquid ${error.message}`);
      throw error;
    }
    const { status, json, text, retryAfterMs } = asked;
    if (status === 429)
      throw new GatewayError('hyperliquid was asked too often (HTTP 429)', Math.max(1000, retryAfterMs));
    const read = status === 200 ? schema.safeParse(json) : undefined;
    if (read?.success !== true)
      throw new GatewayError(`hyperliquid answered ${body.type} with HTTP ${status}: ${text}`);
    return read.data;
  }

  /** Signs and sends an action. @param expiresAfter ms since 1970 from which on the venue refuses it; null for none */
  async #act(action: Action, expiresAfter: number | null): Promise<Answered> {
    const nonce = this.#nonces.next();
    const expiry = expiresAfter === null ? {} : { expiresAfter: Math.floor(expiresAfter) };
    const { isTestnet } = this.#account;
    const signature = await signL1Action({ wallet: this.#wallet, action, nonce, isTestnet, ...expiry });
    let asked: Asked;
    try {
      asked = await this.#post('exchange', { action, nonce, signature, ...expiry });
    } catch (error) {
      if (error instanceof NoAnswer) return { kind: 'unresolved', text: error.message };
      throw error;
    }
    const { status, json, text, retryAfterMs } = asked;
    if (status === 429)
      return { kind: 'limited', text: 'was asked too often (HTTP 429)', waitMs: Math.max(1000, retryAfterMs) };
    const done = status === 200 ? wire.Done.safeParse(json).data : undefined;
    if (done === undefined) return { kind: 'unresolved', text: `HTTP ${status}: ${text}` };
    if (done.status === 'ok') return { statuses: done.response.data?.statuses ?? [] };
    if (isOverBudget(done.response)) return { kind: 'limited', text: done.response, waitMs: LIMITED_MS };
    return { refusal: done.response };
  }

  #post(path: string, body: object): Promise<Asked> {
    const init = {
      method: 'POST' as const,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    return ask(`${this.#account.restUrl}/${path}`, init, this.#options.timeoutMs);
  }
}

function plainId(cloid: string | null | undefined): string | null {
  return cloid?.replace(/^0x/, '') ?? null;
}
