/** Venues with a live feed of market data. The names are stored in settings and captures: never rename. */
export const feedVenues = ['hyperliquid', 'binance', 'paradex'] as const;
export type FeedVenue = (typeof feedVenues)[number];
