import { ccxtIdOf, type FeedVenue } from '../market/feedVenue.ts';
import { CCXT_WEAKNESSES } from '../venues/ccxt/ccxtFeed.ts';
import { requireCcxtVenue } from '../venues/ccxt/ccxtStreams.ts';

/** Venues that are heard through ccxt and have a feed of their own too. */
const OWN_FEEDS: Readonly<Record<string, FeedVenue>> = {
  hyperliquid: 'hyperliquid',
  binanceusdm: 'binance',
  paradex: 'paradex',
};

/** Says of a venue that is heard through ccxt what that cannot give. @throws UnknownName where ccxt does not know the venue */
export function warnOfCcxt(venue: FeedVenue, notify: (text: string) => void): void {
  const id = ccxtIdOf(venue);
  if (id === undefined) return;
  requireCcxtVenue(id);
  const own = OWN_FEEDS[id];
  if (own !== undefined) notify(`WARNING: --venue ${own} is the feed that tune has of its own, which is better.`);
  notify(`WARNING: ${venue} is heard through ccxt, a fallback of lower quality:`);
  for (const weakness of CCXT_WEAKNESSES) notify(`  ${weakness}`);
}
