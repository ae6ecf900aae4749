/** Samples a lane's account at equal steps of market time. */

import type { ExchangeLane } from '../exchange/exchangeLane.ts';
import type { Desk } from './desk.ts';
import type { LaneSamples } from './result.ts';

export class LaneSampler {
  #length = 0;
  readonly #stepUs: number;
  readonly #profit: Float64Array;
  readonly #inventoryLots: Int32Array;
  readonly #paused: Uint8Array;
  readonly #volume: Float64Array;

  constructor(capacity: number, stepUs: number) {
    this.#stepUs = stepUs;
    this.#profit = new Float64Array(capacity);
    this.#inventoryLots = new Int32Array(capacity);
    this.#paused = new Uint8Array(capacity);
    this.#volume = new Float64Array(capacity);
  }

  sample(lane: ExchangeLane, desk: Desk): void {
    const i = this.#length++;
    this.#profit[i] = lane.profit();
    this.#inventoryLots[i] = lane.account.inventoryLots;
    this.#paused[i] = (desk.bidPaused ? 1 : 0) | (desk.askPaused ? 2 : 0);
    this.#volume[i] = lane.account.volume;
  }

  samples(): LaneSamples {
    const n = this.#length;
    return {
      stepUs: this.#stepUs,
      length: n,
      profit: this.#profit.slice(0, n),
      inventoryLots: this.#inventoryLots.slice(0, n),
      paused: this.#paused.slice(0, n),
      volume: this.#volume.slice(0, n),
    };
  }
}
