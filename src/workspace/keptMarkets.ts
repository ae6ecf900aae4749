/** Compiled markets that were made before, so that each is made once however often it is run again. */

import type { TapeInMemory } from '../market/compiledTape.ts';

export interface KeptMarket {
  readonly compiled: TapeInMemory;
  /** Of its rows before they were compiled. */
  readonly digest: string;
}

export class KeptMarkets {
  #mostBytes: number;
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

  keep(name: string, market: KeptMarket): void {
    this.#markets.set(name, market);
    this.#bytes += bytesOf(market);
    this.limit(this.#mostBytes);
  }

  /** Sets the size anew, and drops what has no room. */
  limit(mostBytes: number): void {
    this.#mostBytes = mostBytes;
    for (const [oldest, dropped] of this.#markets) {
      if (this.#bytes <= mostBytes || this.#markets.size === 1) return;
      this.#markets.delete(oldest);
      this.#bytes -= bytesOf(dropped);
    }
  }
}

function bytesOf({ compiled }: KeptMarket): number {
  return compiled.timeUs.byteLength + compiled.code.byteLength + compiled.lots.byteLength;
}
