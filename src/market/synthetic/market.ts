/** One synthetic market in motion: efficient price, liquidity and order flow on one clock, written to a tape. */

import type { Rng } from '../rng.ts';
import type { TapeBuilder } from '../tape.ts';
import { EfficientPrice, type PriceBounds } from './efficientPrice.ts';
import type { FamilyParameters } from './families.ts';
import type { Ladder } from './ladder.ts';
import { Liquidity } from './liquidity.ts';
import { OrderFlow } from './orderFlow.ts';

/** Worse than any quote: an order without a price limit. */
const ANY_QUALITY = -Infinity;
/** Standing quotes are looked at again after an order that has walked this far: no one can tell at once whether it was informed. */
const SWEEP_BPS = 0.1;

/**
 * Between steps of the efficient price all intensities are constant, so that events are Poisson: one exponential
 * waiting time for the sum of the intensities, one draw for which of them it was.
 */
export class SyntheticMarket {
  readonly price: EfficientPrice;
  readonly liquidity: Liquidity;
  readonly #flow: OrderFlow;
  readonly #rng: Rng;
  #parameters: FamilyParameters;

  /** Opens with a full book at time 0. `lotsPerQuote`: lots that one unit of quote currency buys. */
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
    this.price = new EfficientPrice(rng, parameters, startTicks, bounds);
    this.liquidity = new Liquidity(rng, parameters, startTicks, bounds, lotsPerQuote, tape);
    this.#flow = new OrderFlow(rng, parameters);
    this.liquidity.open(0);
  }

  adopt(parameters: FamilyParameters): void {
    this.#parameters = parameters;
    this.price.adopt(parameters);
    this.liquidity.adopt(parameters);
    this.#flow.adopt(parameters);
  }

  /** Events from `fromUs` until before `toUs`, one step of the efficient price. */
  step(fromUs: number, toUs: number): void {
    const { price, liquidity } = this;
    price.step();
    liquidity.follow(price.ticks, price.relativeVolatility);
    const leftBehindTicks = liquidity.leftBehindTicks;
    if (leftBehindTicks !== 0) this.#moveQuotes(fromUs, leftBehindTicks);
    this.#flow.step();
    const activity = price.relativeVolatility;
    const { quotesPerSecond, pullSeconds } = this.#parameters;
    let timeUs = fromUs;
    for (;;) {
      const pulls = liquidity.hasStaleQuotes ? 1 / pullSeconds : 0;
      const uninformed = this.#flow.ordersPerSecond(activity);
      const informed = this.#informedPerSecond();
      const quotes = quotesPerSecond * (0.5 + 0.5 * activity) + this.#flow.provokedQuotesPerSecond;
      const total = pulls + uninformed + informed + quotes;
      timeUs += (1e6 * this.#rng.exponential()) / total;
      if (timeUs >= toUs) return;
      const stampUs = Math.floor(timeUs);
      const which = this.#rng.uniform() * total;
      if (which < quotes) liquidity.quote(stampUs);
      else if (which < quotes + pulls) liquidity.pullStale(stampUs);
      else if (which < quotes + pulls + uninformed) this.#uninformedOrder(stampUs);
      else this.#informedOrder(stampUs);
    }
  }

  /** What a buyer who knows the efficient price gains beside costs, ticks: he pays the ask, minus its quality. */
  #gainOfBuying(): number {
    return this.price.ticks + this.liquidity.asks.quality(0) - this.#informedCostTicks();
  }

  #gainOfSelling(): number {
    return this.liquidity.bids.quality(0) - this.price.ticks - this.#informedCostTicks();
  }

  #informedCostTicks(): number {
    return this.#parameters.informedCostBps * this.liquidity.ticksPerBp;
  }

  #informedPerSecond(): number {
    const gainTicks = Math.max(this.#gainOfBuying(), this.#gainOfSelling());
    if (gainTicks <= 0) return 0;
    const { informedPerSecond, informedScaleBps } = this.#parameters;
    return informedPerSecond * Math.min(gainTicks / (informedScaleBps * this.liquidity.ticksPerBp), 1);
  }

  #informedOrder(timeUs: number): void {
    const sign = this.#gainOfBuying() > this.#gainOfSelling() ? 1 : -1;
    const hit = this.#sideHitBy(sign);
    // Takes only what is worth its price: bids above the efficient price, asks below it.
    const worstQuality = hit.direction * this.price.ticks + this.#informedCostTicks();
    const sizeQuote = this.#flow.nextInformedSizeQuote();
    if (hit.take(timeUs, this.liquidity.lots(sizeQuote), worstQuality) === 0) return;
    this.liquidity.yieldTo(this.#flow.executed(sign), sizeQuote);
    this.liquidity.learn(this.price.ticks, this.#parameters.informedReveals);
  }

  /** Quotes from which the fair price has moved away by that many ticks are taken or pulled, and placed anew. */
  #moveQuotes(timeUs: number, ticks: number): void {
    const { liquidity } = this;
    if (this.#rng.uniform() < this.#parameters.takenShare) {
      const sign = Math.sign(ticks);
      const hit = this.#sideHitBy(sign);
      const lots = liquidity.lots(this.#flow.nextInformedSizeQuote());
      const worstQuality = hit.direction * (liquidity.fairTicks + ticks);
      if (hit.take(timeUs, lots, worstQuality) > 0) this.#flow.executed(sign);
    }
    liquidity.moveQuotes(timeUs);
  }

  #uninformedOrder(timeUs: number): void {
    const sign = this.#flow.nextSign(Math.sign(this.price.trendBpsPerSecond));
    const sizeQuote = this.#flow.nextSizeQuote();
    const hit = this.#sideHitBy(sign);
    const bestBefore = hit.quality(0);
    if (hit.take(timeUs, this.liquidity.lots(sizeQuote), ANY_QUALITY) === 0) return;
    const walkedBps = (bestBefore - hit.quality(0)) / this.liquidity.ticksPerBp;
    const surprise = this.#flow.executed(sign);
    const factor = this.liquidity.yieldTo(surprise, sizeQuote);
    const { permanentImpactBps, walkKept, standBps, informedReveals } = this.#parameters;
    this.price.move(surprise * (permanentImpactBps * factor + walkKept * walkedBps));
    if (standBps > 0 && walkedBps > SWEEP_BPS) this.liquidity.learn(this.price.ticks, informedReveals);
  }

  #sideHitBy(sign: number): Ladder {
    return sign > 0 ? this.liquidity.asks : this.liquidity.bids;
  }
}
