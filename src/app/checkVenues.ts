/**
 * Tries the known venues and says which answer, how fast, how far the clocks are apart, how often their books come, and which one to
 * begin with.
 */

import { knownVenues, venueNamed } from '../venues/knownVenues.ts';
import { type ProbePlan, probePlans } from '../venues/probe/probePlans.ts';
import { LONGEST_PROBE_MS, type Probe, type ProbeClock, probeVenue } from '../venues/probe/probeVenue.ts';
import { type StreamPlan, streamPlans } from '../venues/probe/streamPlans.ts';
import { framesPerSecond, LONGEST_COUNT_MS, type OpenStream } from '../venues/probe/streamRate.ts';
import { type VenueAddress, venueAddress } from '../venues/venueAddress.ts';
import { VenueError } from '../venues/venueError.ts';
import type { Check } from './check.ts';
import { UsageError } from './errors.ts';

export interface VenuesRequest {
  /** Names of venues; empty for all. */
  readonly venues: readonly string[];
  /** Other addresses than the venues' own, by the name of the venue. */
  readonly restUrls: Readonly<Record<string, string>>;
  readonly wsUrls: Readonly<Record<string, string>>;
  /** Whether --allow-endpoint was given. */
  readonly isAllowed: boolean;
  readonly clock: ProbeClock;
  readonly openStream: OpenStream;
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
  readonly stream: StreamState;
}

export interface StreamState {
  /** null where the stream was not tried: other answers than the venue's own belong to no stream of the venue. */
  readonly address: string | null;
  readonly framesPerSecond: number | null;
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
  ['paradex', 'the whole book with numbered changes, and every trade'],
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
  const { notify } = request;
  const asked = askedVenues(request);
  for (const { rest, stream } of asked) {
    for (const warning of [rest.warning, stream?.warning]) if (typeof warning === 'string') notify(warning);
  }
  const names = asked.map(({ venue }) => venue);
  notify(`Asking ${names.join(', ')}: at most ${Math.max(LONGEST_PROBE_MS, LONGEST_COUNT_MS) / 1000} s.`);
  const venues = await Promise.all(asked.map((venue) => stateOf(venue, request)));
  const checks = venues.map(checkOf);
  const fit = venues.filter(({ probe, stream }, i) => {
    return probe !== null && stream.problem === null && checks[i]?.state !== 'failed';
  });
  const feed = FEEDS.find(([name]) => fit.some(({ venue }) => venue === name));
  return { checks: [...checks, recommendation(venues, feed)], venues, recommended: feed?.[0] ?? null };
}

interface AskedVenue {
  readonly venue: string;
  readonly rest: VenueAddress;
  readonly plan: ProbePlan;
  /** null where the stream is not tried. */
  readonly stream: VenueAddress | null;
  readonly streamPlan: StreamPlan;
}

function askedVenues({ venues, restUrls, wsUrls, isAllowed }: VenuesRequest): AskedVenue[] {
  const chosen = venues.length === 0 ? knownVenues : [...new Set(venues)].map(venueNamed);
  for (const [flag, urls] of Object.entries({ '--rest-url': restUrls, '--ws-url': wsUrls })) {
    for (const name of Object.keys(urls)) {
      if (chosen.some((venue) => venue.name === venueNamed(name).name)) continue;
      throw new UsageError(`${flag} names ${name}, which is not among the venues that are asked`);
    }
  }
  return chosen.map(({ name: venue, restUrl: own }) => {
    const [plan, streamPlan] = [probePlans[venue], streamPlans[venue]];
    const wanted = restUrls[venue] ?? '';
    const rest = venueAddress({ venue, setting: '--rest-url', kind: 'rest', own, wanted, isAllowed });
    const wsUrl = wsUrls[venue] ?? '';
    const stream =
      rest.isOwn || wsUrl !== ''
        ? venueAddress({
            venue,
            setting: '--ws-url',
            kind: 'stream',
            own: streamPlan.own,
            wanted: wsUrl,
            isAllowed,
          })
        : null;
    return { venue, rest, plan, stream, streamPlan };
  });
}

async function stateOf(asked: AskedVenue, { clock, openStream, stop }: VenuesRequest): Promise<VenueState> {
  const { venue, rest, plan, stream, streamPlan } = asked;
  // A venue that gives no usable answer needs no stream.
  const giveUp = new AbortController();
  const counting =
    stream === null
      ? Promise.resolve(null)
      : faultOrValue(
          framesPerSecond({
            venue,
            address: stream.url,
            plan: streamPlan,
            open: openStream,
            stop: AbortSignal.any([stop, giveUp.signal]),
          }),
        );
  const probe = await faultOrValue(probeVenue({ venue, address: rest.url, plan, clock, stop }));
  if (probe instanceof VenueError) giveUp.abort();
  const frames = await counting;
  for (const fault of [probe, frames]) if (fault instanceof VenueError && stop.aborted) throw fault;
  const isGivenUp = probe instanceof VenueError;
  return {
    venue,
    address: rest.url,
    probe: isGivenUp ? null : probe,
    problem: isGivenUp ? probe.what : null,
    stream: {
      address: stream?.url ?? null,
      framesPerSecond: typeof frames === 'number' ? frames : null,
      problem: frames instanceof VenueError && !isGivenUp ? frames.what : null,
    },
  };
}

async function faultOrValue<Value>(work: Promise<Value>): Promise<Value | VenueError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof VenueError) return error;
    throw error;
  }
}

function checkOf({ venue, probe, problem, stream }: VenueState): Check {
  if (probe === null) return { name: venue, state: 'warning', text: problem ?? '' };
  const { roundTripMs, clockOffsetMs, clockErrorMs, book } = probe;
  const levels = `${book.bidLevels} and ${book.askLevels} levels over REST`;
  const prices = `${book.symbol} ${book.bestBid} / ${book.bestAsk}, ${levels}`;
  const facts = [
    `answers in ${ms(roundTripMs)}`,
    clockWords(clockOffsetMs, clockErrorMs),
    prices,
    ...(stream.framesPerSecond === null ? [] : [`${stream.framesPerSecond.toFixed(1)} frames of the book a second`]),
    ...(stream.problem === null ? [] : [`but ${stream.problem}`]),
  ].join('; ');
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
  return { name: venue, state: stream.problem === null ? 'ok' : 'warning', text: facts };
}

function clockWords(offsetMs: number, errorMs: number): string {
  if (Math.abs(offsetMs) <= errorMs) return `clocks agree within ${ms(errorMs)}`;
  return `this machine's clock is ${ms(Math.abs(offsetMs))} ${offsetMs > 0 ? 'behind' : 'ahead'} (within ${ms(errorMs)})`;
}

function recommendation(venues: readonly VenueState[], feed: (typeof FEEDS)[number] | undefined): Check {
  const name = 'recommended';
  if (feed !== undefined) return { name, state: 'ok', text: `${feed[0]}: ${feed[1]}` };
  const answering = venues.filter(({ probe }) => probe !== null).map(({ venue }) => venue);
  if (answering.length === 0) return { name, state: 'failed', text: 'none: no venue gives a usable answer' };
  const names = FEEDS.map(([venue]) => venue);
  const feeds = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return { name, state: 'warning', text: `none: tune records ${feeds}, and of these none is fit here` };
}

function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en-US')} ms`;
}
