/** Tries the known venues and says which answer, how fast, how far the clocks are apart, and which one to begin with. */

import { knownVenues, venueNamed } from '../venues/knownVenues.ts';
import { probePlans } from '../venues/probe/probePlans.ts';
import { LONGEST_PROBE_MS, type Probe, type ProbeClock, probeVenue } from '../venues/probe/probeVenue.ts';
import { venueAddress } from '../venues/venueAddress.ts';
import { VenueError } from '../venues/venueError.ts';
import type { Check } from './check.ts';
import { UsageError } from './errors.ts';

export interface VenuesRequest {
  /** Names of venues; empty for all. */
  readonly venues: readonly string[];
  /** Other addresses than the venues' own, by the name of the venue. */
  readonly restUrls: Readonly<Record<string, string>>;
  /** Whether --allow-endpoint was given. */
  readonly isAllowed: boolean;
  readonly clock: ProbeClock;
  /** Ends the wait. */
  readonly stop: AbortSignal;
  /** Takes whole sentences for the user while the work is running. */
  readonly notify: (text: string) => void;
}

export interface VenueState {
  readonly venue: string;
  readonly address: string;
  /** null where the venue gives no usable answer. */
  readonly probe: Probe | null;
  /** Why it gives none; null where it does. */
  readonly problem: string | null;
}

export interface VenuesReport {
  readonly checks: readonly Check[];
  readonly venues: readonly VenueState[];
  /** The venue to begin with; null where none is fit. */
  readonly recommended: string | null;
}

/** Best first: what is known of the public feeds for which tune has a recorder. */
const FEEDS: readonly (readonly [venue: string, why: string])[] = [
  ['binance', 'the whole book with numbered changes, and every trade'],
  [
    'hyperliquid',
    '20 levels of the book about twice a second, and every trade: places in the queue between are guesses',
  ],
];

const WARN_MS = 1000;
/** Beyond this no orders may be sent, because the venue's and this machine's times cannot be put in order. */
const MOST_MS = 2000;

/** Asks all at once, within about 15 s. @throws UnknownName; AddressError; UsageError; VenueError where the user stops */
export async function checkVenues(request: VenuesRequest): Promise<VenuesReport> {
  const { clock, stop, notify } = request;
  const asked = askedVenues(request);
  for (const { address } of asked) if (address.warning !== null) notify(address.warning);
  const names = asked.map(({ venue }) => venue);
  notify(`Asking ${names.join(', ')}: at most ${LONGEST_PROBE_MS / 1000} s.`);
  const venues = await Promise.all(
    asked.map(async ({ venue, address, plan }): Promise<VenueState> => {
      const state = { venue, address: address.url };
      try {
        const probe = await probeVenue({ venue, address: address.url, plan, clock, stop });
        return { ...state, probe, problem: null };
      } catch (error) {
        if (!(error instanceof VenueError) || error.fault === 'stopped') throw error;
        return { ...state, probe: null, problem: error.what };
      }
    }),
  );
  const checks = venues.map(checkOf);
  const fit = venues.filter((_, i) => checks[i]?.state === 'ok' || checks[i]?.state === 'warning').filter(hasProbe);
  const feed = FEEDS.find(([name]) => fit.some(({ venue }) => venue === name));
  return { checks: [...checks, recommendation(venues, feed)], venues, recommended: feed?.[0] ?? null };
}

function askedVenues({ venues, restUrls, isAllowed }: VenuesRequest) {
  const chosen = venues.length === 0 ? knownVenues : [...new Set(venues)].map(venueNamed);
  for (const name of Object.keys(restUrls)) {
    if (chosen.some((venue) => venue.name === venueNamed(name).name)) continue;
    throw new UsageError(`--rest-url names ${name}, which is not among the venues that are asked`);
  }
  return chosen.flatMap(({ name, restUrl: own }) => {
    const plan = probePlans[name];
    if (plan === undefined) return [];
    const wanted = restUrls[name] ?? '';
    const address = venueAddress({
      venue: name,
      setting: '--rest-url',
      kind: 'rest',
      own,
      wanted,
      isAllowed,
    });
    return [{ venue: name, address, plan }];
  });
}

function hasProbe({ probe }: VenueState): boolean {
  return probe !== null;
}

function checkOf({ venue, probe, problem }: VenueState): Check {
  if (probe === null) return { name: venue, state: 'warning', text: problem ?? '' };
  const { roundTripMs, clockOffsetMs, clockErrorMs, book } = probe;
  const levels = `${book.bidLevels} and ${book.askLevels} levels over REST`;
  const facts = `answers in ${ms(roundTripMs)}; ${clockWords(clockOffsetMs, clockErrorMs)}; ${book.symbol} ${book.bestBid} / ${book.bestAsk}, ${levels}`;
  // As far apart as they are for certain.
  const apartMs = Math.abs(clockOffsetMs) - clockErrorMs;
  if (apartMs > MOST_MS) {
    return {
      name: venue,
      state: 'failed',
      text: `${facts}. Set this machine's clock: beyond ${MOST_MS / 1000} s no orders may be sent`,
    };
  }
  if (apartMs > WARN_MS) return { name: venue, state: 'warning', text: `${facts}. Set this machine's clock` };
  return { name: venue, state: 'ok', text: facts };
}

function clockWords(offsetMs: number, errorMs: number): string {
  if (Math.abs(offsetMs) <= errorMs) return `clocks agree within ${ms(errorMs)}`;
  return `this machine's clock is ${ms(Math.abs(offsetMs))} ${offsetMs > 0 ? 'behind' : 'ahead'} (within ${ms(errorMs)})`;
}

function recommendation(venues: readonly VenueState[], feed: (typeof FEEDS)[number] | undefined): Check {
  const name = 'recommended';
  if (feed !== undefined) return { name, state: 'ok', text: `${feed[0]}: ${feed[1]}` };
  const answering = venues.filter(hasProbe).map(({ venue }) => venue);
  if (answering.length === 0) return { name, state: 'failed', text: 'none: no venue gives a usable answer' };
  const feeds = FEEDS.map(([venue]) => venue).join(' and ');
  return { name, state: 'warning', text: `none: tune records ${feeds}, and of these none is fit here` };
}

function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en-US')} ms`;
}
