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

/**
 * A compiled form of the tape, for each byte of capture and tape. Measured on 345 s of BTCUSDT on Binance: 7.2 MB beside a capture of
 * 14.5 MB and a tape of 1.6 MB. A session compiles its whole tape and the piece that it ran over; a recording is compiled once, when
 * it is first used.
 */
const COMPILED_SHARE = 0.45;
const COMPILED_FORMS = { recording: 1, session: 2 };

/** Always left free for everything else on the disk. */
export const RESERVE_BYTES = 200e6;

export interface SizeForecast {
  /** Of capture, tape and its compiled forms. */
  readonly bytes: number;
  readonly freeBytes: number;
  readonly fits: boolean;
}

export function forecastSize(
  venue: FeedVenue,
  hours: number,
  use: keyof typeof COMPILED_FORMS,
  freeBytes: number,
): SizeForecast {
  const recorded = BYTES_AN_HOUR[ownFeedOf(venue) ?? 'ccxt'] * hours;
  const bytes = recorded * (1 + COMPILED_FORMS[use] * COMPILED_SHARE);
  return { bytes, freeBytes, fits: bytes + RESERVE_BYTES <= freeBytes };
}

/** Bytes that a user may still write on the disk of a folder. */
export function freeBytesAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
