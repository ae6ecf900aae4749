import { DelayStatistics } from '../import/feedDelays.ts';
import { finishAll } from '../import/importLog.ts';
import type { ImportResult, TapeGrid } from '../import/importResult.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { CollectedRows, MergedRows } from '../rows/collectedRows.ts';
import type { FileLogs } from './fileLogs.ts';
import type { MappingOutput, MessageTimes } from './messageMapping.ts';

/** Collects the rows that a mapping makes from the files of one recording. */
export class RecordedOutput implements MappingOutput {
  readonly book: CollectedRows = new CollectedRows();
  readonly trades: CollectedRows;
  readonly fundings: CollectedRows = new CollectedRows();
  readonly log: FileLogs;
  readonly #delays = new DelayStatistics();

  /**
   * @param order of rows of one time: that of the recording, or trades before the book, whose change already contains the
   * trade that caused it
   */
  constructor(log: FileLogs, order: 'recorded' | 'trades first') {
    this.log = log;
    this.trades = order === 'recorded' ? this.book : new CollectedRows();
  }

  readonly onTimes: (times: MessageTimes) => void = ({ timeUs, receivedUs }) => {
    if (!Number.isNaN(receivedUs)) this.#delays.add(receivedUs - timeUs);
  };

  /** The tape and its summary. `notes` are sentences on what was chosen where there was a choice. */
  finish(grid: TapeGrid, notes: readonly string[]): ImportResult {
    const rows = new MergedRows([...new Set([this.fundings, this.trades, this.book])]);
    const tape = assembleTape(rows, grid, this.log.resets);
    return finishAll(this.log.all, tape, this.#delays.summary(), rows.delays, notes);
  }
}
