/** Contracts that pay 0 or 1: where a tape says that one was settled. */

import type { CompiledTape } from '../market/compiledFormat.ts';
import { firstOutside, highestBinaryTicks } from '../market/contractPrices.ts';
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
  const outside = firstOutside(tape, { contract, tickSize });
  if (outside === undefined) return null;
  const { event, timeUs, priceTicks, what, isSettlement } = outside;
  if (isSettlement) return { timeUs, priceTicks };
  const price = (ticks: number): number => Number((ticks * tickSize).toPrecision(9));
  throw new TapeError(
    `event ${event} of the tape of ${tape.symbol}: ${what === 'trade' ? 'a trade' : 'an order'} at ${price(priceTicks)}, but a contract that pays 0 or 1 has prices from ${tickSize} to ${price(highestBinaryTicks({ tickSize }))}: the tape, instrument.contract or instrument.tick_size is wrong`,
  );
}
