/** The venues that tune knows, in the order in which they are listed. */

import { ExplainedError } from '../market/explainedError.ts';
import { similarNames } from '../market/similarNames.ts';
import { BINANCE_ADDRESSES } from './binance/binanceFeed.ts';
import { HYPERLIQUID_ADDRESSES } from './hyperliquid/hyperliquidFeed.ts';
import { readBinance } from './instruments/binance.ts';
import type { CcxtMarket } from './instruments/ccxtMarkets.ts';
import { alignTokens, readHyperliquid } from './instruments/hyperliquid.ts';
import { readLighter } from './instruments/lighter.ts';
import { readParadex } from './instruments/paradex.ts';
import type { Reading } from './instruments/venueInstrument.ts';
import { PARADEX_ADDRESSES } from './paradex/paradexFeed.ts';

/** Names in settings and flags. */
export type VenueName = 'hyperliquid' | 'binance' | 'binance-coinm' | 'binance-spot' | 'paradex' | 'lighter';

export interface KnownVenue {
  readonly name: VenueName;
  /** For a person: `Binance USD-M futures`. */
  readonly title: string;
  /** The venue's own REST address, without a slash at its end. */
  readonly restUrl: string;
  /** The class of ccxt that asks for its markets, and which kinds of markets it asks for. */
  readonly ccxtId: string;
  readonly types: readonly string[];
  /** Corrects an answer of the venue before ccxt reads it; left out where that is not needed. */
  readonly corrected?: (answer: unknown) => unknown;
  readonly readMarket: (market: CcxtMarket) => Reading;
}

export const knownVenues: readonly KnownVenue[] = [
  {
    name: 'hyperliquid',
    title: 'Hyperliquid perpetuals and spot',
    restUrl: HYPERLIQUID_ADDRESSES.restUrl,
    ccxtId: 'hyperliquid',
    // Not hip3: these perpetuals of other deployers have fees that the list does not hold.
    types: ['swap', 'spot'],
    corrected: alignTokens,
    readMarket: readHyperliquid,
  },
  {
    name: 'binance',
    title: 'Binance USD-M futures',
    restUrl: BINANCE_ADDRESSES.restUrl,
    ccxtId: 'binanceusdm',
    types: ['linear'],
    readMarket: readBinance,
  },
  {
    name: 'binance-coinm',
    title: 'Binance COIN-M futures',
    restUrl: 'https://dapi.binance.com',
    ccxtId: 'binancecoinm',
    types: ['inverse'],
    readMarket: readBinance,
  },
  {
    name: 'binance-spot',
    title: 'Binance spot',
    restUrl: 'https://api.binance.com',
    ccxtId: 'binance',
    types: ['spot'],
    readMarket: readBinance,
  },
  {
    name: 'paradex',
    title: 'Paradex perpetuals',
    restUrl: PARADEX_ADDRESSES.restUrl,
    ccxtId: 'paradex',
    types: [],
    readMarket: readParadex,
  },
  {
    name: 'lighter',
    title: 'Lighter perpetuals and spot',
    restUrl: 'https://mainnet.zklighter.elliot.ai',
    ccxtId: 'lighter',
    types: [],
    readMarket: readLighter,
  },
];

/** There is no such venue or instrument; names those that are nearest. */
export class UnknownName extends ExplainedError {
  override name = 'UnknownName';
  readonly errorKind = 'not-found';
}

/** @throws UnknownName */
export function venueNamed(name: string): KnownVenue {
  const found = knownVenues.find((venue) => venue.name === name.toLowerCase());
  if (found !== undefined) return found;
  if (/^ccxt:/i.test(name)) {
    throw new UnknownName(
      `${name} can be recorded, and nothing else: ccxt's ticks, lots and fees are not checked, so take them from the venue's own pages.`,
    );
  }
  const names = knownVenues.map((venue) => venue.name);
  const [near] = similarNames(name, names, 1);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new UnknownName(`tune does not know the venue ${JSON.stringify(name)}${hint} Known: ${names.join(', ')}`);
}
