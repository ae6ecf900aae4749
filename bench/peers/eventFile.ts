/** Writes a tape as the events that hftbacktest reads: a file of its structured array, 64 bytes an event. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { ASK, BID, CLOCK, DEPTH, FUNDING, RESET, type Tape, TRADE } from '../../src/market/tape.ts';

// https://hftbacktest.readthedocs.io/en/latest/data.html
const EVENT_BYTES = 64;
const [DEPTH_EVENT, TRADE_EVENT, CLEAR_EVENT] = [1, 2, 3];
const SELL_FLAG = 2 ** 28;
const BUY_FLAG = 2 ** 29;
const LOCAL_FLAG = 2 ** 30;
const EXCHANGE_FLAG = 2 ** 31;

/** Of the events, less the time of the tape, ns. hftbacktest begins its steps at its first event, which is one at the tape's zero. */
export const ZERO_NS = 1_000_000_000n;
const EVENTS_AT_ONCE = 16_384;

/**
 * Every row of depth, every trade and every reset, in the order of the tape; funding is left out, as it fills nothing.
 *
 * @param feedUs how late every event is seen
 * @returns how many events there are
 * @throws RangeError for a row of best quotes, which hftbacktest does not have
 */
export function writeEvents(file: string, tape: Tape, feedUs: number): number {
  const writer = new EventWriter(file, BigInt(feedUs) * 1000n);
  const { tickSize, lotSize } = tape;
  try {
    // Nothing is in the book yet: clearing it does nothing but begin the clock.
    writer.add(EXCHANGE_FLAG + CLEAR_EVENT, 0, 0, 0);
    for (let i = 0; i < tape.length; i++) {
      const timeUs = tape.timeUs[i] as number;
      const side = tape.side[i];
      const price = (tape.priceTicks[i] as number) * tickSize;
      const size = (tape.size[i] as number) * lotSize;
      const both = EXCHANGE_FLAG + LOCAL_FLAG;
      switch (tape.kind[i]) {
        case DEPTH:
          writer.add(both + DEPTH_EVENT + (side === BID ? BUY_FLAG : SELL_FLAG), timeUs, price, size);
          break;
        case TRADE:
          // The side of a trade is that of the aggressor here.
          writer.add(both + TRADE_EVENT + (side === ASK ? BUY_FLAG : SELL_FLAG), timeUs, price, size);
          break;
        case RESET:
          writer.add(both + CLEAR_EVENT, timeUs, 0, 0);
          break;
        case FUNDING:
        case CLOCK:
          break;
        default:
          throw new RangeError(`row ${i}: hftbacktest has no rows of kind ${tape.kind[i]}`);
      }
    }
    return writer.end();
  } finally {
    writer.close();
  }
}

class EventWriter {
  readonly #descriptor: number;
  readonly #feedNs: bigint;
  readonly #bytes = Buffer.alloc(EVENTS_AT_ONCE * EVENT_BYTES);
  #held = 0;
  #written = 0;

  constructor(file: string, feedNs: bigint) {
    this.#descriptor = openSync(file, 'w');
    this.#feedNs = feedNs;
  }

  add(flags: number, timeUs: number, price: number, size: number): void {
    const at = this.#held * EVENT_BYTES;
    const exchangeNs = ZERO_NS + BigInt(timeUs) * 1000n;
    this.#bytes.writeBigUInt64LE(BigInt(flags), at);
    this.#bytes.writeBigInt64LE(exchangeNs, at + 8);
    this.#bytes.writeBigInt64LE(exchangeNs + this.#feedNs, at + 16);
    this.#bytes.writeDoubleLE(price, at + 24);
    this.#bytes.writeDoubleLE(size, at + 32);
    if (++this.#held === EVENTS_AT_ONCE) this.#flush();
  }

  /** @returns how many events were written */
  end(): number {
    this.#flush();
    return this.#written;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #flush(): void {
    const bytes = this.#bytes.subarray(0, this.#held * EVENT_BYTES);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    this.#written += this.#held;
    this.#held = 0;
  }
}
