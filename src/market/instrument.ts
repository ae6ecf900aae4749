/** What is quoted: the grid of prices and sizes, and what a trade costs. */

/**
 * How a contract pays. Only `linear` (and the cash contracts that value alike: `spot`, `equity`, `binary`)
 * are settled in the quote currency; `inverse` contracts are worth a fixed amount of quote currency and settled in base.
 */
export type ContractType = 'linear' | 'spot' | 'equity' | 'binary' | 'inverse';

export interface Instrument {
  readonly symbol: string;
  readonly contract: ContractType;
  /** Smallest price step, in quote currency. */
  readonly tickSize: number;
  /** Smallest size step, in base units (coins, shares, contracts). */
  readonly lotSize: number;
  /** Smallest accepted order value, in quote currency. */
  readonly minNotional: number;
  /** Fee on passive fills in basis points of their value; negative is a rebate. */
  readonly makerFeeBps: number;
  /** Fee on aggressive fills in basis points of their value. */
  readonly takerFeeBps: number;
}

/**
 * A BTC perpetual with the seeds' terms: ticks of 0.1, lots of 0.00001 BTC, a maker rebate of 0.005 %.
 * The taker fee is the 0.03 % of the venue's API fee table.
 */
export const btcUsdPerp: Instrument = {
  symbol: 'BTC-USD-PERP',
  contract: 'linear',
  tickSize: 0.1,
  lotSize: 0.00001,
  minNotional: 10,
  makerFeeBps: -0.5,
  takerFeeBps: 3,
};

/** Value of one lot at one tick, in quote currency: P&L in quote = P&L in tick·lots × this. */
export function tickLotValue(instrument: Instrument): number {
  return instrument.tickSize * instrument.lotSize;
}

/** Value in quote currency of `lots` at `priceTicks` (both may be fractional). */
export function notional(instrument: Instrument, priceTicks: number, lots: number): number {
  return Math.abs(priceTicks * lots) * tickLotValue(instrument);
}
