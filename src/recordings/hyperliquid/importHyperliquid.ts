import { type Fields, fieldsOf, isFields } from '../fields/jsonFields.ts';
import { stampUs } from '../fields/stamp.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { chooseSymbol, listed } from '../import/symbolChoice.ts';
import { FileLogs } from '../messages/fileLogs.ts';
import { inOrder, readMessages, unitNotes } from '../messages/readMessages.ts';
import { RecordedOutput } from '../messages/recordedOutput.ts';
import { coinsOf, HyperliquidMapping } from './hyperliquidMapping.ts';

/**
 * Imports recordings of Hyperliquid: lines of its archive (`{time, ver_num, raw}`), or of its WebSocket, with or without a time of
 * receipt before each. See {@link HyperliquidMapping}.
 *
 * Rows are merged by the venue's time; at one time trades come before the book, which already contains them.
 * Throws an {@link ImportError}.
 */
export async function importHyperliquid(files: readonly string[], grid: TapeGrid): Promise<ImportResult> {
  const source = files.join(', ');
  const coins = new Set<string>();
  const firstUs = new Map<number, number>();
  const surveyLogs = new FileLogs(files);
  await readMessages(files, surveyLogs, ({ value, receivedUs, file }) => {
    const { message } = messageIn(value, receivedUs);
    const found = coinsOf(message);
    for (const coin of found.coins) coins.add(coin);
    if (found.timeUs !== undefined && !firstUs.has(file)) firstUs.set(file, found.timeUs);
  });
  surveyLogs.refuseIfTooMalformed();
  if (coins.size === 0) throw new ImportError(source, 'there is no l2Book, bbo or trades message in it.');
  const coin = chooseSymbol([...coins], grid.symbol, source);

  const ordered = inOrder(files, firstUs);
  const logs = new FileLogs(ordered);
  const output = new RecordedOutput(logs, 'trades first');
  const mapping = new HyperliquidMapping({ coin }, grid, output);
  const units = await readMessages(ordered, logs, ({ value, receivedUs }) => {
    const opened = messageIn(value, receivedUs);
    mapping.map(opened.message, opened.receivedUs);
  });
  mapping.end();
  logs.refuseIfTooMalformed();
  if (output.book.length === 0)
    throw new ImportError(source, `there is no l2Book of ${coin} in it, so there is no book.`);
  const notes = unitNotes(units);
  const others = [...coins].filter((name) => name !== coin);
  if (others.length > 0) notes.push(`the tape is of ${coin}; left out: ${listed(others)}`);
  return output.finish(grid, notes);
}

/**
 * The message of a line. A line contains the envelope of the archive, whose `time` is that of receipt, or the message as the
 * WebSocket sent it, or only the data of a snapshot or of trades.
 */
function messageIn(value: unknown, receivedUs: number): { readonly message: Fields; readonly receivedUs: number } {
  if (Array.isArray(value)) return { message: { channel: 'trades', data: value }, receivedUs };
  const message = fieldsOf(value, 'the message');
  if (isFields(message.raw)) return { message: message.raw, receivedUs: stampUs(message.time, 'time') };
  return 'levels' in message ? { message: { channel: 'l2Book', data: message }, receivedUs } : { message, receivedUs };
}
