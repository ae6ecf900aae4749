/** Messages of a made-up market in the wire format of Hyperliquid. */

import { createRng } from '../../src/market/rng.ts';

export const COIN = 'SOL';
export const TICK = 0.01;
export const LOT = 0.01;
const LEVELS = 20;

/** A market that moves by a tick now and then. */
export class Frames {
  readonly #rng;
  #bidTicks = 15_000;
  #trade = 0;

  constructor(seed: string) {
    this.#rng = createRng(seed);
  }

  /** @param timeMs of the venue, whole ms. @param sentMs is handed through, for measurements */
  book(timeMs: number, sentMs: number): string {
    this.#move();
    const side = (best: number, step: -1 | 1): object[] =>
      Array.from({ length: LEVELS }, (_, i) => this.#level(best + step * i));
    const levels = [side(this.#bidTicks, -1), side(this.#bidTicks + 1, 1)];
    return JSON.stringify({ channel: 'l2Book', sentMs, data: { coin: COIN, time: timeMs, levels } });
  }

  best(timeMs: number, sentMs: number): string {
    this.#move();
    const bbo = [this.#level(this.#bidTicks), this.#level(this.#bidTicks + 1)];
    return JSON.stringify({ channel: 'bbo', sentMs, data: { coin: COIN, time: timeMs, bbo } });
  }

  trade(timeMs: number, sentMs: number): string {
    this.#trade++;
    const isBuy = this.#rng.uniform() < 0.5;
    const px = priceText(isBuy ? this.#bidTicks + 1 : this.#bidTicks);
    const data = [{ coin: COIN, side: isBuy ? 'B' : 'A', px, sz: this.#size(), time: timeMs, tid: this.#trade }];
    return JSON.stringify({ channel: 'trades', sentMs, data });
  }

  #move(): void {
    const drawn = this.#rng.uniform();
    if (drawn < 0.1) this.#bidTicks++;
    else if (drawn < 0.2) this.#bidTicks--;
  }

  #level(ticks: number): object {
    return { px: priceText(ticks), sz: this.#size(), n: 3 };
  }

  #size(): string {
    return (1 + Math.floor(this.#rng.uniform() * 5000) / 100).toFixed(2);
  }
}

function priceText(ticks: number): string {
  return (ticks * TICK).toFixed(2);
}
