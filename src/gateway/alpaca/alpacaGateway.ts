/**
 * One pair of crypto of one account of Alpaca, a spot venue. It has no post-only orders, so this gateway places none: it reads the
 * instrument, the fees, open orders, position and fills, and cancels.
 */

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
} from '../../orders/gateway.ts';
import { exactTicks, type PriceGrid } from '../../orders/priceGrid.ts';
import { openPrivately, type PrivateTimes, usualPrivateTimes } from '../privateSocket.ts';
import { type Fees, feesOfTier } from './alpacaFees.ts';
import { type AlpacaAccount, AlpacaRequests } from './alpacaRequests.ts';
import * as wire from './alpacaWire.ts';
import { unitsOf } from './decimalUnits.ts';

export interface AlpacaOptions {
  readonly timeoutMs: number;
  readonly privateTimes: PrivateTimes;
}

const USUAL: AlpacaOptions = { timeoutMs: 5000, privateTimes: usualPrivateTimes };
/** Most fills, and most open orders, of one answer. */
const [FILLS, ORDERS] = [100, 500];
const NO_POST_ONLY = 'Alpaca has no post-only orders: each could take from the book';
/** States from which nothing follows any more. */
const ENDED: ReadonlySet<string> = new Set(['filled', 'canceled', 'expired', 'replaced', 'rejected', 'calculated']);

/** Reads the pair and the fees of the account. @throws GatewayError where the venue does not give them, or does not trade the pair */
export async function openAlpaca(
  account: AlpacaAccount,
  symbol: string,
  options: Partial<AlpacaOptions> = {},
): Promise<AlpacaGateway> {
  const all = { ...USUAL, ...options };
  const requests = new AlpacaRequests(account, all.timeoutMs);
  const assets = await requests.get(wire.Assets, 'assets?asset_class=crypto&status=active');
  const asset = assets.find((one) => one.symbol === symbol);
  if (asset === undefined) throw new GatewayError(`alpaca trades no pair ${symbol}`);
  if (!asset.tradable) throw new GatewayError(`${symbol} cannot be traded at alpaca at the moment`);
  const { crypto_tier } = await requests.get(wire.Account, 'account');
  return new AlpacaGateway(account, requests, asset, feesOfTier(crypto_tier), all);
}

export class AlpacaGateway implements Gateway, Canceller {
  readonly venue = 'alpaca';
  readonly grid: PriceGrid;
  readonly ordersPerRequest = 1;
  readonly liveRefusal: string =
    `${NO_POST_ONLY}, and it takes its fee out of what was bought, so that the position is never that of the fills`;
  readonly fees: Fees;
  readonly #account: AlpacaAccount;
  readonly #requests: AlpacaRequests;
  readonly #symbol: string;
  readonly #lot: string;
  readonly #options: AlpacaOptions;
  /** Client ids by order id: fills name the order id alone. */
  readonly #clientIds = new Map<string, string>();

  /** By {@link openAlpaca}. */
  constructor(
    account: AlpacaAccount,
    requests: AlpacaRequests,
    { symbol, min_trade_increment, price_increment }: wire.WireAsset,
    fees: Fees,
    options: AlpacaOptions,
  ) {
    this.#account = account;
    this.#requests = requests;
    this.#symbol = symbol;
    this.#lot = min_trade_increment;
    this.#options = options;
    this.fees = fees;
    this.grid = { tickSize: price_increment, lotSize: Number(min_trade_increment), significantDigits: null };
  }

  /** Sends nothing. */
  async place(orders: readonly NewOrder[]): Promise<readonly PlaceAnswer[]> {
    return orders.map(() => ({ kind: 'rejected', why: 'refused', text: NO_POST_ONLY }));
  }

  /** The venue cancels by its own ids alone, and says that it was asked to. */
  cancel(clientIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    return Promise.all(
      clientIds.map(async (clientId): Promise<CancelAnswer> => {
        try {
          const order = await this.#lookUp(clientId);
          if (order === null) return { kind: 'not-open' };
          return await this.#cancelOne(order.id);
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error;
          const { message: text, waitMs } = error;
          return waitMs > 0 ? { kind: 'limited', text, waitMs } : { kind: 'unresolved', text };
        }
      }),
    );
  }

  async openIds(): Promise<readonly OpenId[]> {
    const orders = await this.#open(wire.OpenIds);
    return orders.map(({ id: venueId, client_order_id: clientId }) => ({ venueId, clientId }));
  }

  cancelByVenueId(venueIds: readonly string[]): Promise<readonly CancelAnswer[]> {
    return Promise.all(venueIds.map((venueId) => this.#cancelOne(venueId)));
  }

  async find(clientId: string): ReturnType<Gateway['find']> {
    const order = await this.#lookUp(clientId);
    if (order === null) return 'unknown';
    const { id: venueId, status, filled_qty } = order;
    return { venueId, isOpen: !ENDED.has(status), filledLots: this.#lots(filled_qty), status };
  }

  async account(sinceVenueMs: number): Promise<AccountNow> {
    const sentMs = Date.now();
    const { timestamp } = await this.#requests.get(wire.Clock, 'clock');
    const clockOffsetMs = timestamp - (sentMs + Date.now()) / 2;
    const account = await this.#requests.get(wire.Account, 'account');
    const before = await this.#positionLots();
    const fills = await this.#fillsSince(sinceVenueMs);
    const orders = await this.#open(wire.Orders);
    const after = await this.#positionLots();
    return {
      openOrders: orders.map(({ id: venueId, client_order_id: clientId, side, limit_price, qty, filled_qty }) => ({
        venueId,
        clientId,
        side,
        // An order at the market, or over a value, has neither: it is shown so that it is not overlooked.
        priceTicks: limit_price === null ? 0 : exactTicks(this.grid, limit_price),
        leftLots: qty === null ? 0 : this.#lots(qty) - this.#lots(filled_qty),
      })),
      positionLots: before === after ? after : null,
      fills,
      clockOffsetMs,
      pause: pauseOf(account),
    };
  }

  /** Tells of orders and not of fills: the stream names a fill differently from the activities of the account, and it would count twice. */
  listen(hear: (news: News) => void): () => void {
    const { key, secret, wsUrl } = this.#account;
    return openPrivately(
      {
        url: async () => `${wsUrl}/stream`,
        subscriptions: [JSON.stringify({ action: 'auth', key, secret })],
        ping: null,
        // Its messages are JSON in binary frames.
        readsBinary: true,
        isConnectedWhenOpen: false,
        isSpent: async () => false,
        message: (message) => {
          const { stream, data } = wire.Message.safeParse(message).data ?? { stream: '', data: undefined };
          if (stream === 'authorization') {
            if (wire.Authorization.safeParse(data).data?.status !== 'authorized') return 'reopen';
            return [JSON.stringify({ action: 'listen', data: { streams: ['trade_updates'] } })];
          }
          if (stream === 'listening') return 'connected';
          const order = stream === 'trade_updates' ? wire.TradeUpdate.safeParse(data).data?.order : undefined;
          if (order !== undefined && this.#isOurs(order)) {
            const { id: venueId, client_order_id: clientId, status, filled_qty } = order;
            const filledLots = this.#lots(filled_qty);
            hear({ kind: 'order', clientId, venueId, isOpen: !ENDED.has(status), status, filledLots });
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

  async armDeadMan(): Promise<string | null> {
    return 'Alpaca does not cancel orders when a program falls silent';
  }

  async #cancelOne(venueId: string): Promise<CancelAnswer> {
    const replied = await this.#requests.send('DELETE', `orders/${encodeURIComponent(venueId)}`);
    if ('asked' in replied) return { kind: 'unresolved', text: 'the venue does not say yet what became of it' };
    if ('lost' in replied) return { kind: 'unresolved', text: replied.lost };
    const { status, text, waitMs } = replied.refusal;
    if (waitMs > 0) return { kind: 'limited', text, waitMs };
    // 422: its state does not allow it any more.
    return status === 404 || status === 422 ? { kind: 'not-open' } : { kind: 'unresolved', text };
  }

  async #lookUp(clientId: string): Promise<wire.WireOrder | null> {
    const path = `orders:by_client_order_id?client_order_id=${encodeURIComponent(clientId)}`;
    return this.#requests.find(wire.Order, path);
  }

  async #open<T extends { readonly symbol: string }>(schema: z.ZodType<T[]>): Promise<T[]> {
    const symbols = encodeURIComponent(this.#symbol);
    const orders = await this.#requests.get(schema, `orders?status=open&limit=${ORDERS}&symbols=${symbols}`);
    if (orders.length >= ORDERS)
      throw new GatewayError(`alpaca shows ${orders.length} open orders, and there may be more`);
    return orders.filter((order) => this.#isOurs(order));
  }

  /** It has none where nothing is held. */
  async #positionLots(): Promise<number> {
    const held = await this.#requests.find(wire.Position, `positions/${this.#symbol.replace('/', '')}`);
    return held === null ? 0 : this.#lots(held.qty);
  }

  async #fillsSince(sinceMs: number): Promise<Fill[]> {
    const found = new Map<string, Fill>();
    const after = encodeURIComponent(new Date(Math.max(0, Math.floor(sinceMs) - 1)).toISOString());
    for (let more = ''; ; ) {
      const path = `account/activities/FILL?after=${after}&direction=asc&page_size=${FILLS}${more}`;
      const page = await this.#requests.get(wire.Fills, path);
      for (const fill of page) if (this.#isOurs(fill)) found.set(fill.id, await this.#fill(fill));
      const last = page.at(-1);
      if (last === undefined || page.length < FILLS) return [...found.values()];
      more = `&page_token=${encodeURIComponent(last.id)}`;
    }
  }

  async #fill({
    id: tradeId,
    order_id: venueId,
    side,
    price,
    qty,
    transaction_time: venueMs,
  }: wire.WireFill): Promise<Fill> {
    let clientId = this.#clientIds.get(venueId);
    if (clientId === undefined) {
      clientId = (await this.#requests.get(wire.Order, `orders/${encodeURIComponent(venueId)}`)).client_order_id;
      this.#clientIds.set(venueId, clientId);
    }
    // The venue does not say with a fill what it took, nor whether it made or took: the most that it can be.
    const fee = price * Number(qty) * this.fees.taker;
    return { tradeId, venueId, clientId, side, price, lots: this.#lots(qty), fee, venueMs };
  }

  #isOurs({ symbol }: { readonly symbol: string }): boolean {
    return symbol.replace('/', '') === this.#symbol.replace('/', '');
  }

  /** Whole lots. A fee that was taken from what was bought can leave a part of one, which counts as none. */
  #lots(size: string): number {
    return Number(unitsOf(size) / unitsOf(this.#lot));
  }
}

function pauseOf(account: wire.WireAccount): string | null {
  const { status, crypto_status, account_blocked, trading_blocked, trade_suspended_by_user } = account;
  if (status !== 'ACTIVE') return `the venue says that the account is ${status}`;
  if (crypto_status !== 'ACTIVE') return `the venue says that crypto is ${crypto_status} for this account`;
  if (account_blocked || trading_blocked || trade_suspended_by_user) return 'the venue says that trading is blocked';
  return null;
}
