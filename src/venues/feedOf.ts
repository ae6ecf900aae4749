import { ccxtIdOf, type FeedVenue, ownFeedOf } from '../market/feedVenue.ts';
import type { VenueAddresses } from './addresses.ts';
import { binanceFeed } from './binance/binanceFeed.ts';
import { ccxtFeed } from './ccxt/ccxtFeed.ts';
import type { VenueFeed } from './feed/venueFeed.ts';
import { hyperliquidFeed } from './hyperliquid/hyperliquidFeed.ts';
import { paradexFeed } from './paradex/paradexFeed.ts';

/** The feed of a market. @param symbol as the venue writes it, or ccxt where it is heard through ccxt */
export function feedOf(venue: FeedVenue, symbol: string, addresses: VenueAddresses): VenueFeed {
  switch (ownFeedOf(venue)) {
    case 'hyperliquid':
      return hyperliquidFeed(symbol, addresses);
    case 'binance':
      return binanceFeed(symbol, addresses);
    case 'paradex':
      return paradexFeed(symbol, addresses);
    case undefined:
      return ccxtFeed({ id: ccxtIdOf(venue) ?? '', symbol, addresses });
  }
}
