/** Markets of a workspace as lanes run over them: those of records, and whole tape files. */

import type { LaneMarkets } from '../campaign/inProcessLanes.ts';
import type { LaneMarket } from '../campaign/laneRunner.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import type { CompiledFile } from '../recordings/tapeFile/compiledFile.ts';
import { openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { requirePossiblePrices, type WorkspaceMarkets } from './markets.ts';
import type { Workspace } from './workspace.ts';

/** Whole tapes that stay open: more than most commands name, fewer than the system allows files. */
const MOST_OPEN = 32;

export class WorkspaceLaneMarkets implements LaneMarkets {
  readonly #compiledFolder: string;
  readonly #ofRecords: Pick<WorkspaceMarkets, 'load'>;
  /** By file, grid and contract, the one that was opened first at the front. */
  readonly #open = new Map<string, CompiledFile>();

  constructor({ compiledFolder }: Pick<Workspace, 'compiledFolder'>, ofRecords: Pick<WorkspaceMarkets, 'load'>) {
    this.#compiledFolder = compiledFolder;
    this.#ofRecords = ofRecords;
  }

  /** @throws MarketError, TapeFileError, TapeError; RangeError for a whole tape on another grid */
  async load(market: LaneMarket, instrument: Instrument): Promise<CompiledTape> {
    if (market.type === 'whole-tape') return this.#whole(market.file, instrument);
    const { compiled } = await this.#ofRecords.load(market, instrument);
    return compiled;
  }

  async #whole(file: string, instrument: Instrument): Promise<CompiledFile> {
    const { tickSize, lotSize, contract } = instrument;
    const name = JSON.stringify([file, tickSize, lotSize, contract]);
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const tape = await openCompiled(file, { tickSize, lotSize }, { elsewhere: this.#compiledFolder });
    try {
      requirePossiblePrices(file, tape, instrument);
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
}
