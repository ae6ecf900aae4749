/**
 * Measures the gains of parameter sets over the default on held-out markets (markets that no study uses): profit per hour after the
 * charge for risk. Each set runs only once on each market.
 */

import { behaviourOf, type Parameters } from '../../src/strategy/parameters.ts';
import { strategy } from './settings.ts';

export class HeldOutGains {
  readonly #markets: number;
  readonly #evaluate: (nth: number, sets: readonly Parameters[]) => Promise<readonly number[]>;
  readonly #start: Parameters;
  /** Profit per hour after the charge for risk, by key of the set, then by market. */
  readonly #profits = new Map<string, number[]>();

  /** @param evaluate profit per hour of each set on the nth held-out market */
  constructor(
    markets: number,
    start: Parameters,
    evaluate: (nth: number, sets: readonly Parameters[]) => Promise<readonly number[]>,
  ) {
    this.#markets = markets;
    this.#start = start;
    this.#evaluate = evaluate;
  }

  /** Runs the sets that have not been run yet. */
  async measure(wanted: readonly Parameters[]): Promise<void> {
    const unknown = new Map<string, Parameters>();
    for (const set of [this.#start, ...wanted]) if (!this.#profits.has(keyOf(set))) unknown.set(keyOf(set), set);
    if (unknown.size === 0) return;
    const sets = [...unknown.values()];
    const byMarket = await Promise.all(Array.from({ length: this.#markets }, (_, nth) => this.#evaluate(nth, sets)));
    for (const [i, key] of [...unknown.keys()].entries()) {
      this.#profits.set(
        key,
        byMarket.map((profits) => profits[i] ?? Number.NaN),
      );
    }
  }

  /** Number of sets measured. */
  get size(): number {
    return this.#profits.size;
  }

  /** Gain per hour over the default on each held-out market, USD. @throws RangeError for a set that was not measured */
  gains(set: Parameters): number[] {
    const [own, base] = [set, this.#start].map((one) => this.#profits.get(keyOf(one)));
    if (own === undefined || base === undefined) throw new RangeError(`${keyOf(set)} was not run on held-out markets`);
    return own.map((profit, i) => profit - (base[i] ?? Number.NaN));
  }
}

/** Sets that behave alike share one key. */
function keyOf(set: Parameters): string {
  const behaviour = behaviourOf(strategy.parameters, set);
  return JSON.stringify(Object.entries(behaviour).sort(([a], [b]) => (a < b ? -1 : 1)));
}
