import { binaryIn } from '../../market/binaryMessage.ts';
import { fieldsOf } from '../fields/jsonFields.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { chooseSymbol, listed } from '../import/symbolChoice.ts';
import { FileLogs } from '../messages/fileLogs.ts';
import { inOrder, readMessages, unitNotes } from '../messages/readMessages.ts';
import { RecordedOutput } from '../messages/recordedOutput.ts';
import { paradexEvent } from './paradexEvents.ts';
import { ParadexMapping } from './paradexMapping.ts';

/**
 * Imports recordings of Paradex's public channels by the venue's times: lines with the time of receipt and `{"binary": "<base64>"}`,
 * as captures of a live feed hold them. See {@link ParadexMapping}.
 *
 * Rows are merged by the venue's time; at one time trades come before the book, which already contains them.
 * Throws an {@link ImportError}.
 */
export async function importParadex(files: readonly string[], grid: TapeGrid): Promise<ImportResult> {
  const source = files.join(', ');
  const markets = new Set<string>();
  const firstUs = new Map<number, number>();
  const surveyLogs = new FileLogs(files);
  await readMessages(files, surveyLogs, ({ value, file }) => {
    const base64 = binaryIn(fieldsOf(value, 'the message'));
    if (base64 === undefined) return;
    const event = paradexEvent(Buffer.from(base64, 'base64'));
    if (event.kind === 'other') return;
    markets.add(event.market);
    if (!firstUs.has(file)) firstUs.set(file, event.timeUs);
  });
  surveyLogs.refuseIfTooMalformed();
  if (markets.size === 0) throw new ImportError(source, 'there is no frame of a book, a trade or funding in it.');
  const market = chooseSymbol([...markets], grid.symbol, source);

  const ordered = inOrder(files, firstUs);
  const logs = new FileLogs(ordered);
  const output = new RecordedOutput(logs, 'trades first');
  const mapping = new ParadexMapping({ market }, grid, output);
  const units = await readMessages(ordered, logs, ({ value, receivedUs }) => mapping.map(value, receivedUs));
  mapping.end();
  logs.refuseIfTooMalformed();
  if (output.book.length === 0) {
    throw new ImportError(source, `there is no snapshot of the book of ${market} in it, so there is no book.`);
  }
  const notes = unitNotes(units);
  const others = [...markets].filter((name) => name !== market);
  if (others.length > 0) notes.push(`the tape is of ${market}; left out: ${listed(others)}`);
  return output.finish(grid, notes);
}
