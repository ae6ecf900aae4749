import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { FileLogs } from '../messages/fileLogs.ts';
import { inOrder, readMessages, unitNotes } from '../messages/readMessages.ts';
import { RecordedOutput } from '../messages/recordedOutput.ts';
import { BinanceMapping } from './binanceMapping.ts';
import { binanceEvents } from './events.ts';
import { planBinance } from './plan.ts';
import { BinanceSurvey } from './survey.ts';

/**
 * Imports raw recordings of Binance spot, USD-M or COIN-M, one `<time of receipt> <json>` a line; see {@link BinanceMapping}.
 * Several files are one recording.
 *
 * They are read twice: first to find out which symbols, books and trades they contain, then to map those that make the tape.
 * Rows carry the exchange's time and are put in order by it; rows of one time keep the order of the lines. Trades before the first
 * book are left out and counted.
 *
 * Throws an {@link ImportError}.
 *
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
  const output = new RecordedOutput(logs, 'recorded');
  let at = '';
  const selection = { ...plan.selection, ownsSnapshot: () => own.has(at) };
  const mapping = new BinanceMapping(selection, grid, output);
  const units = await readMessages(ordered, logs, ({ value, receivedUs, file, line }) => {
    at = place(ordered[file], line);
    mapping.map(value, receivedUs);
  });
  mapping.end();
  logs.refuseIfTooMalformed();
  if (output.book.length === 0) {
    throw new ImportError(
      source,
      plan.selection.book === 'changes'
        ? 'no depth snapshot joins its depth updates, so there is no book. Record it with a snapshot.'
        : 'there is no book in it that can be read.',
    );
  }
  return output.finish(grid, [...unitNotes(units), ...plan.notes]);
}

function place(file: string | undefined, line: number): string {
  return `${line} ${file}`;
}
