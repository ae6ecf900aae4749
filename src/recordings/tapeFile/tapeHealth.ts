/** Whether a tape can be used as a market. */

import { ASK, BEST, BID, CLOCK, DELAY, DEPTH, RESET, type Tape, TRADE, tapeDurationUs } from '../../market/tape.ts';
import { StoredBook } from '../rows/storedBook.ts';

/** Beyond these a tape is usable with care. Shares of time or of trades, and µs. */
const MOST_WITHOUT_BOOK = 0.01;
const MOST_CROSSED = 0.001;
const MOST_OUTSIDE = 0.1;
const LONGEST_SILENCE_US = 60e6;
/** This many of the longest silences are listed. */
const NAMED_SILENCES = 3;

/** A time without rows other than clock and delay rows. */
export interface QuietStretch {
  /** µs since 1970. */
  readonly fromUs: number;
  readonly durationUs: number;
}

/** `usable` and `not a market` have reasons: what to be careful about, or why it cannot be traded. */
export interface TapeVerdict {
  readonly grade: 'good' | 'usable' | 'not a market';
  readonly reasons: readonly string[];
}

export interface TapeHealth {
  readonly verdict: TapeVerdict;
  /** From time zero to the last row. */
  readonly spanUs: number;
  /** The longest three, longest first. */
  readonly silences: readonly QuietStretch[];
  /** Shares of the span: less than a bid and an ask known, bid above ask, bid equal to ask; 0 for a tape without duration. */
  readonly withoutTwoSides: number;
  readonly crossed: number;
  readonly locked: number;
  readonly resets: number;
  /** Share of the trades with a bid and an ask before them whose price is below that bid or above that ask; undefined without any. */
  readonly tradesOutsideTouch: number | undefined;
  /** Trades that equal another of the same time in side, price and size: two trades, or one twice. */
  readonly equalTrades: number;
  /** Rows of the book that change nothing. */
  readonly rowsOfNoChange: number;
  /** Median over time of the spread while a bid is below an ask; undefined if none ever is. */
  readonly medianSpreadTicks: number | undefined;
  readonly medianSpreadBps: number | undefined;
}

/** Reads a tape once. */
export function tapeHealth(tape: Tape): TapeHealth {
  const spanUs = tapeDurationUs(tape);
  const book = new StoredBook();
  const timeOf = { 'no sides': 0, 'one side': 0, 'two sides': 0, locked: 0, crossed: 0 };
  const touches = new Touches();
  const equal = new EqualTrades();
  let [trades, judged, outside, resets, rowsOfNoChange] = [0, 0, 0, 0, 0];
  for (let i = 0; i < tape.length; i++) {
    const timeUs = tape.timeUs[i] as number;
    const kind = tape.kind[i] as number;
    const side = tape.side[i] === ASK ? ASK : BID;
    const [ticks, size] = [tape.priceTicks[i] as number, tape.size[i] as number];
    if (kind === TRADE) {
      const [bid, ask] = [book.best(BID), book.best(ASK)];
      trades++;
      equal.add(timeUs, `${side} ${ticks} ${size}`);
      if (bid !== undefined && ask !== undefined) {
        judged++;
        if (ticks < bid || ticks > ask) outside++;
      }
    }
    if (kind === RESET) resets++;
    const isKnown = kind === DEPTH || (kind === BEST && book.best(side) === ticks);
    if (isKnown && book.lots(side, ticks) === size) rowsOfNoChange++;
    book.apply(kind, side, ticks, size);
    const durationUs = (i + 1 < tape.length ? (tape.timeUs[i + 1] as number) : spanUs) - timeUs;
    if (durationUs === 0) continue;
    const { state } = book;
    timeOf[state] += durationUs;
    if (state !== 'two sides') continue;
    touches.add(book.best(BID) as number, book.best(ASK) as number, durationUs);
  }
  // The book is also unknown before the first row.
  const beforeUs = tape.length === 0 ? 0 : (tape.timeUs[0] as number);
  const share = (us: number): number => (spanUs === 0 ? 0 : us / spanUs);
  const facts = {
    spanUs,
    silences: longestSilences(tape),
    withoutTwoSides: share(beforeUs + timeOf['no sides'] + timeOf['one side']),
    crossed: share(timeOf.crossed),
    locked: share(timeOf.locked),
    resets,
    tradesOutsideTouch: judged === 0 ? undefined : outside / judged,
    equalTrades: equal.count,
    rowsOfNoChange,
    medianSpreadTicks: touches.median((bid, ask) => ask - bid),
    medianSpreadBps: touches.median((bid, ask) => ((ask - bid) / ((ask + bid) / 2)) * 1e4),
  };
  return { verdict: verdictOf(facts, trades), ...facts };
}

/** The verdict in words: `good`, `usable, but …` or `not a market: …`. */
export function verdictText({ grade, reasons }: TapeVerdict): string {
  if (grade === 'good') return grade;
  return `${grade}${grade === 'usable' ? ', but' : ':'} ${reasons.join('; ')}`;
}

function verdictOf(facts: Omit<TapeHealth, 'verdict'>, trades: number): TapeVerdict {
  if (trades === 0) return { grade: 'not a market', reasons: ['it has no trade, so nothing could fill'] };
  if (facts.medianSpreadTicks === undefined) {
    return { grade: 'not a market', reasons: ['there is never a bid below an ask'] };
  }
  const reasons: string[] = [];
  const percent = (share: number): string => `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;
  if (facts.withoutTwoSides > MOST_WITHOUT_BOOK) {
    reasons.push(`${percent(facts.withoutTwoSides)} of the time have no two-sided book`);
  }
  if (facts.crossed > MOST_CROSSED) reasons.push(`the book is crossed for ${percent(facts.crossed)} of the time`);
  const silence = facts.silences[0];
  if (silence !== undefined && silence.durationUs > LONGEST_SILENCE_US) {
    reasons.push(`nothing happens for ${(silence.durationUs / 1e6).toFixed(0)} s`);
  }
  if ((facts.tradesOutsideTouch ?? 0) > MOST_OUTSIDE) {
    reasons.push(
      `${percent(facts.tradesOutsideTouch ?? 0)} of the trades are outside the best prices before them, as in a recording that writes the book at intervals`,
    );
  }
  return { grade: reasons.length === 0 ? 'good' : 'usable', reasons };
}

/** Counts trades that are equal to another of the same time. */
class EqualTrades {
  count = 0;
  #timeUs = Number.NaN;
  readonly #seen = new Set<string>();

  add(timeUs: number, trade: string): void {
    if (timeUs !== this.#timeUs) this.#seen.clear();
    this.#timeUs = timeUs;
    if (this.#seen.has(trade)) this.count++;
    this.#seen.add(trade);
  }
}

function longestSilences(tape: Tape): QuietStretch[] {
  const longest: QuietStretch[] = [];
  let previousUs: number | undefined;
  for (let i = 0; i < tape.length; i++) {
    if (tape.kind[i] === CLOCK || tape.kind[i] === DELAY) continue;
    const timeUs = tape.timeUs[i] as number;
    const durationUs = timeUs - (previousUs ?? timeUs);
    const least = longest[NAMED_SILENCES - 1]?.durationUs ?? -1;
    if (previousUs !== undefined && durationUs > least) {
      longest.push({ fromUs: tape.startUs + previousUs, durationUs });
      longest.sort((a, b) => b.durationUs - a.durationUs);
      longest.length = Math.min(longest.length, NAMED_SILENCES);
    }
    previousUs = timeUs;
  }
  return longest;
}

/** How long each pair of best prices lasted. There are few pairs, however long the tape is. */
class Touches {
  readonly #durationUs = new Map<number, Map<number, number>>();

  add(bid: number, ask: number, durationUs: number): void {
    let byAsk = this.#durationUs.get(bid);
    if (byAsk === undefined) {
      byAsk = new Map();
      this.#durationUs.set(bid, byAsk);
    }
    byAsk.set(ask, (byAsk.get(ask) ?? 0) + durationUs);
  }

  /** The least value that holds for at least half of the time; undefined without any. */
  median(spreadOf: (bid: number, ask: number) => number): number | undefined {
    const values = [...this.#durationUs].flatMap(([bid, byAsk]) =>
      [...byAsk].map(([ask, durationUs]) => ({ value: spreadOf(bid, ask), durationUs })),
    );
    values.sort((one, other) => one.value - other.value);
    const half = values.reduce((sum, { durationUs }) => sum + durationUs, 0) / 2;
    let sum = 0;
    return values.find(({ durationUs }) => {
      sum += durationUs;
      return sum >= half;
    })?.value;
  }
}
