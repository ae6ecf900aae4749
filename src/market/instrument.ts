/** What is quoted: the grid of prices and sizes, and what a trade costs. */

/**
 * How a contract pays. Only `linear` (and the cash contracts that value alike: `spot`, `equity`, `binary`)
 * are settled in the quote currency; `inverse` contracts are worth a fixed amount of quote currency and settled in base.
 */
export type ContractType = 'linear' | 'spot' | 'equity' | 'binary' | 'inverse';

/** What a symbol may look like: it stands in settings, file names and tables. */
export const instrumentSymbol: RegExp = /^[A-Za-z0-9._:/-]{1,32}$/;

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
  /** Quote currency that one `inverse` contract is worth, e.g. 100 USD; 1 when left out. Other contracts have none. */
  readonly contractValue?: number;
  /** Code of the quote currency, e.g. EUR; USD when left out. */
  readonly quoteCurrency?: string;
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

/** Value of one lot of an inverse contract, in quote currency, whatever the price. */
export function inverseLotValue({ contractValue = 1, lotSize }: Instrument): number {
  return contractValue * lotSize;
}

/** Value in quote currency of `lots` at `priceTicks` (both may be fractional). */
export function notional(instrument: Instrument, priceTicks: number, lots: number): number {
  if (instrument.contract === 'inverse') return Math.abs(lots) * inverseLotValue(instrument);
  return Math.abs(priceTicks * lots) * tickLotValue(instrument);
}

/**
 * Value in quote currency of the smallest order at `priceTicks`: the fewest whole lots that are worth `minNotional`, and
 * at least one.
 */
export function smallestOrder(instrument: Instrument, priceTicks: number): number {
  const lot = notional(instrument, priceTicks, 1);
  // A hair less: a quotient that should be whole may come out above.
  return lot * Math.max(1, Math.ceil(instrument.minNotional / lot - 1e-9));
}

/** Lots, fractional, that are worth `value` of quote currency at `priceTicks`. */
export function lotsWorth(instrument: Instrument, value: number, priceTicks: number): number {
  return value / notional(instrument, priceTicks, 1);
}

/**
 * Profit in quote currency of `signedLots` traded at `fromTicks` and marked at `toTicks`. An inverse contract pays
 * contracts × value × (1/from − 1/to) in base, which is counted here at the price `to`.
 */
export function markedProfit(instrument: Instrument, signedLots: number, fromTicks: number, toTicks: number): number {
  if (instrument.contract === 'inverse') return signedLots * inverseLotValue(instrument) * (toTicks / fromTicks - 1);
  return signedLots * (toTicks - fromTicks) * tickLotValue(instrument);
}
