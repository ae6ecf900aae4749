/** The prices that a contract can have. A contract that pays 0 or 1 is never worth less than one tick or more than 1 less a tick. */

import type { CompiledTape } from './compiledFormat.ts';
import type { Instrument } from './instrument.ts';

/** The highest price in ticks of a contract that pays 0 or 1, e.g. 99 with ticks of 0.01. The lowest is 1. */
export function highestBinaryTicks({ tickSize }: Pick<Instrument, 'tickSize'>): number {
  return Math.round(1 / tickSize) - 1;
}

/** A trade or a quote at a price that the contract cannot have. */
export interface ImpossiblePrice {
  /** µs since the tape's start. */
  readonly timeUs: number;
  readonly priceTicks: number;
  readonly what: 'trade' | 'quote';
}

/**
 * The first row of a tape at a price that the contract cannot have; undefined where there is none, and for contracts whose
 * prices have no limit. The levels of the compiled tape count, and so do its trades: what lies so deep in the book that it was
 * not kept is not seen. A removed level does not count.
 */
export function impossiblePrice(tape: CompiledTape, instrument: Instrument): ImpossiblePrice | undefined {
  if (instrument.contract !== 'binary') return undefined;
  const highest = highestBinaryTicks(instrument);
  for (let c = 0; c < tape.chunks; c++) {
    const { length, code, timeUs } = tape.chunk(c);
    for (let i = 0; i < length; i++) {
      const one = code[i] as number;
      const priceTicks = tape.baseTicks + (one >> 3);
      const removed = (one & 2) !== 0;
      if (removed || (priceTicks >= 1 && priceTicks <= highest)) continue;
      return { timeUs: timeUs[i] as number, priceTicks, what: (one & 1) === 1 ? 'trade' : 'quote' };
    }
  }
  return undefined;
}
