/** The prices that a contract can have. A contract that pays 0 or 1 is never worth less than one tick or more than 1 less a tick. */

import type { CompiledTape } from './compiledFormat.ts';
import type { Instrument } from './instrument.ts';

/** The highest price in ticks of a contract that pays 0 or 1, e.g. 99 with ticks of 0.01. The lowest is 1. */
export function highestBinaryTicks({ tickSize }: Pick<Instrument, 'tickSize'>): number {
  return Math.round(1 / tickSize) - 1;
}

/** A row at a price that no order of the contract can have. */
export interface OutsideRow {
  /** Number of the row on the compiled tape, from 0. */
  readonly event: number;
  /** µs since the tape's start. */
  readonly timeUs: number;
  readonly priceTicks: number;
  readonly what: 'trade' | 'quote';
  /** A trade at exactly 0 or 1: nobody sells for 0 or buys for 1, so it says that the contract was settled at that price. */
  readonly isSettlement: boolean;
}

/**
 * The first row outside the prices of a contract that pays 0 or 1; undefined where there is none, and for other contracts. What
 * lies so deep in the book that the compiled tape did not keep it is not seen. A removed level does not count.
 */
export function firstOutside(
  tape: CompiledTape,
  instrument: Pick<Instrument, 'contract' | 'tickSize'>,
): OutsideRow | undefined {
  if (instrument.contract !== 'binary') return undefined;
  const highest = highestBinaryTicks(instrument);
  let before = 0;
  for (let c = 0; c < tape.chunks; c++) {
    const { code, lots, timeUs, length } = tape.chunk(c);
    for (let i = 0; i < length; i++) {
      const row = code[i] as number;
      const priceTicks = tape.baseTicks + (row >> 3);
      if (priceTicks >= 1 && priceTicks <= highest) continue;
      const isTrade = (row & 1) !== 0;
      if (!isTrade && lots[i] === 0) continue;
      return {
        event: before + i,
        timeUs: timeUs[i] as number,
        priceTicks,
        what: isTrade ? 'trade' : 'quote',
        isSettlement: isTrade && (priceTicks === 0 || priceTicks === highest + 1),
      };
    }
    before += length;
  }
  return undefined;
}
