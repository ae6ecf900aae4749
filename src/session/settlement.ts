/**
 * Contracts that pay 0 or 1: which prices they can have, and where a tape says that one was settled. Between 0 and 1 nobody sells
 * for 0 or buys for 1, so a trade row at exactly 0 or 1 is no trade: it says that the contract was settled at that price.
 */

import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import { TapeError } from '../market/tapeError.ts';

export interface Settlement {
  /** µs since the tape's start. */
  readonly timeUs: number;
  /** 0, or the ticks of a price of 1. */
  readonly priceTicks: number;
}

/**
 * The first settlement on a tape; null without one, and for other contracts. Rows up to it are checked.
 *
 * @throws TapeError naming the row at a price that the contract cannot have; also for a tape that still grows, whose settlement
 * would not be known in time
 */
export function settlementOf(tape: CompiledTape, { contract, tickSize }: Instrument): Settlement | null {
  if (contract !== 'binary') return null;
  if (tape.knownUs !== Number.POSITIVE_INFINITY) {
    throw new TapeError(
      `${tape.symbol} pays 0 or 1, and its market is still going on: a session would not see its settlement; use a tape that is complete`,
    );
  }
  const oneTicks = Math.round(1 / tickSize);
  let before = 0;
  for (let c = 0; c < tape.chunks; c++) {
    const { code, lots, timeUs, length } = tape.chunk(c);
    for (let i = 0; i < length; i++) {
      const row = code[i] as number;
      const ticks = (row >> 3) + tape.baseTicks;
      if (ticks > 0 && ticks < oneTicks) continue;
      const isTrade = (row & 1) !== 0;
      // A level that is removed need not have been possible.
      if (!isTrade && lots[i] === 0) continue;
      if (isTrade && (ticks === 0 || ticks === oneTicks)) return { timeUs: timeUs[i] as number, priceTicks: ticks };
      const price = Number((ticks * tickSize).toPrecision(9));
      const most = Number(((oneTicks - 1) * tickSize).toPrecision(9));
      throw new TapeError(
        `event ${before + i} of the tape of ${tape.symbol}: ${isTrade ? 'a trade' : 'an order'} at ${price}, but a contract that pays 0 or 1 has prices from ${tickSize} to ${most}: the tape, instrument.contract or instrument.tick_size is wrong`,
      );
    }
    before += length;
  }
  return null;
}
