import { fieldsOf, isFields } from '../fields/jsonFields.ts';
import { readStamp, stampUs } from '../fields/stamp.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { chooseSymbol, listed } from '../import/symbolChoice.ts';
import { FileLogs } from '../messages/fileLogs.ts';
import { inOrder, readMessages, unitNotes } from '../messages/readMessages.ts';
import { RecordedOutput } from '../messages/recordedOutput.ts';
import { mergedLines } from '../packing/mergedLines.ts';
import { BybitMapping, topicOf } from './bybitMapping.ts';
import { BybitTradeLines } from './tradesCsv.ts';

/**
 * Imports recordings of Bybit: its history files of order books (one JSON a line) and of trades (CSV), or lines of its public
 * WebSocket, with or without a time of receipt before each. See {@link BybitMapping}.
 *
 * Rows are merged by the exchange's time; at one time trades come before the book, whose change already contains the trade that
 * caused it. Throws an {@link ImportError}.
 */
export async function importBybit(
  messageFiles: readonly string[],
  tradeFiles: readonly string[],
  grid: TapeGrid,
): Promise<ImportResult> {
  const source = [...messageFiles, ...tradeFiles].join(', ');
  if (messageFiles.length === 0) {
    throw new ImportError(source, 'there is no book in it. Name the order book file as well.');
  }
  const survey = await surveyOf(messageFiles);
  const symbol = chooseSymbol([...survey.levels.keys()], grid.symbol, source);
  if ((survey.tradeIds.get(symbol)?.size ?? 0) > 1) {
    throw new ImportError(
      source,
      `it holds ${symbol} of spot and of contracts together. Record each in a file of its own.`,
    );
  }
  const depths = [...(survey.levels.get(symbol) ?? [])];
  if (depths.length === 0) {
    throw new ImportError(source, `there is no order book of ${symbol} in it. Record it, or name its file, as well.`);
  }
  const levels = Math.max(...depths);
  const ordered = inOrder(messageFiles, survey.firstUs);
  const logs = new FileLogs([...ordered, ...tradeFiles]);
  const output = new RecordedOutput(logs, 'trades first');
  const mapping = new BybitMapping({ symbol, levels }, grid, output);
  const units = await readMessages(ordered, logs, ({ value, receivedUs }) => mapping.map(value, receivedUs));
  await readTradeFiles(tradeFiles, logs, ordered.length, symbol, mapping);
  mapping.end();
  logs.refuseIfTooMalformed();
  if (output.book.length === 0) throw new ImportError(source, 'there is no snapshot of the order book in it.');
  const notes = unitNotes(units);
  const others = [...survey.levels.keys()].filter((name) => name !== symbol);
  if (others.length > 0) notes.push(`the tape is of ${symbol}; left out: ${listed(others)}`);
  if (depths.length > 1) notes.push(`the book is that of ${levels} levels`);
  return output.finish(grid, notes);
}

/** Trade ids are numbers on spot and long ids for contracts. Both use the same symbols. */
type TradeIds = 'numbers' | 'long ids';

interface Survey {
  readonly tradeIds: Map<string, Set<TradeIds>>;
  /** The numbers of levels of the order books of each symbol. */
  readonly levels: Map<string, Set<number>>;
  /** The first time of each file, µs since 1970. */
  readonly firstUs: Map<number, number>;
}

async function surveyOf(files: readonly string[]): Promise<Survey> {
  const levels = new Map<string, Set<number>>();
  const tradeIds = new Map<string, Set<TradeIds>>();
  const firstUs = new Map<number, number>();
  const logs = new FileLogs(files);
  await readMessages(files, logs, ({ value, file }) => {
    const message = fieldsOf(value, 'the message');
    const topic = topicOf(message);
    if (topic === undefined) return;
    const known = levels.get(topic.symbol) ?? new Set();
    levels.set(topic.symbol, known);
    if (topic.levels !== undefined && topic.levels > 0) known.add(topic.levels);
    if (topic.name === 'publicTrade' && Array.isArray(message.data)) {
      const forms = tradeIds.get(topic.symbol) ?? new Set();
      tradeIds.set(topic.symbol, forms);
      for (const { i } of message.data.filter(isFields)) forms.add(isNumber(i) ? 'numbers' : 'long ids');
    }
    if (!firstUs.has(file) && message.ts !== undefined) firstUs.set(file, stampUs(message.ts, 'ts'));
  });
  logs.refuseIfTooMalformed();
  return { levels, tradeIds, firstUs };
}

function isNumber(id: unknown): boolean {
  return typeof id === 'number' || (typeof id === 'string' && /^\d+$/.test(id));
}

/** `firstLog` is the number of the first of these files among the logs. */
async function readTradeFiles(
  files: readonly string[],
  logs: FileLogs,
  firstLog: number,
  symbol: string,
  mapping: BybitMapping,
): Promise<void> {
  const readers = new Map<number, BybitTradeLines>();
  const keyOf = (line: string, file: number): number => {
    const reader = readers.get(file);
    if (reader !== undefined) return readStamp(reader.stampOf(line))?.us ?? Number.NaN;
    readers.set(file, new BybitTradeLines(line, symbol));
    return Number.NaN;
  };
  const begun = new Set<number>();
  for await (const { file, line } of mergedLines(files, keyOf)) {
    logs.turnTo(firstLog + file);
    logs.current.eachLine(line, () => {
      const isHeader = !begun.has(file);
      begun.add(file);
      const reader = readers.get(file);
      if (!isHeader && line !== '' && reader !== undefined) mapping.map(reader.read(line), Number.NaN);
    });
  }
}
