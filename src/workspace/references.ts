/** The tapes of a hedge reference: which of them covers a piece of a market, and what a session sees of it. */

import { referenceMids } from '../exchange/referenceMids.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';
import { type CompileOptions, noDelays, openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { readTapeHead, type TapeFileHead } from '../recordings/tapeFile/readTape.ts';

/** Share of a piece that one tape of the reference has to cover. What it does not cover is a gap: nothing is shifted there. */
const LEAST_COVERED = 0.9;

/** Pieces whose mids are kept: those of a race are run several times. An hour of a busy market takes about a megabyte. */
const MOST_KEPT = 24;

/** A time on the clock of tapes, µs since 1970. */
export interface MarketSpan {
  readonly startUs: number;
  readonly endUs: number;
}

export class References {
  readonly #options: CompileOptions;
  /** By piece, the one that was used longest ago first. */
  readonly #kept = new Map<string, ReferenceMids>();

  constructor(options: CompileOptions) {
    this.#options = options;
  }

  /** Of the tapes, by their paths, the one that covers most of a piece; null where none covers enough of it. @throws TapeFileError */
  async covering({ startUs, endUs }: MarketSpan, paths: readonly string[]): Promise<string | null> {
    let best: { readonly path: string; readonly coveredUs: number } | null = null;
    for (const path of paths) {
      const head = await readTapeHead(path);
      const coveredUs = Math.min(endUs, head.endUs) - Math.max(startUs, head.startUs);
      if (best === null || coveredUs > best.coveredUs) best = { path, coveredUs };
    }
    return best === null || best.coveredUs < LEAST_COVERED * (endUs - startUs) ? null : best.path;
  }

  /**
   * What a session over the piece sees of a tape of the reference.
   * @param name of the file's content, e.g. its hash @throws TapeFileError, TapeError
   */
  async mids(path: string, name: string, { startUs, endUs }: MarketSpan): Promise<ReferenceMids> {
    const key = JSON.stringify([path, name, startUs, endUs]);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const tape = await openOnOwnGrid(await readTapeHead(path), this.#options);
    try {
      const mids = referenceMids(tape, startUs, endUs - startUs);
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined && this.#kept.size >= MOST_KEPT) this.#kept.delete(oldest);
      this.#kept.set(key, mids);
      return mids;
    } finally {
      tape.close();
    }
  }

  /** Why a tape cannot be read with the delays that were recorded; undefined where it can. @throws TapeFileError, TapeError */
  async withoutDelays(path: string): Promise<string | undefined> {
    const tape = await openOnOwnGrid(await readTapeHead(path), this.#options);
    tape.close();
    return tape.hasDelays ? undefined : noDelays(path);
  }
}

/** A reference is read in ticks of its own: nothing is traded on it. */
function openOnOwnGrid(
  { file, tickSize, lotSize }: TapeFileHead,
  options: CompileOptions,
): ReturnType<typeof openCompiled> {
  return openCompiled(file, { tickSize, lotSize }, options);
}
