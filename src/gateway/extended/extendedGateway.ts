/**
 * One perpetual of one account of Extended. The venue takes one order a request. It answers before its matching has looked at an
 * order or a cancel; what became of it comes over the stream and with questions by client id.
 */

import type { z } from 'zod';
import {
  type AccountNow,
  type CancelAnswer,
  type Fill,
  type Gateway,
  GatewayError,
  type NewOrder,
  type News,
  type PlaceAnswer,
} from '../../orders/gateway.ts';
import { exactTicks, lotsOf, type PriceGrid, priceText, sizeText } from '../../orders/priceGrid.ts';
import { openPrivately, type PrivateTimes, usualPrivateTimes } from '../privateSocket.ts';
import { askedOf, type ExtendedAccount, ExtendedRequests, type Refusal, read } from './extendedRequests.ts';
import { type ExtendedSigner, extendedSigner } from './extendedSigner.ts';
import * as wire from './extendedWire.ts';
import { isOpen, meaningOf } from './extendedWords.ts';

export interface ExtendedOptions {
  readonly timeoutMs: number;
  readonly privateTimes: PrivateTimes;
}

const USUAL: ExtendedOptions = { timeoutMs: 5000, privateTimes: usualPrivateTimes };
/** An order ends by itself after this time, ms. */
const ORDER_LIFE_MS = 3_600_000;
/** A signature is valid for 14 days longer than its order, as the venue demands. */
const SETTLEMENT_SECONDS = 14 * 86_400;
/** Most trades of one answer. */
const PAGE = 100;
/** A date of HTTP is a whole second: on average half a second ago. */
const HALF_A_SECOND_MS = 500;

/** Reads market, fees and keys of the account. @throws GatewayError where the venue does not give them, or knows no such market */
export async function openExtended(
  account: ExtendedAccount,
  marketName: string,
  options: Partial<ExtendedOptions> = {},
): Promise<ExtendedGateway> {
  const all = { ...USUAL, ...options };
  const requests = new ExtendedRequests(account, all.timeoutMs);
  const query = `market=${encodeURIComponent(marketName)}`;
  const { data: markets } = await requests.get(wire.Markets, `info/markets?${query}`);
  const market = markets.find(({ name }) => name === marketName);
  if (market === undefined) throw new GatewayError(`extended has no market ${marketName}`);
  const { data: keys } = await requests.get(wire.Account, 'user/account/info');
  const { data: fees } = await requests.get(wire.Fees, `user/fees?${query}`);
  const fee = fees.find((one) => one.market === marketName);
  if (fee === undefined) throw new GatewayError(`extended gave no fees of ${marketName}`);
  const signer = await extendedSigner(account.starkKey, account.isTestnet, { ...market.l2Config, ...keys });
  return new ExtendedGateway(account, requests, market, fee, signer, all);
}

export class ExtendedGateway implements Gateway {
  readonly venue = 'extended';
  readonly grid: PriceGrid;
  readonly ordersPerRequest = 1;
  readonly liveRefusal =
    'Extended takes an order however late it arrives, so one whose answer was lost could come to rest after it was given up';
  /** Shares of the value. */
  readonly fees: { readonly maker: number; readonly taker: number };
  readonly #account: ExtendedAccount;
  readonly #requests: ExtendedRequests;
  readonly #market: string;
  readonly #highestFee: string;
  readonly #signer: ExtendedSigner;
  readonly #options: ExtendedOptions;

  /** By {@link openExtended}. */
  constructor(
    account: ExtendedAccount,
    requests: ExtendedRequests,
    { name, tradingConfig }: wire.WireMarket,
    { makerFeeRate, takerFeeRate }: wire.WireFees,
    signer: ExtendedSigner,
    options: ExtendedOptions,
  ) {
    this.#account = account;
    this.#requests = requests;
    this.#market = name;
    this.#highestFee = takerFeeRate;
    this.#signer = signer;
    this.#options = options;
    this.fees = { maker: Number(makerFeeRate), taker: Number(takerFeeRate) };
    const { minPriceChange, minOrderSizeChange } = tradingConfig;
    this.grid = { tickSize: minPriceChange, lotSize: minOrderSizeChange, significantDigits: null };
  }

  /** One request an order. The venue cannot be told to refuse them after a time. */
  place(orders: readonly NewOrder[], untilWallMs: number): Promise<readonly PlaceAnswer[]> {
    return Promise.all(orders.map((order) => this.#placeOne(order, untilWallMs)));
  }

  /** The venue says that it was asked to cancel, and not that it has: each order is to be asked for. */
  async cancel(clientIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    const replied = await this.#requests.send('POST', 'user/order/massCancel', { externalOrderIds: clientIds });
    const answer = cancelAnswer(replied);
    return clientIds.map(() => answer);
  }

  async find(clientId: string): ReturnType<Gateway['find']> {
    const { data: orders } = await this.#requests.get(wire.Orders, `user/orders/external/${clientId}`);
    const order = orders.find(({ externalId }) => externalId === clientId);
    if (order === undefined) return 'unknown';
    const { id: venueId, status, filledQty } = order;
    return { venueId, isOpen: isOpen(status), filledLots: lotsOf(this.grid, filledQty), status };
  }

  async account(sinceVenueMs: number): Promise<AccountNow> {
    const sentMs = Date.now();
    const { data: markets, asked } = await this.#get(wire.Markets, 'info/markets');
    const middleMs = (sentMs + Date.now()) / 2;
    if (asked.dateMs === null) throw new GatewayError('extended did not tell its time');
    const clockOffsetMs = asked.dateMs + HALF_A_SECOND_MS - middleMs;
    const status = markets.find(({ name }) => name === this.#market)?.status ?? 'not listed';
    const before = await this.#positionLots();
    const fills = await this.#fillsSince(sinceVenueMs);
    const { data: orders } = await this.#get(wire.Orders, 'user/orders');
    const after = await this.#positionLots();
    return {
      openOrders: orders
        .filter(({ market }) => market === this.#market)
        .map(({ id: venueId, externalId, side, price, qty, filledQty }) => ({
          venueId,
          clientId: externalId,
          side: side === 'BUY' ? 'buy' : 'sell',
          priceTicks: exactTicks(this.grid, price),
          leftLots: lotsOf(this.grid, qty) - lotsOf(this.grid, filledQty),
        })),
      positionLots: before === after ? after : null,
      fills,
      clockOffsetMs,
      pause: status === 'ACTIVE' ? null : `the venue says that ${this.#market} is ${status}`,
    };
  }

  listen(hear: (news: News) => void): () => void {
    let last: number | null = null;
    return openPrivately(
      {
        url: async () => {
          last = null;
          return `${this.#account.wsUrl}/account`;
        },
        headers: { 'x-api-key': this.#account.apiKey, 'user-agent': 'mmtune' },
        subscriptions: [],
        ping: null,
        isConnectedWhenOpen: true,
        isSpent: async () => false,
        message: (message) => {
          const sequence = wire.Sequenced.safeParse(message).data?.seq;
          const isGap = sequence !== undefined && last !== null && sequence !== last + 1;
          last = sequence ?? last;
          for (const trade of wire.TradeNews.safeParse(message).data?.data.trades ?? []) {
            if (trade.market === this.#market) hear({ kind: 'fill', fill: this.#fill(trade) });
          }
          for (const order of wire.OrderNews.safeParse(message).data?.data.orders ?? []) {
            const { externalId: clientId, id: venueId, status, market } = order;
            if (market === this.#market)
              hear({ kind: 'order', clientId, venueId, isOpen: isOpen(status), status, filledLots: null });
          }
          return isGap ? 'reopen' : undefined;
        },
      },
      this.#options.privateTimes,
      {
        connected: () => hear({ kind: 'connected' }),
        lost: (reason, isMaintenance) => hear({ kind: 'lost', reason, isMaintenance }),
      },
    );
  }

  /** Whole seconds, of all markets of the account; 0 takes it back. */
  async armDeadMan(afterMs: number | null): Promise<string | null> {
    const seconds = afterMs === null ? 0 : Math.max(1, Math.floor(afterMs / 1000));
    const path = `user/deadmanswitch?countdownTime=${seconds}`;
    askedOf(await this.#requests.send('POST', path), 'deadmanswitch');
    return null;
  }

  async #placeOne(order: NewOrder, untilWallMs: number): Promise<PlaceAnswer> {
    const { clientId, side, priceTicks, lots, isReduceOnly } = order;
    const nowMs = Date.now();
    if (nowMs > untilWallMs) return { kind: 'rejected', why: 'clock', text: 'it was too late before it was sent' };
    const [price, qty, isBuy] = [priceText(this.grid, priceTicks), sizeText(this.grid, lots), side === 'buy'];
    const expiryEpochMillis = nowMs + ORDER_LIFE_MS;
    const expirySeconds = Math.ceil(expiryEpochMillis / 1000) + SETTLEMENT_SECONDS;
    const fee = this.#highestFee;
    const { nonce, r, s } = this.#signer.sign({ isBuy, amount: qty, price, fee, expirySeconds });
    const replied = await this.#requests.send('POST', 'user/order', {
      id: clientId,
      market: this.#market,
      type: 'LIMIT',
      side: isBuy ? 'BUY' : 'SELL',
      qty,
      price,
      timeInForce: 'GTT',
      expiryEpochMillis,
      fee,
      nonce: String(nonce),
      postOnly: true,
      reduceOnly: isReduceOnly,
      selfTradeProtectionLevel: 'ACCOUNT',
      settlement: { signature: { r, s }, starkKey: this.#signer.l2Key, collateralPosition: this.#signer.l2Vault },
    });
    if ('lost' in replied) return { kind: 'unresolved', text: replied.lost };
    if ('refusal' in replied) return placeRefusal(replied.refusal);
    try {
      return { kind: 'accepted', venueId: read(wire.Placed, replied.asked.json).id };
    } catch (error) {
      return { kind: 'unresolved', text: String(error) };
    }
  }

  async #positionLots(): Promise<number> {
    const { data: positions } = await this.#get(wire.Positions, 'user/positions');
    return positions
      .filter(({ market }) => market === this.#market)
      .reduce((lots, { side, size }) => lots + (side === 'LONG' ? 1 : -1) * lotsOf(this.grid, size), 0);
  }

  /** The venue lists the newest first. */
  async #fillsSince(sinceMs: number): Promise<Fill[]> {
    const found = new Map<string, Fill>();
    for (let more = ''; ; ) {
      const { data: page, asked } = await this.#get(wire.Trades, 'user/trades', `&limit=${PAGE}${more}`);
      const before = found.size;
      for (const trade of page) {
        if (trade.market === this.#market && trade.createdTime >= sinceMs) found.set(trade.id, this.#fill(trade));
      }
      const cursor = wire.Page.safeParse(asked.json).data?.pagination?.cursor;
      const isLast =
        page.length < PAGE || found.size === before || page.some(({ createdTime }) => createdTime < sinceMs);
      if (isLast) return [...found.values()];
      if (cursor === undefined) throw new GatewayError('extended gave a full page of trades and no cursor');
      more = `&cursor=${encodeURIComponent(cursor)}`;
    }
  }

  #fill(trade: wire.WireTrade): Fill {
    return {
      tradeId: trade.id,
      venueId: trade.orderId,
      clientId: trade.externalId ?? trade.externalOrderId ?? null,
      side: trade.side === 'BUY' ? 'buy' : 'sell',
      price: trade.price,
      lots: lotsOf(this.grid, trade.qty),
      fee: trade.fee,
      venueMs: trade.createdTime,
    };
  }

  #get<T extends z.ZodType>(schema: T, path: string, more = '') {
    return this.#requests.get(schema, `${path}?market=${encodeURIComponent(this.#market)}${more}`);
  }
}

function cancelAnswer(replied: Awaited<ReturnType<ExtendedRequests['send']>>): CancelAnswer {
  if ('asked' in replied) return { kind: 'unresolved', text: 'the venue does not say yet what became of it' };
  if ('lost' in replied) return { kind: 'unresolved', text: replied.lost };
  const { code, text, waitMs } = replied.refusal;
  return meaningOf(code) === 'limited' ? { kind: 'limited', text, waitMs } : { kind: 'unresolved', text };
}

function placeRefusal({ code, text, waitMs }: Refusal): PlaceAnswer {
  const meaning = meaningOf(code);
  if (meaning === 'limited') return { kind: 'limited', text, waitMs };
  return meaning === 'unresolved' ? { kind: 'unresolved', text } : { kind: 'rejected', why: meaning, text };
}
