/**
 * Seeded synthetic markets: the tape of a limit order book that makers lose money in for the reasons for which they
 * lose it in real ones.
 *
 * - An *efficient price* that is not visible moves with stochastic volatility, trends and jumps (`efficientPrice.ts`).
 * - *Liquidity providers* follow it with a lag and keep a changing ladder of quotes around their consensus (`liquidity.ts`).
 * - *Uninformed* market orders arrive in clusters, in long runs of one sign, with heavy-tailed sizes (`orderFlow.ts`).
 * - *Informed* market orders take quotes that the efficient price has left behind (`market.ts`; Glosten & Milgrom 1985).
 *
 * Adverse selection is therefore caused, not added afterwards: a resting order fills when the price is on its way through it.
 */

import { highestBinaryTicks } from '../contractPrices.ts';
import type { Instrument } from '../instrument.ts';
import { childSeed, createRng, type Rng } from '../rng.ts';
import { MAX_LOTS, type Tape, TapeBuilder } from '../tape.ts';
import { Characters } from './characters.ts';
import type { PriceBounds } from './efficientPrice.ts';
import { type Family, families, madeSince } from './families.ts';
import { SyntheticMarket } from './market.ts';

/**
 * Part of every synthetic tape's identity: raised whenever a family is added or the same request would give other rows.
 * `madeSince` says which families have been made alike since when.
 */
export const GENERATOR_VERSION = 2;

/** Whether this program still makes the very rows that this version of the generator made of a family. */
export function stillMakes(family: Family, generator: number): boolean {
  return Number.isInteger(generator) && generator >= madeSince[family] && generator <= GENERATOR_VERSION;
}

/** Time zero of every synthetic tape: 2026-01-05T00:00Z, a multiple of eight hours. */
export const SYNTHETIC_START_US = 1_767_571_200_000_000;

export interface SyntheticMarketRequest {
  readonly family: Family;
  /** Any text; another one gives an unrelated market. */
  readonly seed: string;
  /** Length of the tape: its last row is a clock row at exactly this time. */
  readonly minutes: number;
  readonly instrument: Instrument;
  /** Price at time zero in quote currency, default 92,000. */
  readonly startPrice?: number;
}

const FUNDING_INTERVAL_US = 8 * 3600 * 1e6;
/** Mean funding per eight hours: the 0.01 % interest component of perpetual funding formulas. */
const FUNDING_MEAN = 0.0001;
/** Standard deviation of funding rates around it, as in BTC perpetuals outside manias. */
const FUNDING_SPREAD = 0.0001;
/** Longest tape, a week: beyond that sessions should use several seeds. */
const MOST_MINUTES = 7 * 24 * 60;

/**
 * The tape of a synthetic market: a full book as depth rows at time 0, then depth rows, trades (each followed by the
 * depth row of what it left) and, for linear perpetuals, a funding row every whole eight hours.
 * The book never crosses. The same request gives the same rows.
 *
 * Throws a RangeError naming the value for minutes or a price out of range, and for inverse contracts.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { btcUsdPerp } from 'mmtune/market/instrument.ts';
 * import { generateMarket } from 'mmtune/market/synthetic/generate.ts';
 * import { tapeDigest } from 'mmtune/market/tapeDigest.ts';
 *
 * const request = { family: 'toxic', seed: 'study-7/3', minutes: 2, instrument: btcUsdPerp } as const;
 * assert.equal(tapeDigest(generateMarket(request)), tapeDigest(generateMarket(request)));
 * ```
 */
export function generateMarket(request: SyntheticMarketRequest): Tape {
  return generateBeside(request, {});
}

/** What a market is generated beside. */
export interface Beside {
  /** How far a step to `toUs` moves the efficient price beside its own move, bps; called with times that increase. */
  readonly pull?: (toUs: number) => number;
  /** Told of the efficient price after each step, ticks. */
  readonly watch?: (toUs: number, efficientTicks: number) => void;
}

/** The market that {@link generateMarket} makes of the request; with a pull, its efficient price is moved from outside, too. */
export function generateBeside(request: SyntheticMarketRequest, { pull, watch }: Beside): Tape {
  const { family, seed, minutes, instrument, startPrice = 92_000 } = request;
  const bounds = quotablePrices(instrument);
  const startTicks = startPrice / instrument.tickSize;
  check(request, startTicks, bounds);

  const stream = (part: string): Rng => createRng(childSeed('synthetic', madeSince[family], family, seed, part));
  const fundingRng = stream('funding');
  const characters = new Characters(family, stream('characters'));
  const head = { symbol: instrument.symbol, tickSize: instrument.tickSize, lotSize: instrument.lotSize };
  const tape = new TapeBuilder({ ...head, startUs: SYNTHETIC_START_US });
  const lotsPerQuote = 1 / (startPrice * instrument.lotSize);
  const market = new SyntheticMarket(stream('market'), characters.current, startTicks, bounds, lotsPerQuote, tape);

  const endUs = Math.round(minutes * 60e6);
  for (let fromUs = 0; fromUs < endUs; ) {
    if (characters.changeBy(fromUs)) market.adopt(characters.current);
    const toUs = Math.min(fromUs + Math.round(characters.current.stepSeconds * 1e6), endUs);
    if (pull !== undefined) market.price.move(pull(toUs));
    market.step(fromUs, toUs);
    watch?.(toUs, market.price.ticks);
    fromUs = toUs;
    if (instrument.contract === 'linear' && fromUs % FUNDING_INTERVAL_US === 0) {
      const rate = FUNDING_MEAN + FUNDING_SPREAD * fundingRng.normal();
      tape.funding(fromUs, Math.round(market.liquidity.fairTicks), rate);
    }
  }
  tape.clock(endUs);
  return tape.build();
}

/** Prices a quote may have: at least a tick, and below one for contracts that pay 0 or 1. */
function quotablePrices(instrument: Instrument): PriceBounds {
  const highestTicks = instrument.contract === 'binary' ? highestBinaryTicks(instrument) : MAX_LOTS;
  return { lowestTicks: 1, highestTicks };
}

function check(request: SyntheticMarketRequest, startTicks: number, bounds: PriceBounds): void {
  const { family, minutes, instrument } = request;
  if (!families.includes(family)) {
    throw new RangeError(`family "${family}" is unknown; use one of ${families.join(', ')}`);
  }
  if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
    throw new RangeError(
      `minutes is ${minutes}; a synthetic market lasts more than 0 and at most ${MOST_MINUTES} minutes`,
    );
  }
  if (instrument.contract === 'inverse') {
    throw new RangeError(
      `${instrument.symbol} is an inverse contract; synthetic markets are quoted per base unit: use a linear one`,
    );
  }
  const { lowestTicks, highestTicks } = bounds;
  const margin = 1; // one tick for quotes on either side
  if (!(startTicks >= lowestTicks + margin && startTicks <= highestTicks - margin)) {
    const low = (lowestTicks + margin) * instrument.tickSize;
    const high = (highestTicks - margin) * instrument.tickSize;
    const price = startTicks * instrument.tickSize;
    throw new RangeError(`startPrice is ${price}; ${instrument.symbol} can be quoted from ${low} to ${high}`);
  }
}
