import { DelayStatistics } from '../import/feedDelays.ts';
import { FileLogs } from '../import/fileLogs.ts';
import { finishAll } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { inOrder, readMessages, unitNotes } from '../messages/readMessages.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { CollectedRows, MergedRows } from '../rows/collectedRows.ts';
import { BinanceMapping } from './binanceMapping.ts';
import { binanceEvents } from './events.ts';
import { planBinance } from './plan.ts';
import { BinanceSurvey } from './survey.ts';

/**
 * Imports raw recordings of Binance spot, USD-M or COIN-M, one `<time of receipt> <json>` a line; see {@link BinanceMapping}.
 * Several files are one recording.
 *
 * They are read twice: first to see which symbols, books and trades are in them, then to map those that make the tape.
 * Rows carry the exchange's time and are put in order by it; rows of one time keep the order of the lines. Trades from before
 * the first book have no book to meet and are left out (counted).
 *
 * Throws an {@link ImportError}.
 *
 * @example await importBinanceLines(['btcusdt.jsonl.gz'], { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001 });
 */
export async function importBinanceLines(files: readonly string[], grid: TapeGrid): Promise<ImportResult> {
  const source = files.join(', ');
  const survey = new BinanceSurvey();
  const surveyLogs = new FileLogs(files);
  await readMessages(files, surveyLogs, ({ value, file, line }) => {
    for (const event of binanceEvents(value)) survey.take(event, file, line);
  });
  surveyLogs.refuseIfTooMalformed();
  const plan = planBinance(survey, grid.symbol, source);
  const own = new Set([...plan.snapshots].map(({ file, line }) => place(files[file], line)));

  const ordered = inOrder(files, survey.firstUs);
  const logs = new FileLogs(ordered);
  const rows = new CollectedRows();
  const fundings = new CollectedRows();
  const delays = new DelayStatistics();
  const mapping = new BinanceMapping(plan.feed, grid, {
    rows,
    fundings,
    log: logs,
    heard: ({ timeUs, receivedUs }) => {
      if (!Number.isNaN(receivedUs)) delays.add(receivedUs - timeUs);
    },
  });
  const isFromSnapshots = plan.feed.book === 'changes' || plan.feed.book === 'snapshots';
  const units = await readMessages(ordered, logs, ({ value, receivedUs, file, line }) => {
    for (const event of binanceEvents(value)) {
      const isUnnamed = event.kind === 'snapshot' && event.symbol === undefined;
      if (isUnnamed && isFromSnapshots && !own.has(place(ordered[file], line))) {
        logs.drop('snapshots of other symbols');
      } else mapping.take(event, receivedUs);
    }
  });
  mapping.end();
  logs.refuseIfTooMalformed();
  if (rows.length === 0) {
    throw new ImportError(
      source,
      plan.feed.book === 'changes'
        ? 'no depth snapshot joins its depth updates, so there is no book. Record it with a snapshot.'
        : 'there is no book in it that can be read.',
    );
  }
  const notes = [...unitNotes(units), ...plan.notes];
  const tape = assembleTape(new MergedRows([fundings, rows]), grid, logs.resets);
  return finishAll(logs.all, tape, delays.summary(), rows.receipts, notes);
}

function place(file: string | undefined, line: number): string {
  return `${line} ${file}`;
}
