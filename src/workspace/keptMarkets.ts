/** Compiled markets that were made before, so that each is made once although it runs many times. */

import type { TapeInMemory } from '../market/compiledTape.ts';
import { inSharedMemory } from './sharedColumns.ts';

/** Enough for 24 hours of synthetic markets, of up to 15 MB an hour, and one beside them: a race runs over as many, always in the same order. With one too few, each would be gone when it is needed again. */
export const KEPT_BYTES: number = 384 * 2 ** 20;

export interface KeptMarket {
  readonly compiled: TapeInMemory;
  /** Of its rows before they were compiled. */
  readonly digest: string;
}

export class KeptMarkets {
  readonly #mostBytes: number;
  /** By name; the one that was used longest ago comes first, the newest last. */
  readonly #markets = new Map<string, KeptMarket>();
  #bytes = 0;

  /** @param mostBytes size of the columns of all kept markets together; the newest is kept even if it is larger */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(name: string): KeptMarket | undefined {
    const market = this.#markets.get(name);
    if (market === undefined) return undefined;
    this.#markets.delete(name);
    this.#markets.set(name, market);
    return market;
  }

  /**
   * Keeps the market in memory that all threads see, in the place of one of the same name.
   *
   * @returns the market as it is kept
   */
  keep(name: string, { compiled, digest }: KeptMarket): KeptMarket {
    const market = { compiled: inSharedMemory(compiled), digest };
    this.#drop(name);
    this.#markets.set(name, market);
    this.#bytes += bytesOf(market);
    for (const oldest of this.#markets.keys()) {
      if (this.#bytes <= this.#mostBytes || oldest === name) break;
      this.#drop(oldest);
    }
    return market;
  }

  #drop(name: string): void {
    const market = this.#markets.get(name);
    if (market === undefined) return;
    this.#markets.delete(name);
    this.#bytes -= bytesOf(market);
  }
}

function bytesOf({ compiled }: KeptMarket): number {
  const { timeUs, code, lots, reference } = compiled;
  const beside = reference === undefined ? 0 : reference.timeUs.byteLength + reference.midTicks.byteLength;
  return timeUs.byteLength + code.byteLength + lots.byteLength + beside;
}
