/** The liquidity providers: where they believe the price is, and the quotes they keep around it. */

import type { Rng } from '../rng.ts';
import { ASK, BID, MAX_LOTS, type TapeBuilder } from '../tape.ts';
import type { PriceBounds } from './efficientPrice.ts';
import type { FamilyParameters } from './families.ts';
import { Ladder } from './ladder.ts';

/**
 * A quote nearer to the fair price than this share of the smallest distance is stale; below 1 so that quotes do not
 * flicker.
 */
const STALE_SHARE = 0.3;
/** Chance that when a stale quote is pulled, the next stale one of that side is pulled as well. */
const PULL_NEXT = 0.6;
/** A touch farther out than this multiple of the smallest distance, and a tick, is improved before anything else. */
const WIDE_MULTIPLE = 3;
/** Levels this much beyond the reach are cancelled. */
const REACH_SLACK = 1.15;
/** A side never has fewer levels. */
const FEWEST_LEVELS = 2;
/** Quotes grow away from the touch up to this multiple, reached at the hump (Bouchaud, Mézard & Potters 2002). */
const DEEP_SIZE_MULTIPLE = 7;
/** Second scale of the hump relative to the first: quotes thin out towards the touch, but leave no hole there. */
const NEAR_SHARE_OF_HUMP = 0.3;
/** Share of changes to resting levels that cancel them; the others change their size. */
const CANCEL_SHARE = 0.5;
/** No level is larger than this multiple of the touch size: heavy tails, but no walls of a thousand coins. */
const LARGEST_LEVEL_MULTIPLE = 100;
/** Impact grows with the root of size up to this multiple of the touch size. */
const IMPACT_SIZE_CAP = 25;

export class Liquidity {
  readonly bids: Ladder;
  readonly asks: Ladder;
  /** What quotes are placed around, ticks. */
  fairTicks: number;
  readonly #rng: Rng;
  readonly #bounds: PriceBounds;
  readonly #lotsPerQuote: number;
  #parameters: FamilyParameters;
  #consensusTicks: number;
  #pressureTicks = 0;
  #ticksPerBp: number;
  #halfSpreadTicks = 0;
  #catchUp = 0;
  #pressureKept = 0;
  #largestLots = 0;
  /** Standing quotes move when the fair price is this far away, ticks. */
  #patienceTicks = 0;

  /** `lotsPerQuote`: lots that one unit of quote currency buys. The book is empty until {@link open}. */
  constructor(
    rng: Rng,
    parameters: FamilyParameters,
    startTicks: number,
    bounds: PriceBounds,
    lotsPerQuote: number,
    tape: TapeBuilder,
  ) {
    this.#rng = rng;
    this.#parameters = parameters;
    this.#bounds = bounds;
    this.#lotsPerQuote = lotsPerQuote;
    this.bids = new Ladder(BID, tape);
    this.asks = new Ladder(ASK, tape);
    this.fairTicks = startTicks;
    this.#consensusTicks = startTicks;
    this.#ticksPerBp = startTicks * 1e-4;
    this.adopt(parameters);
    this.follow(startTicks, 1);
  }

  adopt(parameters: FamilyParameters): void {
    this.#parameters = parameters;
    this.#catchUp = 1 - Math.exp(-parameters.stepSeconds / parameters.consensusLagSeconds);
    this.#largestLots = this.lots(LARGEST_LEVEL_MULTIPLE * parameters.touchSizeQuote);
    this.#pressureKept = Math.exp(-parameters.stepSeconds / parameters.transientImpactSeconds);
  }

  /** Whether quotes stay where they are until they are left behind. */
  get #stands(): boolean {
    return this.#parameters.standBps > 0;
  }

  get ticksPerBp(): number {
    return this.#ticksPerBp;
  }

  /** One step: the consensus follows the efficient price, the pressure of past trades fades. */
  follow(efficientTicks: number, relativeVolatility: number): void {
    this.#consensusTicks += this.#catchUp * (efficientTicks - this.#consensusTicks);
    this.#pressureTicks *= this.#pressureKept;
    this.#ticksPerBp = this.#consensusTicks * 1e-4;
    const { halfSpreadBps, volatilityWidening } = this.#parameters;
    this.#halfSpreadTicks =
      halfSpreadBps * this.#ticksPerBp * Math.exp(volatilityWidening * Math.log(relativeVolatility));
    if (!this.#stands) this.fairTicks = this.#wantedTicks;
  }

  /** What quotes would be placed around if they were placed now, ticks. */
  get #wantedTicks(): number {
    return this.#consensusTicks + this.#pressureTicks;
  }

  /** How far the fair price has moved away from the quotes, ticks, positive upwards: 0 while they are current, or without any. */
  get leftBehindTicks(): number {
    if (!this.#stands) return 0;
    const ticks = this.#wantedTicks - this.fairTicks;
    return Math.abs(ticks) < this.#patienceTicks ? 0 : ticks;
  }

  /** Standing quotes move to where they are wanted, all in one instant. */
  moveQuotes(timeUs: number): void {
    // Between two ticks, where the narrowest spread is one tick.
    this.fairTicks = Math.floor(this.#wantedTicks) + 0.5;
    this.#patienceTicks = Math.max(1, this.#parameters.standBps * this.#ticksPerBp * this.#rng.exponential());
    this.#pullSide(this.bids, timeUs, 1);
    this.#pullSide(this.asks, timeUs, 1);
    this.#add(this.bids, timeUs, 0);
    this.#add(this.asks, timeUs, 0);
  }

  /**
   * Quotes move away from an order of `sizeQuote`; `surprise` carries its sign. Returns the root-size factor of its
   * impact.
   */
  yieldTo(surprise: number, sizeQuote: number): number {
    const { transientImpactBps, touchSizeQuote } = this.#parameters;
    const factor = Math.sqrt(Math.min(sizeQuote / touchSizeQuote, IMPACT_SIZE_CAP));
    const ticks = transientImpactBps * this.#ticksPerBp * surprise * factor;
    this.#pressureTicks += ticks;
    if (!this.#stands) this.fairTicks += ticks;
    return factor;
  }

  /** An order reveals part of what the efficient price is (Kyle 1985). Quotes are moved at the next step. */
  learn(efficientTicks: number, share: number): void {
    const learned = share * (efficientTicks - this.#consensusTicks);
    this.#consensusTicks += learned;
    if (this.#stands) this.#patienceTicks = 0;
    else this.fairTicks += learned;
  }

  get hasStaleQuotes(): boolean {
    return this.#isStale(this.bids) || this.#isStale(this.asks);
  }

  /** Someone notices quotes on the wrong side of the fair price and pulls them. */
  pullStale(timeUs: number): void {
    this.#pullSide(this.bids, timeUs, PULL_NEXT);
    this.#pullSide(this.asks, timeUs, PULL_NEXT);
  }

  /** One addition, cancellation or change of size. */
  quote(timeUs: number): void {
    const ladder = this.#rng.uniform() < 0.5 ? this.bids : this.asks;
    const wanted = this.#parameters.levelsPerSide;
    const missing = (wanted - ladder.count) / wanted;
    if (missing > -1 && this.#isWide(ladder) && this.#rng.uniform() < 0.5) {
      this.#add(ladder, timeUs, this.#touchDistanceBps());
    } else if (this.#rng.uniform() < 0.5 + 0.5 * missing) {
      this.#add(ladder, timeUs, this.#distanceBps());
    } else {
      this.#change(ladder, timeUs);
    }
  }

  /** Places the quotes of an undisturbed book. */
  open(timeUs: number): void {
    for (let i = 0; i < 2 * this.#parameters.levelsPerSide; i++) {
      this.#add(i % 2 === 0 ? this.bids : this.asks, timeUs, i < 2 ? 0 : this.#distanceBps());
    }
  }

  /** Lots worth `sizeQuote`, at least one and no more than a tape can hold. */
  lots(sizeQuote: number): number {
    return Math.max(1, Math.min(Math.round(sizeQuote * this.#lotsPerQuote), MAX_LOTS));
  }

  /** `pullNext`: chance that after a stale quote the next stale one is pulled as well. */
  #pullSide(ladder: Ladder, timeUs: number, pullNext: number): void {
    while (this.#isStale(ladder)) {
      if (ladder.count <= FEWEST_LEVELS) this.#add(ladder, timeUs, this.#touchDistanceBps());
      if (ladder.count <= FEWEST_LEVELS) return;
      ladder.remove(timeUs, 0);
      if (pullNext < 1 && this.#rng.uniform() >= pullNext) return;
    }
  }

  #isStale(ladder: Ladder): boolean {
    return ladder.quality(0) > ladder.direction * this.fairTicks - STALE_SHARE * this.#halfSpreadTicks;
  }

  #isWide(ladder: Ladder): boolean {
    return ladder.quality(0) < ladder.direction * this.fairTicks - WIDE_MULTIPLE * this.#halfSpreadTicks - 1;
  }

  #add(ladder: Ladder, timeUs: number, distanceBps: number): void {
    const opposite = ladder.side === BID ? this.asks : this.bids;
    const { lowestTicks, highestTicks } = this.#bounds;
    let quality = Math.floor(
      ladder.direction * this.fairTicks - this.#halfSpreadTicks - distanceBps * this.#ticksPerBp,
    );
    // Post-only: a quote never reaches the other side, even where that side is stale.
    if (opposite.count > 0) quality = Math.min(quality, -opposite.quality(0) - 1);
    const price = quality * ladder.direction;
    if (price < lowestTicks || price > highestTicks) return;
    const { quoteSizeSpread, touchSizeQuote, humpBps } = this.#parameters;
    const growth = 1 + (DEEP_SIZE_MULTIPLE - 1) * Math.min(distanceBps / (2 * humpBps), 1);
    const lots = this.lots(touchSizeQuote * growth * Math.exp(quoteSizeSpread * this.#rng.normal()));
    const index = ladder.find(quality);
    // Joining a level replaces about half of it, so that levels which many quotes share keep a stationary size.
    if (index >= 0) ladder.resize(timeUs, index, Math.min((ladder.lots(index) >> 1) + lots, this.#largestLots));
    else ladder.insert(timeUs, -1 - index, quality, Math.min(lots, this.#largestLots));
  }

  #change(ladder: Ladder, timeUs: number): void {
    const { reachBps } = this.#parameters;
    const last = ladder.count - 1;
    const farthest = ladder.direction * this.fairTicks - reachBps * REACH_SLACK * this.#ticksPerBp;
    if (last >= FEWEST_LEVELS && ladder.quality(last) < farthest) {
      ladder.remove(timeUs, last);
      return;
    }
    // Squared: changes concentrate at the touch, where quotes live shortest.
    const u = this.#rng.uniform();
    const index = Math.floor(u * u * ladder.count);
    if (ladder.count > FEWEST_LEVELS && this.#rng.uniform() < CANCEL_SHARE) {
      ladder.remove(timeUs, index);
    } else {
      const share = 0.25 + 1.5 * this.#rng.uniform();
      const lots = Math.max(1, Math.round(ladder.lots(index) * share));
      ladder.resize(timeUs, index, Math.min(lots, this.#largestLots));
    }
  }

  #touchDistanceBps(): number {
    return this.#parameters.touchGapBps * this.#rng.exponential();
  }

  #distanceBps(): number {
    const { touchShare, farShare, humpBps, reachBps } = this.#parameters;
    const u = this.#rng.uniform();
    if (u < touchShare) return this.#touchDistanceBps();
    if (u < touchShare + farShare) return reachBps * this.#rng.uniform();
    return humpBps * (this.#rng.exponential() + NEAR_SHARE_OF_HUMP * this.#rng.exponential());
  }
}
