/** Markets of a workspace as lanes run over them: those of records, and whole tape files. */

import type { LaneMarkets } from '../campaign/inProcessLanes.ts';
import type { LaneMarket, WholeTape } from '../campaign/laneRunner.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';
import type { CompiledFile } from '../recordings/tapeFile/compiledFile.ts';
import { openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { readTapeHead } from '../recordings/tapeFile/readTape.ts';
import { MarketError, requirePossiblePrices, twoClocks, type WorkspaceMarkets } from './markets.ts';
import { References } from './references.ts';
import type { Workspace } from './workspace.ts';

/** Whole tapes that stay open: more than most commands name, fewer than the system allows files. */
const MOST_OPEN = 32;

export class WorkspaceLaneMarkets implements LaneMarkets {
  readonly #compiledFolder: string;
  readonly #references: References;
  readonly #ofRecords: Pick<WorkspaceMarkets, 'load'>;
  /** By file, grid and contract, the one that was opened first at the front. */
  readonly #open = new Map<string, CompiledFile>();

  constructor({ compiledFolder }: Pick<Workspace, 'compiledFolder'>, ofRecords: Pick<WorkspaceMarkets, 'load'>) {
    this.#compiledFolder = compiledFolder;
    this.#references = new References({ elsewhere: compiledFolder });
    this.#ofRecords = ofRecords;
  }

  /** @throws MarketError, TapeFileError, TapeError; RangeError for a whole tape on another grid */
  async load(market: LaneMarket, instrument: Instrument): Promise<CompiledTape> {
    if (market.type === 'whole-tape') return this.#whole(market, instrument);
    const { compiled } = await this.#ofRecords.load(market, instrument);
    return compiled;
  }

  async #whole({ file, references = [] }: WholeTape, instrument: Instrument): Promise<CompiledFile> {
    const { tickSize, lotSize, contract } = instrument;
    const name = JSON.stringify([file, references, tickSize, lotSize, contract]);
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const tape = await openCompiled(file, { tickSize, lotSize }, { elsewhere: this.#compiledFolder });
    try {
      requirePossiblePrices(file, tape, instrument);
      if (references.length > 0) tape.reference = await this.#midsBeside(file, tape, references);
    } catch (error) {
      tape.close();
      throw error;
    }
    for (const [oldest, old] of this.#open) {
      if (this.#open.size < MOST_OPEN) break;
      old.close();
      this.#open.delete(oldest);
    }
    this.#open.set(name, tape);
    return tape;
  }
  async #midsBeside(file: string, { startUs, endUs }: CompiledFile, paths: readonly string[]): Promise<ReferenceMids> {
    const span = { startUs, endUs: startUs + endUs };
    const path = await this.#references.covering(span, paths);
    if (path === null) {
      throw new MarketError(
        `no tape of reference.tapes (${paths.join(', ')}) covers nine tenths of ${file}: record both markets at the same time, or leave that tape out`,
      );
    }
    const [own, beside] = [await readTapeHead(file), await readTapeHead(path)];
    if (own.clock !== beside.clock) throw own.clock === undefined ? twoClocks(path, file) : twoClocks(file, path);
    return this.#references.mids(path, '', span);
  }
}
