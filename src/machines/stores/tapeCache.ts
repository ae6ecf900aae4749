/**
 * Tapes that a worker has fetched, each checked by its hash, with their compiled forms beside them. The folder is kept below a
 * number of bytes: what was used longest ago goes first.
 */

import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { removeAbandoned, unfinishedFile } from '../../recordings/tapeFile/unfinishedFile.ts';
import { QueueError } from '../queueError.ts';
import { SharedWork } from './sharedWork.ts';
import { type TapeStore, tapeName } from './tapeStore.ts';

/** Another worker on this machine may use a tape that was used so recently. */
const IN_USE_MS = 600_000;

export interface TapeCacheOptions {
  /** Made where it is missing. */
  readonly folder: string;
  readonly mostBytes: number;
  /** null where the worker was told of none. */
  readonly store: TapeStore | null;
  /** Tapes that were used within this time stay, even if the folder is too large. */
  readonly inUseMs?: number;
}

export class TapeCache {
  readonly folder: string;
  readonly #options: TapeCacheOptions;
  /** By hash: tapes that were checked, or are being fetched. */
  readonly #known = new Map<string, SharedWork<string>>();
  /** By hash: how many units run over it. */
  readonly #inUse = new Map<string, number>();

  constructor(options: TapeCacheOptions) {
    this.#options = options;
    this.folder = options.folder;
    mkdirSync(options.folder, { recursive: true });
    removeAbandoned(options.folder);
  }

  /**
   * Calls `work` with the path of the tape, which stays there until it has ended.
   * @throws QueueError where the tape cannot be had, or has another hash than its name; what `work` throws
   */
  async with<Result>(sha256: string, stop: AbortSignal, work: (file: string) => Promise<Result>): Promise<Result> {
    this.#inUse.set(sha256, (this.#inUse.get(sha256) ?? 0) + 1);
    try {
      const file = await this.#file(sha256, stop);
      noteUse(file);
      return await work(file);
    } finally {
      const left = (this.#inUse.get(sha256) ?? 1) - 1;
      if (left > 0) this.#inUse.set(sha256, left);
      else this.#inUse.delete(sha256);
      this.#makeRoom();
    }
  }

  async #file(sha256: string, stop: AbortSignal): Promise<string> {
    for (;;) {
      stop.throwIfAborted();
      const known = this.#known.get(sha256);
      const fetch = known === undefined || known.isLeft ? this.#begin(sha256) : known;
      const file = await fetch.wait(stop);
      if (existsSync(file)) return file;
      // Somebody took it away meanwhile.
      this.#forget(sha256, fetch);
    }
  }

  /** Units that want the same tape wait for one fetch: when one of them is stopped, the others still get it. */
  #begin(sha256: string): SharedWork<string> {
    const fetch = new SharedWork(async (nobodyWaits) => {
      try {
        return await this.#fetched(sha256, nobodyWaits);
      } catch (error) {
        this.#forget(sha256, fetch);
        throw error;
      }
    });
    this.#known.set(sha256, fetch);
    return fetch;
  }

  #forget(sha256: string, fetch: SharedWork<string>): void {
    if (this.#known.get(sha256) === fetch) this.#known.delete(sha256);
  }

  async #fetched(sha256: string, stop: AbortSignal): Promise<string> {
    const file = join(this.folder, tapeName(sha256));
    if (existsSync(file)) {
      if ((await hashOf(file, stop)) === sha256) return file;
      await rm(file, { force: true });
    }
    const { store } = this.#options;
    if (store === null) {
      throw new QueueError(`tape ${sha256} is not in ${this.folder}, and no store of tapes is named (--tape-store)`);
    }
    const part = unfinishedFile(file);
    try {
      if (!(await store.fetch(sha256, part, stop))) throw new QueueError(`tape ${sha256} is not in ${store.shown}`);
      const found = await hashOf(part, stop);
      if (found !== sha256) {
        throw new QueueError(
          `${store.shown}: the tape ${sha256} has another hash, ${found}: it is damaged or not that tape`,
        );
      }
      await rename(part, file);
    } finally {
      await rm(part, { force: true });
    }
    return file;
  }

  #makeRoom(): void {
    const { mostBytes, inUseMs = IN_USE_MS } = this.#options;
    const tapes = this.#tapes();
    let bytes = tapes.reduce((sum, tape) => sum + tape.bytes, 0);
    const agedMs = Date.now() - inUseMs;
    for (const tape of tapes.toSorted((a, b) => a.usedMs - b.usedMs)) {
      if (bytes <= mostBytes) return;
      if (this.#inUse.has(tape.sha256) || tape.usedMs > agedMs) continue;
      for (const name of tape.names) rmSync(join(this.folder, name), { force: true });
      this.#known.delete(tape.sha256);
      bytes -= tape.bytes;
    }
  }

  /** Each with all files that belong to it. */
  #tapes(): { sha256: string; names: string[]; bytes: number; usedMs: number }[] {
    const tapes = new Map<string, { sha256: string; names: string[]; bytes: number; usedMs: number }>();
    for (const name of readdirSync(this.folder)) {
      const sha256 = /^([0-9a-f]{64})\.parquet/.exec(name)?.[1];
      const stat = statSync(join(this.folder, name), { throwIfNoEntry: false });
      if (sha256 === undefined || stat === undefined) continue;
      const tape = tapes.get(sha256) ?? { sha256, names: [], bytes: 0, usedMs: 0 };
      tape.names.push(name);
      tape.bytes += stat.size;
      tape.usedMs = Math.max(tape.usedMs, stat.mtimeMs);
      tapes.set(sha256, tape);
    }
    return [...tapes.values()];
  }
}

/** Kept beside the tape: whoever hashes a tape once, and again when it was touched, would hash it for every unit. */
function noteUse(file: string): void {
  const note = `${file}.used`;
  closeSync(openSync(note, 'a'));
  const now = new Date();
  utimesSync(note, now, now);
}

async function hashOf(file: string, stop: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal: stop });
  return hash.digest('hex');
}
