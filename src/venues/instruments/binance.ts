/**
 * Binance's USD-M and COIN-M perpetuals and its spot markets. Lists of instruments hold no fees; ccxt has those of a new account
 * in its code. Contracts quoted in USDC have other fees at times, which only an account can ask for.
 */

import type { CcxtMarket } from './ccxtMarkets.ts';
import { checkedInstrument, type Reading } from './venueInstrument.ts';

export function readBinance(market: CcxtMarket): Reading {
  const { type, precision, limits, maker, taker, settle } = market;
  if (type === 'future') return 'it is a dated future';
  if (type !== 'swap' && type !== 'spot') return `tune does not trade contracts of the kind ${type}`;
  if (typeof maker !== 'number' || typeof taker !== 'number') return 'its fees are not known';
  const inverse = type === 'swap' && market.inverse === true;
  if (type === 'swap' && !inverse && market.linear !== true)
    return `it is settled in ${settle}, neither quote nor base`;
  const contractSize = type === 'spot' ? 1 : (market.contractSize ?? Number.NaN);
  if (!inverse && contractSize !== 1) return `a contract of ${contractSize} base units is not known at this venue`;
  const minSize = limits.amount?.min ?? null;
  return checkedInstrument({
    symbol: market.id,
    venueSymbol: market.id,
    unifiedSymbol: market.symbol,
    base: market.base,
    contract: inverse ? 'inverse' : type === 'swap' ? 'linear' : 'spot',
    tickSize: precision.price ?? Number.NaN,
    lotSize: precision.amount ?? Number.NaN,
    // COIN-M has no smallest value, but a smallest number of contracts, each worth a fixed amount.
    minNotional: inverse ? (minSize ?? 1) * contractSize : (limits.cost?.min ?? Number.NaN),
    makerFee: maker,
    takerFee: taker,
    ...(inverse ? { contractValue: contractSize } : {}),
    quote: market.quote,
    minSize,
    maxSize: limits.amount?.max ?? null,
    price: null,
    feesFrom: 'base tier',
    notes:
      market.quote === 'USDC' && type === 'swap' ? ['Fees of USDC contracts often differ from the base tier.'] : [],
  });
}
