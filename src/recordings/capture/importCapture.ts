import { ownFeedOf } from '../../market/feedVenue.ts';
import { type Fields, parseJson } from '../fields/jsonFields.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { DelayStatistics } from '../import/feedDelays.ts';
import { finishAll } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { chooseSymbol } from '../import/symbolChoice.ts';
import { FileLogs } from '../messages/fileLogs.ts';
import type { MessageFormat } from '../messages/messageFormat.ts';
import { readMessages, splitLine } from '../messages/readMessages.ts';
import { readLines } from '../packing/readLines.ts';
import { type CaptureHead, headIn, ownSizeIn } from './captureFormat.ts';
import { feedMapping } from './feedMapping.ts';
import { FeedRows, type FeedRowTaker } from './feedRows.ts';
import { ReceiptTape, receiptHead } from './receiptTape.ts';

/**
 * Imports the capture of a live feed as the tape that its recorder made: rows by the clock of receipt. Several files are those of
 * one recording, or of recordings that follow each other; where a file is missing the book is reset. A last line that is cut off,
 * as after a crash, counts as malformed.
 *
 * Throws an {@link ImportError}.
 * @param span of one tape among those that were cut from the recording; left out, the tape begins with the first whole book and ends
 * with the recording
 * @param delays takes the delay of each message of the tape
 */
export async function importCapture(
  files: readonly string[],
  grid: TapeGrid,
  span: TapeSpan = WHOLE,
  delays: DelayStatistics = new DelayStatistics(),
): Promise<ImportResult> {
  const source = files.join(', ');
  const captures = await captureFiles(files);
  const [first, ...others] = captures;
  if (first === undefined) throw new ImportError(source, 'no file was named.');
  const { venue, symbol } = first.head;
  const other = others.find(({ head }) => head.venue !== venue || head.symbol !== symbol);
  if (other !== undefined) {
    throw new ImportError(other.file, `it is of ${nameOf(other.head)}, and ${first.file} of ${nameOf(first.head)}.`);
  }
  chooseSymbol([symbol], grid.symbol, source);

  const ordered = captures.map(({ file }) => file);
  const logs = new FileLogs(ordered);
  let tape: ReceiptTape | undefined;
  const taker: FeedRowTaker = {
    append: (atUs, kind, side, priceTicks, size) => tape?.append(atUs, kind, side, priceTicks, size),
    pass: (nowUs) => tape?.pass(nowUs),
  };
  const rows = new FeedRows(
    (output) => feedMapping(venue, symbol, grid, output),
    logs,
    taker,
    ({ timeUs, receivedUs }) => {
      if (span === WHOLE || receivedUs > span.startUs) delays.add(receivedUs - timeUs);
    },
  );
  const begin = (atUs: number): void => {
    if (tape !== undefined || !rows.canBegin || rows.window === undefined) return;
    tape = new ReceiptTape(receiptHead(grid, atUs, rows.window), rows.levels);
  };
  let isOver = false;
  /** Begins and ends the tape where its times lie before a line. Returns whether the line belongs to it. */
  const reach = (receivedUs: number): boolean => {
    if (receivedUs > span.startUs) begin(span.startUs);
    if (receivedUs > span.endUs && !isOver) {
      isOver = true;
      rows.pass(span.endUs);
      tape?.end(span.endUs);
    }
    return !isOver;
  };
  const order = new Order(captures);
  await readMessages(
    ordered,
    logs,
    ({ value, receivedUs, file }) => {
      order.next(file, receivedUs);
      if (!reach(receivedUs)) return;
      rows.message(value, receivedUs);
      if (span === WHOLE) begin(receivedUs);
    },
    ({ value, receivedUs, file }) => {
      order.next(file, receivedUs);
      if (!reach(receivedUs)) return;
      if (order.hasBreak(value)) {
        rows.lose('break between files', receivedUs);
        // What is ours is said anew by each recording.
        for (const own of rows.ownSizes) rows.own({ ...own, lots: 0 }, receivedUs);
      }
      if (value.mmtune === 'lost') rows.lose('lost feed', receivedUs);
      if (value.mmtune === 'own') {
        const own = ownSizeIn(value, grid);
        if (own !== undefined) rows.own(own, receivedUs);
      }
      if (value.mmtune === 'dropped') logs.drop(printable(value.reason, 60));
      if (value.mmtune === 'sealed' && receivedUs <= span.endUs) {
        rows.pass(receivedUs);
        tape?.end(receivedUs);
      }
    },
  );
  logs.refuseIfTooMalformed();
  if (tape === undefined) {
    throw new ImportError(
      source,
      'no whole book is in it, with a bid and an ask. Record longer, or name the first file too.',
    );
  }
  return finishAll(
    logs.all,
    tape.take(Number.POSITIVE_INFINITY),
    delays.summary(),
    undefined,
    notesOn(first.head, grid),
  );
}

/** Times of a tape, µs since 1970. */
export interface TapeSpan {
  readonly startUs: number;
  readonly endUs: number;
}

const WHOLE: TapeSpan = { startUs: Number.POSITIVE_INFINITY, endUs: Number.POSITIVE_INFINITY };

/** The format of a capture's messages. Throws an {@link ImportError}. */
export async function venueOfCapture(file: string): Promise<MessageFormat> {
  const { venue } = await headOfFile(file);
  const own = ownFeedOf(venue);
  if (own !== undefined) return own === 'binance' ? 'binance-raw' : own;
  throw new ImportError(file, 'ccxt gives no times of the venue for its book: import it by the times of receipt.');
}

interface CaptureFile {
  readonly file: string;
  readonly head: CaptureHead;
}

/** In the order in which they were recorded. */
async function captureFiles(files: readonly string[]): Promise<CaptureFile[]> {
  const captures: CaptureFile[] = [];
  for (const file of files) captures.push({ file, head: await headOfFile(file) });
  captures.sort((a, b) => a.head.startUs - b.head.startUs || a.head.part - b.head.part);
  for (const [i, { file, head }] of captures.entries()) {
    const before = captures[i - 1];
    if (before === undefined || nameOf(before.head) !== nameOf(head)) continue;
    if (before.head.startUs !== head.startUs || before.head.part !== head.part) continue;
    throw new ImportError(file, `this is the same part of the same recording as ${before.file}. Name it once.`);
  }
  return captures;
}

async function headOfFile(file: string): Promise<CaptureHead> {
  for await (const [line = ''] of readLines(file)) {
    const head = headIn(jsonIn(line));
    if (head === undefined) break;
    if (!('unknownVersion' in head)) return head;
    throw new ImportError(
      file,
      `its head is of version ${printable(head.unknownVersion, 20)} and cannot be read. Update mmtune; if that does not help, the file is damaged.`,
    );
  }
  throw new ImportError(file, 'it does not begin with the head of a capture.');
}

/** The JSON value of a line; undefined where it is cut off. */
function jsonIn(line: string): unknown {
  try {
    return parseJson(splitLine(line).json);
  } catch (error) {
    if (error instanceof MalformedLineError) return undefined;
    throw error;
  }
}

/** Checks that lines come in order of receipt and of the files, and finds where files are missing. */
class Order {
  readonly #captures: readonly CaptureFile[];
  #file = 0;
  #newestUs = Number.NEGATIVE_INFINITY;
  #head: Pick<CaptureHead, 'startUs' | 'part'> | undefined;

  constructor(captures: readonly CaptureFile[]) {
    this.#captures = captures;
  }

  /** Throws a `MalformedLineError` for a time that does not come after the line before. */
  next(file: number, receivedUs: number): void {
    if (file < this.#file) {
      const name = this.#captures[file]?.file ?? '';
      throw new ImportError(name, `it overlaps with ${this.#captures[this.#file]?.file}. Import them separately.`);
    }
    this.#file = file;
    if (!(receivedUs > this.#newestUs))
      throw new MalformedLineError('its time of receipt is not after the line before');
    this.#newestUs = receivedUs;
  }

  /** Whether a note is the head of a file that does not follow the one before. */
  hasBreak(note: Fields): boolean {
    const head = headIn(note);
    if (head === undefined || 'unknownVersion' in head) return false;
    const before = this.#head;
    this.#head = head;
    return before !== undefined && (before.startUs !== head.startUs || before.part + 1 !== head.part);
  }
}

function notesOn({ tickSize, lotSize }: CaptureHead, grid: TapeGrid): string[] {
  const notes = ['times are those of receipt (--clock venue imports by the times of the venue)'];
  if (tickSize !== grid.tickSize || lotSize !== grid.lotSize) {
    notes.push(`the recorder counted in ticks of ${tickSize} and lots of ${lotSize}; this tape has others`);
  }
  return notes;
}

function nameOf({ venue, symbol }: CaptureHead): string {
  return `${symbol} on ${venue}`;
}
