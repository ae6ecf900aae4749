/** What Paradex knows of the orders, the fills and the position of an account in one market. */

import { type Fill, GatewayError } from '../../orders/gateway.ts';
import { lotsOf, type PriceGrid } from '../../orders/priceGrid.ts';
import { type ParadexRequests, read } from './paradexRequests.ts';
import * as wire from './paradexWire.ts';
import { isUnknown } from './paradexWords.ts';

/** Most fills of one answer. */
const PAGE = 100;

export class ParadexReading {
  readonly #requests: ParadexRequests;
  readonly #grid: PriceGrid;
  readonly #market: string;
  readonly #currency: string;
  /** Sides by order id: a fill tells the side of the taker. */
  readonly #sides = new Map<string, 'buy' | 'sell'>();

  constructor(requests: ParadexRequests, { symbol, settlement_currency }: wire.WireMarket, grid: PriceGrid) {
    this.#requests = requests;
    this.#grid = grid;
    this.#market = symbol;
    this.#currency = settlement_currency;
  }

  /** An order of ours was taken. */
  placed(venueId: string, side: 'buy' | 'sell'): void {
    this.#sides.set(venueId, side);
  }

  /** By client id the venue tells of open orders alone; all others are in the history. */
  async lookUp(clientId: string): Promise<wire.WireOrder | undefined> {
    const id = encodeURIComponent(clientId);
    const replied = await this.#requests.send('GET', `orders/by_client_id/${id}?${this.query}`);
    const isNotOpen = 'refusal' in replied && isUnknown(replied.refusal.code);
    if (!isNotOpen) {
      if ('asked' in replied) {
        const order = read(wire.Order, replied.asked.json);
        this.note(order);
        return order;
      }
      const text = 'lost' in replied ? replied.lost : replied.refusal.text;
      throw new GatewayError(`paradex, order: ${text}`, 'lost' in replied ? 0 : replied.refusal.waitMs);
    }
    const { results } = await this.#requests.get(wire.Orders, `orders-history?${this.query}&client_id=${id}`);
    const order = results.find(({ client_id }) => client_id === clientId);
    if (order !== undefined) this.note(order);
    return order;
  }

  /** Remembers the side of an order that the venue shows. */
  note({ id, side }: wire.WireOrder): 'buy' | 'sell' {
    const own = side === 'BUY' ? 'buy' : 'sell';
    this.#sides.set(id, own);
    return own;
  }

  filledLots({ size, remaining_size: left, avg_fill_price: price }: wire.WireOrder): number {
    return Number(price) > 0 ? lotsOf(this.#grid, size) - lotsOf(this.#grid, left) : 0;
  }

  /** The sign is that of the side, whether or not the size has one as well. */
  async positionLots(): Promise<number> {
    const { results } = await this.#requests.get(wire.Positions, 'positions');
    return results
      .filter(({ market }) => market === this.#market)
      .reduce((lots, { side, size }) => lots + (side === 'LONG' ? 1 : -1) * lotsOf(this.#grid, Math.abs(size)), 0);
  }

  /** The venue lists the newest first. */
  async fillsSince(sinceMs: number): Promise<Fill[]> {
    const found = new Map<string, Fill>();
    const since = Math.max(0, Math.floor(sinceMs));
    for (let more = ''; ; ) {
      const path = `fills?${this.query}&start_at=${since}&page_size=${PAGE}${more}`;
      const { results, next } = await this.#requests.get(wire.Fills, path);
      const before = found.size;
      for (const fill of results) if (fill.market === this.#market) found.set(fill.id, await this.fill(fill));
      if (next === null || next === undefined || next === '' || found.size === before) return [...found.values()];
      more = `&cursor=${encodeURIComponent(next)}`;
    }
  }

  /** @throws GatewayError where it cannot be counted: another currency, or an order that the venue does not know */
  async fill(fill: wire.WireFill): Promise<Fill> {
    if (fill.fee_currency !== this.#currency) {
      throw new GatewayError(
        `paradex took a fee in ${fill.fee_currency}, which is not counted here: switch off paying fees with it`,
      );
    }
    return {
      tradeId: fill.id,
      venueId: fill.order_id,
      clientId: fill.client_id || null,
      side: await this.#sideOf(fill),
      price: fill.price,
      lots: lotsOf(this.#grid, fill.size),
      fee: fill.fee,
      venueMs: fill.created_at,
    };
  }

  /** Of the order. The venue documents the side of a fill as that of the taker, and makers of both sides would be booked wrongly. */
  async #sideOf({ order_id, client_id, side }: wire.WireFill): Promise<'buy' | 'sell'> {
    if (!this.#sides.has(order_id) && client_id !== '') await this.lookUp(client_id);
    const own = this.#sides.get(order_id);
    if (own !== undefined) return own;
    // Without a client id it is not of ours, and moves nothing.
    if (client_id === '') return side === 'BUY' ? 'buy' : 'sell';
    throw new GatewayError(`paradex tells of a fill of order ${order_id} and knows no such order`);
  }

  get query(): string {
    return `market=${encodeURIComponent(this.#market)}`;
  }
}
