/** One side of the generator's book. Every change is written to the tape at once: book and tape cannot differ. */

import { ASK, type BookSide, type TapeBuilder } from '../tape.ts';

/** Room for levels; the liquidity providers never want nearly as many. */
const CAPACITY = 128;

/**
 * Levels of one side, best first. A price is held as its *quality*, the price on the bid side and minus the price on the
 * ask side, so that a larger quality is a better quote on both sides and one code path serves both.
 */
export class Ladder {
  readonly side: BookSide;
  /** price = quality × direction. */
  readonly direction: 1 | -1;
  readonly #quality: Int32Array = new Int32Array(CAPACITY);
  readonly #lots: Int32Array = new Int32Array(CAPACITY);
  #count = 0;
  readonly #tape: TapeBuilder;

  constructor(side: BookSide, tape: TapeBuilder) {
    this.side = side;
    this.direction = side === ASK ? -1 : 1;
    this.#tape = tape;
  }

  get count(): number {
    return this.#count;
  }

  /** Quality of level `index`, 0 = best. */
  quality(index: number): number {
    return this.#quality[index] as number;
  }

  lots(index: number): number {
    return this.#lots[index] as number;
  }

  /** Index of the level of this quality, or −1 − the index at which it belongs. */
  find(quality: number): number {
    const qualities = this.#quality;
    const count = this.#count;
    let index = 0;
    while (index < count && (qualities[index] as number) > quality) index++;
    return index < count && qualities[index] === quality ? index : -1 - index;
  }

  /** Inserts a level at `index`, which keeps the order. */
  insert(timeUs: number, index: number, quality: number, lots: number): void {
    const qualities = this.#quality;
    const sizes = this.#lots;
    for (let i = this.#count; i > index; i--) {
      qualities[i] = qualities[i - 1] as number;
      sizes[i] = sizes[i - 1] as number;
    }
    qualities[index] = quality;
    this.#count++;
    this.resize(timeUs, index, lots);
  }

  /** Sets the size of a level, at least one lot. */
  resize(timeUs: number, index: number, lots: number): void {
    this.#lots[index] = lots;
    this.#tape.depth(timeUs, this.side, this.quality(index) * this.direction, lots);
  }

  remove(timeUs: number, index: number): void {
    this.#tape.depth(timeUs, this.side, this.quality(index) * this.direction, 0);
    const qualities = this.#quality;
    const sizes = this.#lots;
    const last = --this.#count;
    for (let i = index; i < last; i++) {
      qualities[i] = qualities[i + 1] as number;
      sizes[i] = sizes[i + 1] as number;
    }
  }

  /**
   * A market order takes up to `lots` from quotes of `worstQuality` or better, level by level, each trade followed by what
   * is left of its level. It always leaves one level. Returns the lots taken.
   */
  take(timeUs: number, lots: number, worstQuality: number): number {
    let wanted = lots;
    while (wanted > 0 && this.#count > 1 && this.quality(0) >= worstQuality) {
      const resting = this.lots(0);
      const taken = Math.min(wanted, resting);
      this.#tape.trade(timeUs, this.side, this.quality(0) * this.direction, taken);
      wanted -= taken;
      if (taken === resting) this.remove(timeUs, 0);
      else this.resize(timeUs, 0, resting - taken);
    }
    return lots - wanted;
  }
}
