/**
 * A lane in blocks of about five minutes, and the charge for its risk.
 *
 * The charge is half the risk aversion times the variance of profit, relative to capital (mean–variance utility,
 * Markowitz 1952; in market making the running inventory penalty of Cartea, Jaimungal & Penalva 2015, ch. 10, which is
 * proportional to the same variance while a position is held). Without it, carrying more inventory would be the surest
 * way to look better.
 *
 *     charge = riskAversion / (2 · capital) · Σ (change of profit over a minute)²
 */

import type { LaneSamples } from '../session/result.ts';
import type { Blocks } from './comparison.ts';

const BLOCK_SECONDS = 300;
/** Changes over one second are mostly the flicker of the mid; a block of five minutes has too few longer ones. */
const SWING_SECONDS = 60;

/** Cuts the samples of a lane into equal blocks of about five minutes; a shorter session is one block. */
export function blocksOf(samples: LaneSamples): Blocks {
  const cut = new BlockCutter(samples.length, samples.stepUs);
  cut.add(samples);
  return cut.blocks();
}

/** What a lane came to after a number of samples. */
type Sums = { readonly profit: number; readonly volume: number; readonly holding: number };

/** Cuts samples into blocks as they come, so that nobody has to keep them. */
export class BlockCutter {
  readonly #length: number;
  readonly #seconds: number;
  readonly #count: number;
  /** Pieces of a block over which changes of profit are squared. */
  readonly #pieces: number;
  readonly #blocks = {
    profit: [] as number[],
    volume: [] as number[],
    swings: [] as number[],
    holding: [] as number[],
  };
  #seen = 0;
  /** The piece under way, counted within its block, and how many samples there are at its end. */
  #piece = 0;
  #pieceEnd: number;
  /** At the ends of the last piece and of the last block. */
  #atPiece: Sums = { profit: 0, volume: 0, holding: 0 };
  #atBlock: Sums = this.#atPiece;
  /** Of the pieces of the block under way. */
  #squares = 0;

  /** @param length samples of the whole lane. @param stepUs time between two of them */
  constructor(length: number, stepUs: number) {
    this.#length = length;
    this.#seconds = (length * stepUs) / 1e6;
    this.#count = Math.max(1, Math.floor(this.#seconds / BLOCK_SECONDS));
    this.#pieces = Math.max(1, Math.round(this.#seconds / this.#count / SWING_SECONDS));
    this.#pieceEnd = this.#endOfPiece();
  }

  /** The next samples. @throws RangeError for more than there are to be */
  add({ length, profit, volume, holding }: Omit<LaneSamples, 'stepUs'>): void {
    const before = this.#seen;
    this.#seen += length;
    if (this.#seen > this.#length) throw new RangeError(`sample ${this.#seen} of a lane of ${this.#length}`);
    while (this.#pieceEnd <= this.#seen && this.#blocks.profit.length < this.#count) {
      const at = this.#pieceEnd - before - 1;
      const sums = {
        profit: profit[at] ?? this.#atPiece.profit,
        volume: volume[at] ?? this.#atPiece.volume,
        holding: holding[at] ?? this.#atPiece.holding,
      };
      this.#squares += (sums.profit - this.#atPiece.profit) ** 2;
      this.#atPiece = sums;
      this.#piece++;
      if (this.#piece === this.#pieces) this.#endBlock(sums);
      this.#pieceEnd = this.#endOfPiece();
    }
  }

  /** @throws RangeError before all samples have come */
  blocks(): Blocks {
    if (this.#seen < this.#length) throw new RangeError(`only ${this.#seen} of ${this.#length} samples of a lane`);
    return { blockSeconds: this.#seconds / this.#count, ...this.#blocks };
  }

  #endBlock(sums: Sums): void {
    const { profit, volume, swings, holding } = this.#blocks;
    profit.push(sums.profit - this.#atBlock.profit);
    volume.push(sums.volume - this.#atBlock.volume);
    swings.push(this.#squares);
    holding.push(sums.holding - this.#atBlock.holding);
    this.#atBlock = sums;
    this.#squares = 0;
    this.#piece = 0;
  }

  #endOfPiece(): number {
    const from = this.#endOfBlock(this.#blocks.profit.length);
    const to = this.#endOfBlock(this.#blocks.profit.length + 1);
    return from + Math.floor(((this.#piece + 1) * (to - from)) / this.#pieces);
  }

  /** Samples in the first blocks together. */
  #endOfBlock(blocks: number): number {
    return Math.floor((blocks * this.#length) / this.#count);
  }
}

/** How long a lane ran. */
export function secondsOfBlocks({ blockSeconds, profit }: Pick<Blocks, 'blockSeconds' | 'profit'>): number {
  return blockSeconds * profit.length;
}

export function hoursOfBlocks(blocks: Pick<Blocks, 'blockSeconds' | 'profit'>): number {
  return secondsOfBlocks(blocks) / 3600;
}

/** The charge for one (quote currency)² of squared swings, in quote currency. */
export function riskPrice(study: { readonly capital: number; readonly riskAversion: number }): number {
  return study.riskAversion / (2 * study.capital);
}

/** Profit of all blocks after the charge for risk, quote currency. @param price as {@link riskPrice} gives it */
export function profitAfterRisk({ profit, swings }: Blocks, price: number): number {
  return profit.reduce((sum, value, i) => sum + value - price * (swings[i] as number), 0);
}
