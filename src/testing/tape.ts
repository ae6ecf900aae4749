/** Test support: builds tapes in the words of a market. */

import { compileTape, type TapeInMemory } from '../market/compiledTape.ts';
import type { Instrument } from '../market/instrument.ts';
import { ASK, BID, type Tape, TapeBuilder } from '../market/tape.ts';

/** One lot at 10,000 ticks is worth 10 in quote currency: sums are easy to compute by hand. */
export const roundNumbers: Instrument = {
  symbol: 'ROUND',
  contract: 'linear',
  tickSize: 1,
  lotSize: 0.001,
  minNotional: 0,
  makerFeeBps: 0,
  takerFeeBps: 0,
};

/**
 * A scripted market. Time starts at 0 and moves by `after` and `at` alone; sizes are lots, prices ticks.
 *
 * @example
 * aTape().quotes(9_999, 50, 10_001, 50).after(2).sold(9_999, 20).after(60).falling(20, 'bps').tape();
 */
export function aTape(instrument: Instrument = roundNumbers): TapeStory {
  return new TapeStory(instrument);
}

export class TapeStory {
  readonly #builder: TapeBuilder;
  #nowUs = 0;
  #bid: { ticks: number; lots: number } | undefined;
  #ask: { ticks: number; lots: number } | undefined;

  constructor({ symbol, tickSize, lotSize }: Instrument) {
    this.#builder = new TapeBuilder({ symbol, tickSize, lotSize, startUs: 0 });
  }

  /** Lets seconds pass. */
  after(seconds: number): this {
    return this.at(this.#nowUs / 1e6 + seconds);
  }

  /** Moves on to a second of the tape. */
  at(second: number): this {
    this.#nowUs = Math.round(second * 1e6);
    return this;
  }

  /** Sets the displayed size at a bid level; 0 removes it. */
  bid(ticks: number, lots: number): this {
    this.#builder.depth(this.#nowUs, BID, ticks, lots);
    return this;
  }

  ask(ticks: number, lots: number): this {
    this.#builder.depth(this.#nowUs, ASK, ticks, lots);
    return this;
  }

  /** The whole market is one level a side from now on: what `quotes` showed before is removed. */
  quotes(bidTicks: number, bidLots: number, askTicks: number, askLots: number): this {
    const bid = this.#bid;
    const ask = this.#ask;
    if (bid !== undefined && bid.ticks !== bidTicks) this.bid(bid.ticks, 0);
    if (ask !== undefined && ask.ticks !== askTicks) this.ask(ask.ticks, 0);
    this.#bid = { ticks: bidTicks, lots: bidLots };
    this.#ask = { ticks: askTicks, lots: askLots };
    return this.bid(bidTicks, bidLots).ask(askTicks, askLots);
  }

  /** A quote-level feed says: this is the best bid. */
  bestBid(ticks: number, lots: number): this {
    this.#builder.best(this.#nowUs, BID, ticks, lots);
    return this;
  }

  bestAsk(ticks: number, lots: number): this {
    this.#builder.best(this.#nowUs, ASK, ticks, lots);
    return this;
  }

  /** Somebody sold at market: a trade that hits the bids. */
  sold(ticks: number, lots: number): this {
    this.#builder.trade(this.#nowUs, BID, ticks, lots);
    return this;
  }

  /** Somebody bought at market: a trade that hits the asks. */
  bought(ticks: number, lots: number): this {
    this.#builder.trade(this.#nowUs, ASK, ticks, lots);
    return this;
  }

  /** From here on, events reach listeners after this delay. */
  late(seconds: number): this {
    this.#builder.delay(this.#nowUs, Math.round(seconds * 1e6));
    return this;
  }

  reset(): this {
    this.#builder.reset(this.#nowUs);
    return this;
  }

  /** Longs pay `rate` on the value at the mark price. */
  funding(markTicks: number, rate: number): this {
    this.#builder.funding(this.#nowUs, markTicks, rate);
    return this;
  }

  /** The quotes fall by this much over `seconds`, one row each tenth of a second. */
  falling(amount: number, _unit: 'bps', seconds = 10): this {
    return this.#walk(-amount, seconds);
  }

  rising(amount: number, _unit: 'bps', seconds = 10): this {
    return this.#walk(amount, seconds);
  }

  /** Nothing more happens until this second. */
  quietUntil(second: number): this {
    this.at(second);
    this.#builder.clock(this.#nowUs);
    return this;
  }

  tape(): Tape {
    return this.#builder.build();
  }

  compiled(): TapeInMemory {
    return compileTape(this.tape());
  }

  #walk(bps: number, seconds: number): this {
    const bid = this.#bid;
    const ask = this.#ask;
    if (bid === undefined || ask === undefined) throw new Error('a market can only walk once it has quotes');
    const steps = Math.round(seconds * 10);
    for (let step = 1; step <= steps; step++) {
      const move = Math.round((bid.ticks * bps * step) / steps / 10_000);
      this.after(0.1).quotes(bid.ticks + move, bid.lots, ask.ticks + move, ask.lots);
    }
    return this;
  }
}
