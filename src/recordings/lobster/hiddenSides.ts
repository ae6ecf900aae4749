import { ASK, BID, type BookSide } from '../../market/tape.ts';
import { newYorkMidnightUs } from '../fields/newYork.ts';
import type { ImportLog } from '../import/importLog.ts';
import { readLines } from '../packing/readLines.ts';
import { QuoteRule } from '../rows/quoteRule.ts';
import { StoredBook } from '../rows/storedBook.ts';
import { HIDDEN_EXECUTION, type LobsterMessage } from './lobsterLine.ts';

/** Least share of the rarer direction among hidden executions for which the column is used: a market has both buys and sells. */
const LEAST_SHARE = 0.05;
/** With fewer hidden executions a single direction may be chance; then the date decides. */
const ENOUGH = 20;
/** From this day on NASDAQ writes the same side for all hidden executions. */
const SIDES_END_US = newYorkMidnightUs({ year: 2014, month: 7, day: 14 }) as number;

/**
 * The sides of a day's trades. The direction column contains the side of a visible order. For hidden orders it contains the side only
 * in files where both directions occur (NASDAQ stopped publishing it in July 2014). In other files the {@link QuoteRule} decides, with
 * the book before the trade.
 */
export class HiddenSides {
  readonly #hasDirections: boolean;
  readonly #rule = new QuoteRule();
  readonly #book = new StoredBook();
  #ruled = 0;
  #unknown = 0;

  constructor(hasDirections: boolean) {
    this.#hasDirections = hasDirections;
  }

  /** Reads the directions of the hidden executions in a message file. Throws an `ImportError` if it cannot be read. */
  static async of(messageFile: string, midnightUs: number): Promise<HiddenSides> {
    const counts = { '1': 0, '-1': 0 };
    for await (const lines of readLines(messageFile)) {
      for (const line of lines) {
        const [, type, , , , direction] = line.split(',', 6);
        if (type === String(HIDDEN_EXECUTION) && (direction === '1' || direction === '-1')) counts[direction]++;
      }
    }
    const all = counts['1'] + counts['-1'];
    const rarer = Math.min(counts['1'], counts['-1']);
    return new HiddenSides(rarer > LEAST_SHARE * all || (all < ENOUGH && midnightUs < SIDES_END_US));
  }

  /** Takes a row of the book. */
  show(kind: number, side: BookSide, ticks: number, lots: number): void {
    if (!this.#hasDirections) this.#book.apply(kind, side, ticks, lots);
  }

  /** The side of the book that a trade hit; undefined if it cannot be known. */
  sideHit({ type, side, priceTicks }: LobsterMessage): BookSide | undefined {
    if (this.#hasDirections) return side;
    // The rule needs visible trades as well, for the last change of price.
    const [bid, ask] = [this.#book.best(BID), this.#book.best(ASK)];
    const ruled = this.#rule.sideHit(priceTicks, bid ?? Number.NEGATIVE_INFINITY, ask ?? Number.POSITIVE_INFINITY);
    if (type !== HIDDEN_EXECUTION) return side;
    const known = bid === undefined || ask === undefined ? undefined : ruled;
    if (known === undefined) this.#unknown++;
    else this.#ruled++;
    return known;
  }

  /** Adds a note on the sides of hidden executions, if they are not those of the file. */
  note(log: ImportLog): void {
    if (this.#ruled + this.#unknown === 0) return;
    log.notes.push(
      `the direction column does not tell the side of hidden executions (NASDAQ has written the same for all since July 2014): ${this.#ruled} are sided by the quotes before them (Lee & Ready), ${this.#unknown} are left out.`,
    );
  }
}
