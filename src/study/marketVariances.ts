/** How much the gains of candidates scattered on each market that they raced on, kept while further races are added. */

import type { GainOverHours } from '../evaluation/effect.ts';
import type { RaceRecord } from './records.ts';

/** A session by its number, or a piece of a tape by its name. */
type MarketKey = number | string;

interface Scatter {
  /** Squared gains as of an hour. */
  sum: number;
  count: number;
}

export class MarketVariances {
  /** Those that are counted, in their order. */
  #races: readonly RaceRecord[] = [];
  #markets = new Map<MarketKey, Scatter>();
  #own = new Map<RaceRecord, number>();
  /** What was computed from all these races and this trust, by race. */
  readonly #gains = new Map<RaceRecord, GainOverHours | null>();
  #trust = Number.NaN;

  /**
   * Takes further races. Squared gain on each market, averaged over all candidates that raced there, as of an hour: the gain per hour
   * of a shorter market scatters more.
   * @param races all of them, of one champion
   */
  take(races: readonly RaceRecord[]): void {
    const known = this.#races;
    const continues = known.length <= races.length && known.every((race, i) => race === races[i]);
    if (!continues) {
      this.#markets = new Map();
      this.#own = new Map();
    }
    const added = continues ? races.slice(known.length) : races;
    this.#races = races;
    if (added.length === 0 && continues) return;
    this.#gains.clear();
    let firstChanged = Number.POSITIVE_INFINITY;
    let tapesChanged = false;
    for (const race of added) {
      const hoursEach = race.hours / race.byMarket.length;
      for (const [i, market] of keysOf(race).entries()) {
        const scatter = this.#markets.get(market) ?? { sum: 0, count: 0 };
        this.#markets.set(market, scatter);
        scatter.sum += (race.byMarket[i] as number) ** 2 * hoursEach;
        scatter.count++;
        if (typeof market === 'number') firstChanged = Math.min(firstChanged, market);
        else tapesChanged = true;
      }
    }
    for (const race of this.#own.keys()) {
      const isTouched =
        (race.tapes.length > 0 && tapesChanged) || race.sessions.some((number) => number >= firstChanged);
      if (isTouched) this.#own.delete(race);
    }
  }

  /** What one of the races measured, computed once while no race is added and the trust is the same. */
  gainOf(race: RaceRecord, trust: number, compute: (race: RaceRecord) => GainOverHours | null): GainOverHours | null {
    if (trust !== this.#trust) {
      this.#gains.clear();
      this.#trust = trust;
    }
    const known = this.#gains.get(race);
    if (known !== undefined) return known;
    const gain = compute(race);
    this.#gains.set(race, gain);
    return gain;
  }

  /** Over all markets of all races. */
  get usual(): number {
    let sum = 0;
    for (const scatter of this.#markets.values()) sum += scatter.sum / scatter.count;
    return sum / this.#markets.size;
  }

  /** Over the markets of one of the races that were taken. */
  of(race: RaceRecord): number {
    const known = this.#own.get(race);
    if (known !== undefined) return known;
    const keys = keysOf(race);
    let sum = 0;
    for (const key of keys) {
      const scatter = this.#markets.get(key) as Scatter;
      sum += scatter.sum / scatter.count;
    }
    const own = sum / keys.length;
    this.#own.set(race, own);
    return own;
  }
}

/** In the order of `byMarket`. */
function keysOf({ sessions, tapes }: RaceRecord): MarketKey[] {
  return [...sessions, ...tapes.map(({ sha256, fromUs, toUs }) => `${sha256} ${fromUs} ${toUs}`)];
}
