import {
  ASK,
  BEST,
  BID,
  CLOCK,
  DELAY,
  DEPTH,
  FUNDING,
  RESET,
  type Tape,
  TRADE,
  tapeDurationUs,
} from '../market/tape.ts';
import { Delays } from './delays.ts';
import type { FeedDelay } from './importResult.ts';
import { StoredBook } from './storedBook.ts';

export interface TapeFacts {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly rows: number;
  readonly rowsByKind: Readonly<Record<'depth' | 'trade' | 'reset' | 'best' | 'funding' | 'clock' | 'delay', number>>;
  /** Traded size in base units. */
  readonly volume: number;
  /** Times of the tape's zero and of its last row, µs since 1970. */
  readonly startUs: number;
  readonly endUs: number;
  /** Rows other than delay rows. Undefined for a tape without duration. */
  readonly eventsPerSecond: number | undefined;
  /** Lowest and highest trade in quote currency; undefined without trades. */
  readonly tradedRange: { readonly low: number; readonly high: number } | undefined;
  /** Median over time of the spread while both sides are known and not crossed; undefined if they never are. */
  readonly medianSpreadTicks: number | undefined;
  readonly medianSpreadBps: number | undefined;
  /** How late the feed was, over all rows of depth, trades and best quotes; undefined for a tape that does not say so. */
  readonly feedDelayUs: FeedDelay | undefined;
  /** Longest time between two rows other than clock and delay rows; undefined with fewer than two. */
  readonly longestSilence: { readonly fromUs: number; readonly durationUs: number } | undefined;
}

/** What a person wants to know of a tape before using it. */
export function describeTape(tape: Tape): TapeFacts {
  const counts = new Array<number>(DELAY + 1).fill(0);
  let lots = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < tape.length; i++) {
    const kind = tape.kind[i] as number;
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (kind !== TRADE) continue;
    const price = tape.priceTicks[i] as number;
    lots += tape.size[i] as number;
    low = Math.min(low, price);
    high = Math.max(high, price);
  }
  const durationUs = tapeDurationUs(tape);
  const spreads = spreadsOverTime(tape);
  const of = (kind: number): number => counts[kind] ?? 0;
  return {
    symbol: tape.symbol,
    tickSize: tape.tickSize,
    lotSize: tape.lotSize,
    rows: tape.length,
    rowsByKind: {
      depth: of(DEPTH),
      trade: of(TRADE),
      reset: of(RESET),
      best: of(BEST),
      funding: of(FUNDING),
      clock: of(CLOCK),
      delay: of(DELAY),
    },
    volume: lots * tape.lotSize,
    startUs: tape.startUs,
    endUs: tape.startUs + durationUs,
    eventsPerSecond: durationUs === 0 ? undefined : (tape.length - of(DELAY)) / (durationUs / 1e6),
    tradedRange: of(TRADE) === 0 ? undefined : { low: priceOf(low, tape), high: priceOf(high, tape) },
    medianSpreadTicks: weightedMedian(spreads.map(({ ticks, durationUs }) => [ticks, durationUs])),
    medianSpreadBps: weightedMedian(spreads.map(({ bps, durationUs }) => [bps, durationUs])),
    feedDelayUs: feedDelay(tape),
    longestSilence: longestSilence(tape),
  };
}

interface SpreadStretch {
  readonly ticks: number;
  readonly bps: number;
  readonly durationUs: number;
}

function spreadsOverTime(tape: Tape): SpreadStretch[] {
  const stretches: SpreadStretch[] = [];
  const book = new StoredBook();
  for (let i = 0; i < tape.length; i++) {
    book.apply(tape.kind[i] as number, tape.side[i] as number, tape.priceTicks[i] as number, tape.size[i] as number);
    const durationUs = (tape.timeUs[i + 1] ?? 0) - (tape.timeUs[i] as number);
    if (i + 1 >= tape.length || durationUs === 0) continue;
    const bid = book.best(BID);
    const ask = book.best(ASK);
    if (bid === undefined || ask === undefined || bid >= ask) continue;
    stretches.push({ ticks: ask - bid, bps: ((ask - bid) / ((ask + bid) / 2)) * 1e4, durationUs });
  }
  return stretches;
}

/** The least value that holds for at least half of the weight; undefined without any. */
function weightedMedian(values: [value: number, weight: number][]): number | undefined {
  values.sort(([a], [b]) => a - b);
  const half = values.reduce((sum, [, weight]) => sum + weight, 0) / 2;
  let sum = 0;
  for (const [value, weight] of values) {
    sum += weight;
    if (sum >= half) return value;
  }
  return undefined;
}

function longestSilence(tape: Tape): TapeFacts['longestSilence'] {
  let longest: TapeFacts['longestSilence'];
  let previousUs: number | undefined;
  for (let i = 0; i < tape.length; i++) {
    if (tape.kind[i] === CLOCK || tape.kind[i] === DELAY) continue;
    const timeUs = tape.timeUs[i] as number;
    if (previousUs !== undefined && timeUs - previousUs > (longest?.durationUs ?? -1)) {
      longest = { fromUs: tape.startUs + previousUs, durationUs: timeUs - previousUs };
    }
    previousUs = timeUs;
  }
  return longest;
}

function feedDelay(tape: Tape): FeedDelay | undefined {
  const delays = new Delays();
  let delayUs: number | undefined;
  for (let i = 0; i < tape.length; i++) {
    const kind = tape.kind[i];
    if (kind === DELAY) delayUs = tape.size[i];
    else if (delayUs !== undefined && (kind === DEPTH || kind === TRADE || kind === BEST)) delays.add(delayUs);
  }
  return delays.summary();
}

/** A price without the tail that binary makes of it: 1395 ticks of 0.01 are 13.95. */
function priceOf(ticks: number, { tickSize }: Tape): number {
  return Number((ticks * tickSize).toPrecision(12));
}
