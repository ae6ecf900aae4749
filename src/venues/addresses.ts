/** Where the market data of a venue comes from. */

import { type FeedVenue, ownFeedOf } from '../market/feedVenue.ts';
import { BINANCE_ADDRESSES } from './binance/binanceFeed.ts';
import { HYPERLIQUID_ADDRESSES } from './hyperliquid/hyperliquidFeed.ts';
import { PARADEX_ADDRESSES } from './paradex/paradexFeed.ts';
import { AddressError, venueAddress } from './venueAddress.ts';

/** Without a slash at their ends. */
export interface VenueAddresses {
  readonly restUrl: string;
  readonly wsUrl: string;
}

const OWN = {
  hyperliquid: HYPERLIQUID_ADDRESSES,
  binance: BINANCE_ADDRESSES,
  paradex: PARADEX_ADDRESSES,
} as const;

/**
 * The addresses of a venue: its own, or the `given` ones where they are not empty. Both are empty for a venue that is heard through
 * ccxt at its own addresses, which ccxt knows.
 * @param isAllowed whether the user allowed addresses elsewhere; on this machine they always are
 * @param notify takes a warning for each address that is not the venue's own
 * @throws AddressError
 */
export function addressesOf(
  venue: FeedVenue,
  given: { readonly restUrl: string; readonly wsUrl: string },
  isAllowed: boolean,
  notify: (text: string) => void,
): VenueAddresses {
  const ownFeed = ownFeedOf(venue);
  const own = ownFeed === undefined ? { restUrl: null, wsUrl: null } : OWN[ownFeed];
  if (ownFeed === undefined && (given.restUrl === '') !== (given.wsUrl === '')) {
    throw new AddressError(
      `venue.rest_url and venue.ws_url: ${venue} is asked over both; set both, or neither for the venue's own.`,
    );
  }
  const rest = venueAddress({
    venue,
    setting: 'venue.rest_url',
    kind: 'rest',
    own: own.restUrl,
    wanted: given.restUrl,
    isAllowed,
  });
  const stream = venueAddress({
    venue,
    setting: 'venue.ws_url',
    kind: 'stream',
    own: own.wsUrl,
    wanted: given.wsUrl,
    isAllowed,
  });
  for (const { warning } of [rest, stream]) if (warning !== null) notify(`WARNING: ${warning}`);
  return { restUrl: rest.url, wsUrl: stream.url };
}
