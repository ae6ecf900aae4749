/** A synthetic market as a bad recorder would have it: gaps, resets, snapshots of few levels, a moment without a book, funding. */

import { BID, type BookSide, DEPTH, type Tape, TapeBuilder } from '../../src/market/tape.ts';

const MINUTE_US = 60e6;
/** Every so often the feed breaks off … */
const BREAK_EVERY_US = 5 * MINUTE_US;
/** … for this long, by turns; the rows of that time are missing. */
const BREAKS_US: readonly number[] = [0, 2e6, 45e6];
/** A snapshot has so many levels a side. */
const SNAPSHOT_LEVELS = 20;

/**
 * After each break a reset and a snapshot. After every second one the snapshot comes half a second late: a book that is empty for
 * five decisions.
 */
export function uglyTape(tape: Tape): Tape {
  const { symbol, tickSize, lotSize, startUs } = tape;
  const ugly = new TapeBuilder({ symbol, tickSize, lotSize, startUs });
  const book = new KnownBook();
  let breaks = 0;
  let brokenUntilUs = 0;
  let snapshotDueUs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tape.length; i++) {
    const timeUs = tape.timeUs[i] as number;
    if (timeUs >= (breaks + 1) * BREAK_EVERY_US) {
      const pauseUs = BREAKS_US[breaks % BREAKS_US.length] as number;
      brokenUntilUs = timeUs + pauseUs;
      snapshotDueUs = brokenUntilUs + (breaks % 2 === 1 ? 500_000 : 0);
      ugly.reset(pauseUs === 0 ? timeUs : Math.max(ugly.endUs, brokenUntilUs));
      ugly.funding(ugly.endUs, tape.priceTicks[i] as number, 0.0001);
      breaks++;
    }
    if (timeUs >= snapshotDueUs) {
      book.write(ugly, timeUs);
      snapshotDueUs = Number.POSITIVE_INFINITY;
    }
    if (tape.kind[i] === DEPTH)
      book.take(tape.side[i] as BookSide, tape.priceTicks[i] as number, tape.size[i] as number);
    if (timeUs < brokenUntilUs || snapshotDueUs < Number.POSITIVE_INFINITY) continue;
    ugly.append(
      timeUs,
      tape.kind[i] as number,
      tape.side[i] as number,
      tape.priceTicks[i] as number,
      tape.size[i] as number,
    );
  }
  return ugly.build();
}

/** The levels of a market, also while its recorder does not hear of them. */
class KnownBook {
  readonly #sides: readonly Map<number, number>[] = [new Map(), new Map()];

  take(side: BookSide, ticks: number, lots: number): void {
    const levels = this.#sides[side] as Map<number, number>;
    if (lots === 0) levels.delete(ticks);
    else levels.set(ticks, lots);
  }

  write(to: TapeBuilder, timeUs: number): void {
    for (const side of [0, 1] as const) {
      const better = side === BID ? -1 : 1;
      const levels = [...(this.#sides[side] as Map<number, number>)].sort(([a], [b]) => (a - b) * better);
      for (const [ticks, lots] of levels.slice(0, SNAPSHOT_LEVELS)) to.depth(timeUs, side, ticks, lots);
    }
  }
}
