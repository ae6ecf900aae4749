/** The binary contract of benchmarks and of the five strategies. */

import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';

/** A contract that pays 0 or 1, in ticks so small that the moves of the families are several of them: a hundredth of a cent. */
export const odds: Instrument = {
  ...btcUsdPerp,
  symbol: 'ODDS',
  contract: 'binary',
  tickSize: 0.0001,
  lotSize: 1,
  minNotional: 1,
};
