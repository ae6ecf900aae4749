/** Position, cash and fees from fills, each counted once by its trade id, in whatever order and however often they are told. */

import type { Fill, FundingPayment } from './gateway.ts';

/** Fills of so long before the newest one are kept no more: a fill that old is known. */
const KEPT_MS = 86_400_000;

export class Ledger {
  readonly #lotSize: number;
  readonly #fills = new Map<string, Fill>();
  readonly #before = new Set<string>();
  #count = 0;
  #positionLots = 0;
  #cash = 0;
  #fees = 0;
  #newestMs: number | null = null;
  #openedMs: number | null = null;
  #newestPaymentMs: number | null = null;
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
    if (this.has(fill)) return false;
    this.#fills.set(fill.tradeId, fill);
    this.#count++;
    const lots = fill.side === 'buy' ? fill.lots : -fill.lots;
    this.#positionLots += lots;
    this.#cash -= lots * this.#lotSize * fill.price + fill.fee;
    this.#fees += fill.fee;
    this.#newestMs = Math.max(this.#newestMs ?? fill.venueMs, fill.venueMs);
    this.#forget();
    return true;
  }

  /** A payment of funding, counted once by its id. */
  pay({ id, amount, venueMs }: FundingPayment): void {
    if (this.#payments.has(id)) return;
    this.#newestPaymentMs = Math.max(this.#newestPaymentMs ?? venueMs, venueMs);
    this.#payments.add(id);
    this.#funding += amount;
    this.#cash += amount;
  }

  /** Whether it was counted, or is in the position at the beginning. */
  has({ tradeId, venueMs }: Pick<Fill, 'tradeId' | 'venueMs'>): boolean {
    return this.#fills.has(tradeId) || this.#before.has(tradeId) || venueMs < this.#keptFromMs;
  }

  /** Those of the last day. */
  get fills(): readonly Fill[] {
    return [...this.#fills.values()];
  }
  /** Of all fills. */
  get count(): number {
    return this.#count;
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
  /** Venue time of the newest payment of funding; null before it. */
  get newestPaymentMs(): number | null {
    return this.#newestPaymentMs;
  }
  /** Venue time of the newest fill or of the beginning; null before it. */
  get newestMs(): number | null {
    return this.#newestMs;
  }

  get #keptFromMs(): number {
    return this.#newestMs === null ? Number.NEGATIVE_INFINITY : this.#newestMs - KEPT_MS;
  }

  /** The first that were told are nearly always the oldest. */
  #forget(): void {
    for (const [tradeId, { venueMs }] of this.#fills) {
      if (venueMs >= this.#keptFromMs) return;
      this.#fills.delete(tradeId);
    }
  }
}
