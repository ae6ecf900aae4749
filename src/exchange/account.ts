/** The account of a lane: position, cash, fees, funding. The exchange keeps one, and the trader keeps one of what it knows. */

import { type Instrument, inverseLotValue, tickLotValue } from '../market/instrument.ts';
import { BID, type BookSide } from '../market/tape.ts';

export class Account {
  inventoryLots = 0;
  /** Sums in quote currency, each part as it was worth when it was paid. */
  feesPaid = 0;
  rebates = 0;
  fundingPaid = 0;

  readonly #instrument: Instrument;
  readonly #inverse: boolean;
  /** Quote currency per unit of `#cash`: of a tick·lot, or of an inverse lot. */
  readonly #unit: number;
  /** Linear: −Σ price × signed lots, in tick·lots, exact. Inverse: Σ signed lots / price. */
  #cash = 0;
  /**
   * Fees and funding of an inverse contract, paid less received: it settles in base, so that they are worth what the base is
   * worth when they are counted. In quote currency per tick of the price at which they are counted.
   */
  #charged = 0;
  /** Σ price × lots in tick·lots; inverse: Σ lots. */
  #traded = 0;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    this.#inverse = instrument.contract === 'inverse';
    this.#unit = this.#inverse ? inverseLotValue(instrument) : tickLotValue(instrument);
  }

  /** Traded value in quote currency. */
  get volume(): number {
    return this.#traded * this.#unit;
  }

  /** Books a trade with the fee that the instrument says, and returns that fee in quote currency; negative is a rebate. */
  trade(side: BookSide, priceTicks: number, lots: number, maker: boolean): number {
    const traded = this.#inverse ? lots : priceTicks * lots;
    const bps = maker ? this.#instrument.makerFeeBps : this.#instrument.takerFeeBps;
    const fee = (traded * this.#unit * bps) / 10_000;
    this.book(side, priceTicks, lots, fee);
    return fee;
  }

  /** Takes over a position that was there before, at a price: it is worth nothing then, and no trade of ours. */
  begin(lots: number, priceTicks: number): void {
    this.inventoryLots += lots;
    this.#cash -= this.#inverse ? -lots / priceTicks : priceTicks * lots;
  }

  /** Books a trade whose fee is known, quote currency. */
  book(side: BookSide, priceTicks: number, lots: number, fee: number): void {
    const signed = side === BID ? lots : -lots;
    const traded = this.#inverse ? lots : priceTicks * lots;
    this.inventoryLots += signed;
    this.#cash -= this.#inverse ? -signed / priceTicks : priceTicks * signed;
    this.#traded += traded;
    if (fee >= 0) this.feesPaid += fee;
    else this.rebates -= fee;
    if (this.#inverse) this.#charged += fee / priceTicks;
  }

  /** Pays the position out at a price, without a trade and its fee. Returns what it paid in quote currency: a short owes it. */
  settle(priceTicks: number): number {
    const paid = priceTicks * this.inventoryLots;
    this.#cash += paid;
    this.inventoryLots = 0;
    return paid * this.#unit;
  }

  /** Longs pay `rate` of the position's value, shorts receive it. */
  fund(markTicks: number, rate: number): void {
    const value = this.#inverse ? this.inventoryLots : this.inventoryLots * markTicks;
    const paid = value * this.#unit * rate;
    this.fundingPaid += paid;
    if (this.#inverse) this.#charged += paid / markTicks;
  }

  /** Profit in quote currency with the position marked at a mid. */
  profitAt(midTicks: number): number {
    if (this.#inverse) return this.#inverseProfitAt(midTicks);
    let gross = this.#cash;
    if (this.inventoryLots !== 0) gross += this.inventoryLots * midTicks;
    return gross * this.#unit - this.feesPaid + this.rebates - this.fundingPaid;
  }

  /** All that an inverse contract earns and costs is base currency, counted at the mid. */
  #inverseProfitAt(midTicks: number): number {
    let gross = this.#cash;
    if (this.inventoryLots !== 0) gross -= this.inventoryLots / midTicks;
    const earned = gross * this.#unit - this.#charged;
    return earned === 0 ? 0 : earned * midTicks;
  }
}
