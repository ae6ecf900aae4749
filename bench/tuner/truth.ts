/** What versions are truly worth: profit per hour, after the charge for risk, against the default on held-out markets, each set of parameters run once. */

import { behaviourOf, type Parameters } from '../../src/strategy/parameters.ts';
import { strategy } from './settings.ts';

export class Truth {
  readonly #tapes: number;
  readonly #evaluate: (nth: number, sets: readonly Parameters[]) => Promise<readonly number[]>;
  readonly #start: Parameters;
  /** Worth per hour by tape. */
  readonly #worth = new Map<string, number[]>();

  /** @param evaluate what each set is worth per hour on the nth held-out market */
  constructor(
    tapes: number,
    start: Parameters,
    evaluate: (nth: number, sets: readonly Parameters[]) => Promise<readonly number[]>,
  ) {
    this.#tapes = tapes;
    this.#start = start;
    this.#evaluate = evaluate;
  }

  /** Runs what has not been run yet. */
  async learn(wanted: readonly Parameters[]): Promise<void> {
    const unknown = new Map<string, Parameters>();
    for (const set of [this.#start, ...wanted]) if (!this.#worth.has(keyOf(set))) unknown.set(keyOf(set), set);
    if (unknown.size === 0) return;
    const sets = [...unknown.values()];
    const byTape = await Promise.all(Array.from({ length: this.#tapes }, (_, nth) => this.#evaluate(nth, sets)));
    for (const [i, key] of [...unknown.keys()].entries()) {
      this.#worth.set(
        key,
        byTape.map((worths) => worths[i] ?? Number.NaN),
      );
    }
  }

  get size(): number {
    return this.#worth.size;
  }

  /** Gain per hour over the default on each held-out market, USD. @throws RangeError for a set that was not learned */
  gains(set: Parameters): number[] {
    const [own, base] = [set, this.#start].map((one) => this.#worth.get(keyOf(one)));
    if (own === undefined || base === undefined) throw new RangeError(`${keyOf(set)} was not run on held-out markets`);
    return own.map((worth, i) => worth - (base[i] ?? Number.NaN));
  }
}

/** Sets that behave alike are run once. */
function keyOf(set: Parameters): string {
  const behaviour = behaviourOf(strategy.parameters, set);
  return JSON.stringify(Object.entries(behaviour).sort(([a], [b]) => (a < b ? -1 : 1)));
}
