/** How far quotes keep from the other side: a tick more for each rejection, and back after a time without one. */

import type { OrdersLens } from '../lenses.ts';
import type { RegimeParameters } from './parameters.ts';

export class PostOnlySafety {
  /** By side. */
  readonly ticks: Int32Array = new Int32Array(2);

  readonly #p: RegimeParameters;
  readonly #seen = new Int32Array(2);

  constructor(p: RegimeParameters) {
    this.#p = p;
    this.reset();
  }

  reset(): void {
    this.ticks.fill(this.#p.safetyTicks);
    this.#seen.fill(0);
  }

  /** Takes the rejections that are known now. Returns whether there were new ones. */
  learn(timeUs: number, { rejections, rejectedUs }: OrdersLens): boolean {
    const { safetyTicks, maxSafetyTicks, safetyRelaxSeconds } = this.#p;
    let rejected = false;
    for (let side = 0; side < 2; side++) {
      const fresh = (rejections[side] as number) - (this.#seen[side] as number);
      this.#seen[side] = rejections[side] as number;
      if (fresh > 0) {
        rejected = true;
        this.ticks[side] = Math.min(Math.max(safetyTicks, maxSafetyTicks), (this.ticks[side] as number) + fresh);
      } else if (timeUs - (rejectedUs[side] as number) >= safetyRelaxSeconds * 1e6) {
        this.ticks[side] = safetyTicks;
      }
    }
    return rejected;
  }
}
