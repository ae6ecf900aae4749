/** Position, cash and fees from fills, each counted once by its trade id, in whatever order and however often they are told. */

import type { Fill } from './gateway.ts';

export class Ledger {
  readonly #lotSize: number;
  readonly #fills = new Map<string, Fill>();
  readonly #before = new Set<string>();
  #positionLots = 0;
  #cash = 0;
  #fees = 0;
  #newestMs: number | null = null;
  #openedMs: number | null = null;
  readonly #payments = new Set<string>();
  #funding = 0;

  constructor(lotSize: number) {
    this.#lotSize = lotSize;
  }

  /** Begins with a position; the trades that made it are not counted again. Cash begins at 0. */
  open(positionLots: number, tradeIds: readonly string[], venueMs: number): void {
    this.#positionLots = positionLots;
    for (const id of tradeIds) this.#before.add(id);
    this.#newestMs = venueMs;
    this.#openedMs = venueMs;
  }

  /** Whether the fill was new. */
  add(fill: Fill): boolean {
    if (this.has(fill.tradeId)) return false;
    this.#fills.set(fill.tradeId, fill);
    const lots = fill.side === 'buy' ? fill.lots : -fill.lots;
    this.#positionLots += lots;
    this.#cash -= lots * this.#lotSize * fill.price + fill.fee;
    this.#fees += fill.fee;
    this.#newestMs = Math.max(this.#newestMs ?? fill.venueMs, fill.venueMs);
    return true;
  }

  /**
   * A payment of funding, counted once by its id.
   * @param amount quote currency; positive is received
   */
  pay(id: string, amount: number): void {
    if (this.#payments.has(id)) return;
    this.#payments.add(id);
    this.#funding += amount;
    this.#cash += amount;
  }

  has(tradeId: string): boolean {
    return this.#fills.has(tradeId) || this.#before.has(tradeId);
  }

  get fills(): readonly Fill[] {
    return [...this.#fills.values()];
  }
  get count(): number {
    return this.#fills.size;
  }
  /** Long positive. */
  get positionLots(): number {
    return this.#positionLots;
  }
  /** Quote currency, fees paid, funding received; 0 at the beginning. */
  get cash(): number {
    return this.#cash;
  }
  /** Quote currency; negative is received. */
  get fees(): number {
    return this.#fees;
  }
  /** Quote currency; positive is received. */
  get funding(): number {
    return this.#funding;
  }
  hasPayment(id: string): boolean {
    return this.#payments.has(id);
  }
  /** Venue time of the beginning; null before it. */
  get openedMs(): number | null {
    return this.#openedMs;
  }
  /** Venue time of the newest fill or of the beginning; null before it. */
  get newestMs(): number | null {
    return this.#newestMs;
  }
}
