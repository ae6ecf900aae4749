/** Which character a market has now: always the same, or one after another. */

import type { Rng } from '../rng.ts';
import { parametersOf } from './calibration.ts';
import {
  type Family,
  type FamilyParameters,
  type SteadyFamily,
  SWITCHING_MEAN_EXTRA_SECONDS,
  SWITCHING_MINIMUM_SECONDS,
  switchingCharacters,
} from './families.ts';

export class Characters {
  readonly #rng: Rng;
  #family: SteadyFamily;
  #nextChangeUs: number = Number.POSITIVE_INFINITY;

  constructor(family: Family, rng: Rng) {
    this.#rng = rng;
    if (family === 'switching') {
      this.#family = this.#anyOf(switchingCharacters);
      this.#nextChangeUs = this.#lastsUs();
    } else {
      this.#family = family;
    }
  }

  get current(): FamilyParameters {
    return parametersOf[this.#family];
  }

  /** Whether the character has changed by `timeUs` since the last call. Call with times that never decrease. */
  changeBy(timeUs: number): boolean {
    if (timeUs < this.#nextChangeUs) return false;
    this.#family = this.#anyOf(switchingCharacters.filter((family) => family !== this.#family));
    this.#nextChangeUs = timeUs + this.#lastsUs();
    return true;
  }

  #lastsUs(): number {
    return 1e6 * (SWITCHING_MINIMUM_SECONDS + SWITCHING_MEAN_EXTRA_SECONDS * this.#rng.exponential());
  }

  #anyOf(characters: readonly SteadyFamily[]): SteadyFamily {
    const character = characters[this.#rng.integer(characters.length)];
    if (character === undefined)
      throw new RangeError('a switching market needs at least two characters to switch between');
    return character;
  }
}
