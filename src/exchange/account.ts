/** A lane's account: position, cash, fees, funding; one at the exchange, one as the desk knows it. */

import { type Instrument, inverseLotValue, tickLotValue } from '../market/instrument.ts';
import { BID, type BookSide } from '../market/tape.ts';

export class Account {
  inventoryLots = 0;
  feesPaid = 0;
  rebates = 0;
  fundingPaid = 0;

  readonly #instrument: Instrument;
  readonly #inverse: boolean;
  /** Quote currency per unit of `#cash`: of a tick·lot, or of an inverse lot. */
  readonly #unit: number;
  /** Linear: −Σ price × signed lots, in tick·lots, exact. Inverse: Σ signed lots / price. */
  #cash = 0;
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

  /** Books a trade and returns its fee in quote currency; negative is a rebate. */
  trade(side: BookSide, priceTicks: number, lots: number, maker: boolean): number {
    const signed = side === BID ? lots : -lots;
    const traded = this.#inverse ? lots : priceTicks * lots;
    const bps = maker ? this.#instrument.makerFeeBps : this.#instrument.takerFeeBps;
    const fee = (traded * this.#unit * bps) / 10_000;
    this.inventoryLots += signed;
    this.#cash -= this.#inverse ? -signed / priceTicks : priceTicks * signed;
    this.#traded += traded;
    if (fee >= 0) this.feesPaid += fee;
    else this.rebates -= fee;
    return fee;
  }

  /** Longs pay `rate` of the position's value, shorts receive it. */
  fund(markTicks: number, rate: number): void {
    const value = this.#inverse ? this.inventoryLots : this.inventoryLots * markTicks;
    this.fundingPaid += value * this.#unit * rate;
  }

  /** Profit in quote currency with the position marked at a mid. */
  profitAt(midTicks: number): number {
    let gross = this.#cash;
    if (this.inventoryLots !== 0)
      gross += this.#inverse ? -this.inventoryLots / midTicks : this.inventoryLots * midTicks;
    // What an inverse contract has earned is base currency, counted at the mid.
    const scale = this.#inverse && gross !== 0 ? this.#unit * midTicks : this.#unit;
    return gross * scale - this.feesPaid + this.rebates - this.fundingPaid;
  }
}
