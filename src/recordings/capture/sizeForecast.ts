/** How much room a recording needs, so that it is refused before it fills the disk. */

import { statfsSync } from 'node:fs';
import { type FeedVenue, ownFeedOf } from '../../market/feedVenue.ts';

/** Bytes an hour of capture and tape for the busiest markets; docs/venues.md says what they are made of. */
const BYTES_AN_HOUR = {
  hyperliquid: 100e6,
  binance: 250e6,
  paradex: 100e6,
  ccxt: 250e6,
};

/** Always left free for everything else on the disk. */
export const RESERVE_BYTES = 200e6;

export interface SizeForecast {
  readonly bytes: number;
  readonly freeBytes: number;
  readonly fits: boolean;
}

export function forecastSize(venue: FeedVenue, hours: number, freeBytes: number): SizeForecast {
  const bytes = BYTES_AN_HOUR[ownFeedOf(venue) ?? 'ccxt'] * hours;
  return { bytes, freeBytes, fits: bytes + RESERVE_BYTES <= freeBytes };
}

/** Bytes that a user may still write on the disk of a folder. */
export function freeBytesAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
