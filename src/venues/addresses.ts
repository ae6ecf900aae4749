/** Where the market data of a venue comes from, and which other addresses are taken. */

import { ExplainedError } from '../market/explainedError.ts';
import type { FeedVenue } from '../market/feedVenue.ts';
import { BINANCE_ADDRESSES } from './binance/binanceFeed.ts';
import { HYPERLIQUID_ADDRESSES } from './hyperliquid/hyperliquidFeed.ts';

export interface VenueAddresses {
  readonly restUrl: string;
  readonly wsUrl: string;
}

const OWN: Readonly<Record<FeedVenue, VenueAddresses>> = {
  hyperliquid: HYPERLIQUID_ADDRESSES,
  binance: BINANCE_ADDRESSES,
};

/** An address that is no place for market data. */
export class AddressError extends ExplainedError {
  override name = 'AddressError';
  readonly errorKind = 'usage';
}

/**
 * The addresses of a venue: its own, or the `given` ones where they are not empty.
 * @param isAllowed whether the user allowed addresses elsewhere; on this machine they always are
 * @param notify takes a sentence for each address that is not the venue's own
 * @throws AddressError
 */
export function addressesOf(
  venue: FeedVenue,
  given: VenueAddresses,
  isAllowed: boolean,
  notify: (text: string) => void,
): VenueAddresses {
  const checked = (key: 'rest_url' | 'ws_url', own: string, other: string, schemes: readonly string[]): string => {
    if (other === '' || other === own) return own;
    const url = URL.parse(other);
    if (url === null || !schemes.includes(url.protocol)) {
      throw new AddressError(
        `venue.${key} = ${other}: an address that begins with ${schemes.join('// or ')}// is needed`,
      );
    }
    if (!isAllowed && !isLoopback(url.hostname)) {
      throw new AddressError(
        `venue.${key} = ${other} is not the address of ${venue} (${own}), and not on this machine: whoever answers there decides what the tape holds. With --allow-endpoint it is used.`,
      );
    }
    notify(`WARNING: market data of ${venue} comes from ${other}, and not from ${own} (venue.${key})`);
    return other;
  };
  const own = OWN[venue];
  return {
    restUrl: checked('rest_url', own.restUrl, given.restUrl, ['https:', 'http:']),
    wsUrl: checked('ws_url', own.wsUrl, given.wsUrl, ['wss:', 'ws:']),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
