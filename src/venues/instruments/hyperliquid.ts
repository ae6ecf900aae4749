/**
 * Hyperliquid's perpetuals and spot markets.
 *
 * A price has at most five significant digits and at most 6 − szDecimals (spot: 8 − szDecimals) decimals; whole numbers are
 * always allowed. So the tick changes with the price: 0.001 at 99.5 and 0.01 at 100.5. ccxt gives the tick of the moment as if
 * it were fixed, and for a market without a price a tick of its own making. Here the tick is that of the present price, a market
 * without a price is left out, and a price near a change is noted.
 *
 * Spot markets name their tokens by number. Numbers of tokens that are gone are missing from the list of tokens, and ccxt, which
 * counts places instead, then takes name and lot size of another token: {@link alignTokens} puts each token in its place before
 * ccxt reads the list.
 */

import { z } from 'zod';
import type { CcxtMarket } from './ccxtMarkets.ts';
import { checkedInstrument, type Reading } from './venueInstrument.ts';

const SIGNIFICANT_DIGITS = 5;
const MOST_DECIMALS = { swap: 6, spot: 8 } as const;
/** A change of the tick within this share of the price is noted. */
const NEAR = 0.25;

export function readHyperliquid(market: CcxtMarket): Reading {
  const { type, info } = market;
  if (type !== 'swap' && type !== 'spot') return `tune does not trade contracts of the kind ${type}`;
  if (type === 'spot' && info.coin !== market.id) return `its price is that of another market (${String(info.coin)})`;
  const price = positive(info.midPx) ?? positive(info.markPx);
  if (price === null) return 'it has no price, and the tick follows from the price';
  // ccxt counts a lot of 10^−szDecimals.
  const sizeDecimals = Math.round(-Math.log10(market.precision.amount ?? Number.NaN));
  if (!(sizeDecimals >= 0)) return 'the venue gives no lot size';
  const { maker, taker } = market;
  if (typeof maker !== 'number' || typeof taker !== 'number') return 'its fees are not known';
  const mostDecimals = MOST_DECIMALS[type] - sizeDecimals;
  const name = type === 'swap' ? market.baseName : `${market.baseName}/${market.quoteId}`;
  if (typeof market.baseName !== 'string' || typeof name !== 'string') return 'it has no name';
  return checkedInstrument({
    symbol: name,
    // Feeds subscribe to spot markets as @107, and to perpetuals by their name. ccxt's id of a perpetual is its place in a list.
    venueSymbol: type === 'swap' ? name : market.id,
    unifiedSymbol: market.symbol,
    base: market.baseName,
    contract: type === 'swap' ? 'linear' : 'spot',
    tickSize: hyperliquidTick(price, mostDecimals),
    lotSize: 10 ** -sizeDecimals,
    minNotional: market.limits.cost?.min ?? Number.NaN,
    makerFee: maker,
    takerFee: taker,
    quote: market.quote,
    minSize: null,
    maxSize: null,
    price,
    feesFrom: 'base tier',
    notes: tickChanges(price, mostDecimals),
  });
}

const spotAnswer = z.tuple([
  z.looseObject({ tokens: z.array(z.looseObject({ index: z.int().min(0).max(1e6) })) }),
  z.unknown(),
]);

/** An answer about spot markets with every token at the place of its number; any other answer as it is. */
export function alignTokens(answer: unknown): unknown {
  const spot = spotAnswer.safeParse(answer).data;
  if (spot === undefined) return answer;
  const [meta, contexts] = spot;
  const byNumber = new Map(meta.tokens.map((token) => [token.index, token]));
  const last = Math.max(-1, ...byNumber.keys());
  return [{ ...meta, tokens: Array.from({ length: last + 1 }, (_, number) => byNumber.get(number) ?? null) }, contexts];
}

/** The price step at a price, in quote currency. @param mostDecimals that the market allows at any price */
export function hyperliquidTick(price: number, mostDecimals: number): number {
  const decimals = Math.min(mostDecimals, SIGNIFICANT_DIGITS - 1 - exponentOf(price));
  return Number(`1e${-Math.max(0, decimals)}`);
}

function tickChanges(price: number, mostDecimals: number): readonly string[] {
  const tick = hyperliquidTick(price, mostDecimals);
  const [below, above] = [Number(`1e${exponentOf(price)}`), Number(`1e${exponentOf(price) + 1}`)];
  const notes: string[] = [];
  const coarser = hyperliquidTick(above, mostDecimals);
  if (coarser !== tick && above / price - 1 <= NEAR) {
    notes.push(
      `From ${above} on (${percent(above / price - 1)} above the price of now) the venue takes ticks of ${coarser} only.`,
    );
  }
  const finer = hyperliquidTick(below / 2, mostDecimals);
  if (finer !== tick && 1 - below / price <= NEAR) {
    notes.push(`Below ${below} (${percent(1 - below / price)} below the price of now) the venue's tick is ${finer}.`);
  }
  return notes;
}

/** 92,000 is 9.2e4: 4. */
function exponentOf(price: number): number {
  return Number(price.toExponential().split('e')[1]);
}

function positive(text: unknown): number | null {
  const value = typeof text === 'string' || typeof text === 'number' ? Number(text) : Number.NaN;
  return value > 0 && Number.isFinite(value) ? value : null;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
