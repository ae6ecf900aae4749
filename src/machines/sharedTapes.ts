/** The tapes of a program's requests: found by their files, hashed once, and shared with the workers through the store. */

import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { LaneMarket } from '../campaign/laneRunner.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { changedTape, MarketError } from '../workspace/markets.ts';
import { QueueError } from './queueError.ts';
import type { TapeStore } from './stores/tapeStore.ts';
import type { UnitMarket } from './unit.ts';

export class SharedTapes {
  readonly #folder: string;
  readonly #store: TapeStore | null;
  /** By path and state of the file. */
  readonly #hashes = new Map<string, string>();
  /** By hash. */
  readonly #shared = new Map<string, Promise<void>>();

  /** @param folder of the workspace, from which tapes of records are named */
  constructor(folder: string, store: TapeStore | null) {
    this.#folder = folder;
    this.#store = store;
  }

  /**
   * The market as it is named at the queue, once workers can have it.
   * @throws MarketError for a tape that has changed and a market that left no tape; TapeFileError; QueueError without a store
   */
  async marketOf(market: LaneMarket): Promise<UnitMarket> {
    if (market.type === 'synthetic') {
      const { type, family, seed, generator, minutes, startPrice, reference } = market;
      const made = { type, family, seed, generator, minutes, startPrice };
      return reference === undefined ? made : { ...made, reference };
    }
    if (market.type === 'feed') throw new MarketError(`a live market (${market.symbol}) cannot run on other machines`);
    if (hasReference(market)) {
      throw new MarketError(
        `${market.file} has a hedge reference beside it, which other machines are not given: run without a queue`,
      );
    }
    const file = this.pathOf(market.file);
    const sha256 = this.#hashOf(file);
    if (market.type === 'tape' && market.sha256 !== sha256) throw changedTape(market, sha256);
    await this.#share(sha256, file);
    if (market.type === 'whole-tape') return { type: 'whole-tape', sha256 };
    return { type: 'tape', sha256, fromUs: market.fromUs, toUs: market.toUs };
  }

  /** Of a tape that a request names. */
  pathOf(file: string): string {
    return isAbsolute(file) ? file : join(this.#folder, file);
  }

  #hashOf(file: string): string {
    const stat = statSync(file, { throwIfNoEntry: false });
    const key = `${file} ${stat?.ino} ${stat?.size} ${stat?.mtimeMs}`;
    const sha256 = this.#hashes.get(key) ?? hashFile(file);
    this.#hashes.set(key, sha256);
    return sha256;
  }

  #share(sha256: string, file: string): Promise<void> {
    const under = this.#shared.get(sha256) ?? this.#put(sha256, file);
    this.#shared.set(sha256, under);
    under.catch(() => this.#shared.delete(sha256));
    return under;
  }

  async #put(sha256: string, file: string): Promise<void> {
    if (this.#store === null) {
      throw new QueueError(
        `${file}: workers could not have this tape: name a store that they can read, a shared folder or s3://bucket (workers.tape_store, or --tape-store)`,
        'usage',
      );
    }
    if (!(await this.#store.has(sha256))) await this.#store.share(sha256, file);
  }
}

function hasReference(market: Extract<LaneMarket, { readonly type: 'tape' | 'whole-tape' }>): boolean {
  return market.type === 'tape' ? market.reference !== undefined : (market.references ?? []).length > 0;
}
