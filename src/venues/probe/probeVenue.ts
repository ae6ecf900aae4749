/** Asks a venue a few public questions and measures the answers. Needs no key. */

import { askJson } from '../askJson.ts';
import { VenueError } from '../venueError.ts';
import type { BookPrices, ProbePlan } from './probePlans.ts';

/** Questions for the time: the first one opens the connection, the others measure. */
const TIME_QUESTIONS = 4;
/** No further question for the time is begun after this. */
const TIME_TRIES_MS = 4000;
const QUESTION_MS = 5000;
/** The longest that a probe can take: the time questions, the last of them begun just before their end, and the book. */
export const LONGEST_PROBE_MS: number = TIME_TRIES_MS + 2 * QUESTION_MS;

export interface ProbeClock {
  /** The machine's time, ms since 1970. */
  wallMs(): number;
  /** A clock that never goes back, ms. */
  elapsedMs(): number;
}

export interface Probe {
  /** The fastest answer. */
  readonly roundTripMs: number;
  /** The venue's clock less this machine's: positive where this machine's is behind. */
  readonly clockOffsetMs: number;
  /** How far that may be off: half of the round trip, and what the venue's time leaves open. */
  readonly clockErrorMs: number;
  readonly book: ProbedBook;
}

export interface ProbedBook {
  readonly symbol: string;
  readonly bestBid: number;
  readonly bestAsk: number;
  readonly bidLevels: number;
  readonly askLevels: number;
}

export interface ProbeRequest {
  readonly venue: string;
  /** Without a slash at its end. */
  readonly address: string;
  readonly plan: ProbePlan;
  readonly clock: ProbeClock;
  readonly stop: AbortSignal;
}

/** @throws VenueError */
export async function probeVenue(request: ProbeRequest): Promise<Probe> {
  const clock = await probeClock(request);
  const { symbol, pricesOf } = request.plan.book;
  const prices = pricesOf(await ask(request, request.plan.book));
  return { ...clock, book: soundBook(request.venue, symbol, prices) };
}

async function probeClock(request: ProbeRequest): Promise<Omit<Probe, 'book'>> {
  const { venue, plan, clock } = request;
  const startMs = clock.elapsedMs();
  let best: Omit<Probe, 'book'> | null = null;
  for (let question = 0; question < TIME_QUESTIONS; question++) {
    if (question > 0 && clock.elapsedMs() - startMs > TIME_TRIES_MS) break;
    const [sentWallMs, sentMs] = [clock.wallMs(), clock.elapsedMs()];
    const venueMs = plan.time.timeOf(await ask(request, plan.time));
    const roundTripMs = clock.elapsedMs() - sentMs;
    if (venueMs === null) throw new VenueError(venue, 'garbage', 'answered the question for its time without one');
    if (best !== null && best.roundTripMs <= roundTripMs) continue;
    // The venue read its clock at some moment between the question and the answer.
    const clockOffsetMs = venueMs - (sentWallMs + roundTripMs / 2);
    best = { roundTripMs, clockOffsetMs, clockErrorMs: roundTripMs / 2 + plan.time.roughMs };
  }
  if (best === null) throw new VenueError(venue, 'garbage', 'was asked no question');
  return best;
}

function soundBook(venue: string, symbol: string, prices: BookPrices | null): ProbedBook {
  if (prices === null)
    throw new VenueError(venue, 'garbage', `answered the question for the book of ${symbol} without one`);
  const [bestBid, bestAsk] = [prices.bids[0], prices.asks[0]];
  if (bestBid === undefined || bestAsk === undefined) {
    const empty =
      bestBid === undefined && bestAsk === undefined ? 'both sides' : bestBid === undefined ? 'bids' : 'asks';
    throw new VenueError(venue, 'garbage', `answers, but its book of ${symbol} is empty (${empty})`);
  }
  if (bestBid >= bestAsk) {
    throw new VenueError(venue, 'garbage', `answers, but its book of ${symbol} is crossed (${bestBid} / ${bestAsk})`);
  }
  return { symbol, bestBid, bestAsk, bidLevels: prices.bids.length, askLevels: prices.asks.length };
}

function ask(
  { venue, address, stop }: ProbeRequest,
  { path, body }: { path: string; body?: string },
): Promise<unknown> {
  const question = { venue, url: `${address}${path}`, timeoutMs: QUESTION_MS, stop };
  return askJson(body === undefined ? question : { ...question, body });
}
