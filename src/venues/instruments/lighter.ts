/**
 * Lighter's perpetuals and spot markets. ccxt hands out the venue's `quote_multiplier` (10,000 for ETH) as the size of a
 * contract; sizes are in base units, whatever that factor is.
 */

import type { CcxtMarket } from './ccxtMarkets.ts';
import { checkedInstrument, type Reading } from './venueInstrument.ts';

export function readLighter(market: CcxtMarket): Reading {
  const { type, precision, limits, info, maker, taker } = market;
  if (type !== 'swap' && type !== 'spot') return `tune does not trade contracts of the kind ${type}`;
  if (typeof maker !== 'number' || typeof taker !== 'number') return "the venue's answer holds no fees";
  const name = info.symbol;
  if (typeof name !== 'string') return 'it has no name';
  const price = Number(info.last_trade_price);
  return checkedInstrument({
    symbol: name,
    // Requests and feeds name a market by its number.
    venueSymbol: market.id,
    unifiedSymbol: market.symbol,
    base: market.base,
    contract: type === 'swap' ? 'linear' : 'spot',
    tickSize: precision.price ?? Number.NaN,
    lotSize: precision.amount ?? Number.NaN,
    minNotional: limits.cost?.min ?? Number.NaN,
    makerFee: maker,
    takerFee: taker,
    quote: market.quote,
    minSize: limits.amount?.min ?? null,
    maxSize: null,
    price: price > 0 && Number.isFinite(price) ? price : null,
    feesFrom: 'venue',
    notes: [
      'These are the fees of a standard account, whose orders wait 200 to 300 ms; premium accounts pay 0.4 / 2.8 bps.',
    ],
  });
}
