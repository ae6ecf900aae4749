/** Venues with a live feed of their own. The names are stored in settings and captures: never rename. */
export const feedVenues = ['hyperliquid', 'binance', 'paradex'] as const;
type OwnFeed = (typeof feedVenues)[number];

/** A venue with a live feed of its own, or any other one through ccxt, by ccxt's name of it: `ccxt:kraken`. */
export type FeedVenue = OwnFeed | `ccxt:${string}`;

const CCXT = /^ccxt:([a-z0-9]{2,40})$/;

export function isFeedVenue(name: unknown): name is FeedVenue {
  return typeof name === 'string' && (feedVenues.some((one) => one === name) || CCXT.test(name));
}

/** ccxt's name of a venue that is heard through it; undefined for a venue with a feed of its own. */
export function ccxtIdOf(venue: FeedVenue): string | undefined {
  return CCXT.exec(venue)?.[1];
}

/** Of a venue with a feed of its own; undefined for one through ccxt. */
export function ownFeedOf(venue: FeedVenue): OwnFeed | undefined {
  return feedVenues.find((one) => one === venue);
}
