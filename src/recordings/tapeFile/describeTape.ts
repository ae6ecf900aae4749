import { BEST, CLOCK, DELAY, DEPTH, FUNDING, RESET, type Tape, TRADE, tapeDurationUs } from '../../market/tape.ts';
import { DelayStatistics } from '../import/feedDelays.ts';
import type { FeedDelay } from '../import/importResult.ts';
import { type QuietStretch, type TapeHealth, tapeHealth } from './tapeHealth.ts';

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
  /** Feed delay over all rows of depth, trades and best quotes; undefined for a tape without delays. */
  readonly feedDelayUs: FeedDelay | undefined;
  /** See {@link TapeHealth}. */
  readonly medianSpreadTicks: number | undefined;
  readonly medianSpreadBps: number | undefined;
  readonly longestSilence: QuietStretch | undefined;
  readonly health: TapeHealth;
}

/** Facts about a tape for a person who is going to use it. */
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
  const health = tapeHealth(tape);
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
    feedDelayUs: feedDelay(tape),
    medianSpreadTicks: health.medianSpreadTicks,
    medianSpreadBps: health.medianSpreadBps,
    longestSilence: health.silences[0],
    health,
  };
}

function feedDelay(tape: Tape): FeedDelay | undefined {
  const delays = new DelayStatistics();
  let delayUs: number | undefined;
  for (let i = 0; i < tape.length; i++) {
    const kind = tape.kind[i];
    if (kind === DELAY) delayUs = tape.size[i];
    else if (delayUs !== undefined && (kind === DEPTH || kind === TRADE || kind === BEST)) delays.add(delayUs);
  }
  return delays.summary();
}

/** A price without the error of binary fractions: 1395 ticks of 0.01 are 13.95. */
function priceOf(ticks: number, { tickSize }: Tape): number {
  return Number((ticks * tickSize).toPrecision(12));
}
