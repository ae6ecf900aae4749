/**
 * Two synthetic markets of which one follows the other with a lag: a market and its hedge reference. The reference is a market of its
 * own. The efficient price of the market moves by itself as ever, and beside that by beta × a move of the efficient price of the
 * reference, of which half has come after each half-life of the lag. With a beta of 0 the two are independent, and the market is
 * the one that {@link generateMarket} makes.
 */

import { btcUsdPerp, type Instrument } from '../instrument.ts';
import { childSeed } from '../rng.ts';
import type { Tape } from '../tape.ts';
import { generateBeside, type SyntheticMarketRequest } from './generate.ts';

export interface PairRequest {
  /** Move of the market for each bps of the reference, in the end. */
  readonly beta: number;
  /** Half-life of the lag, more than 0. */
  readonly lagSeconds: number;
}

export interface SyntheticPair {
  readonly market: Tape;
  readonly reference: Tape;
}

/** What the reference of a synthetic market trades: in ticks of its own, at a price of its own. */
const syntheticReference: Instrument = { ...btcUsdPerp, symbol: 'REFERENCE' };

/** @throws RangeError for a beta that is no number, for a lag that is not above 0, and as {@link generateMarket} does */
export function generatePair(request: SyntheticMarketRequest, { beta, lagSeconds }: PairRequest): SyntheticPair {
  if (!Number.isFinite(beta)) throw new RangeError(`beta is ${beta}; it has to be a number`);
  if (!(lagSeconds > 0)) throw new RangeError(`lagSeconds is ${lagSeconds}; it has to be more than 0`);
  const path = new EfficientPath();
  const { family, seed, minutes } = request;
  const reference = generateBeside(
    { family, seed: childSeed(seed, 'reference'), minutes, instrument: syntheticReference },
    { watch: (toUs, ticks) => path.add(toUs, ticks) },
  );
  const follower = new Follower(path, beta, lagSeconds);
  const market = generateBeside(request, beta === 0 ? {} : { pull: (toUs) => follower.moveBps(toUs) });
  return { market, reference };
}

/** The moves of an efficient price, in steps. */
class EfficientPath {
  readonly timeUs: number[] = [];
  readonly log: number[] = [];

  add(toUs: number, ticks: number): void {
    this.timeUs.push(toUs);
    this.log.push(Math.log(ticks));
  }
}

/** What has come of the moves of a path by beta and lag. */
class Follower {
  readonly #path: EfficientPath;
  readonly #beta: number;
  readonly #lagUs: number;
  /** The path's log price as far as it was followed. */
  #followed: number;
  #next = 0;
  #timeUs = 0;

  constructor(path: EfficientPath, beta: number, lagSeconds: number) {
    this.#path = path;
    this.#beta = beta;
    this.#lagUs = lagSeconds * 1e6;
    this.#followed = path.log[0] ?? 0;
  }

  /** The move since the last call. */
  moveBps(toUs: number): number {
    const { timeUs, log } = this.#path;
    const before = this.#followed;
    // The steps of the two markets may be of different length.
    while (this.#timeUs < toUs) {
      const stepEndUs = timeUs[this.#next] ?? Number.POSITIVE_INFINITY;
      const untilUs = Math.min(toUs, stepEndUs);
      const target = log[Math.min(this.#next, log.length - 1)] as number;
      this.#followed += (target - this.#followed) * -Math.expm1((-Math.LN2 * (untilUs - this.#timeUs)) / this.#lagUs);
      this.#timeUs = untilUs;
      if (untilUs === stepEndUs) this.#next++;
    }
    return this.#beta * (this.#followed - before) * 10_000;
  }
}
