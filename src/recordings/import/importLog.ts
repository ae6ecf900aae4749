import { DELAY, type Tape, TRADE } from '../../market/tape.ts';
import { countMalformed, printable } from '../fields/malformedLine.ts';
import type { RowDelays } from './feedDelays.ts';
import {
  type BookReset,
  type FeedDelay,
  ImportError,
  type ImportResult,
  type MalformedLine,
  type SequenceGap,
} from './importResult.ts';

const KEPT_MALFORMED = 5;
const EXCERPT_CHARS = 120;
/** A recording is refused if it has more malformed lines than this number and this share of all lines, or if most of its lines are malformed. */
const TOLERATED_MALFORMED_LINES = 10;
const TOLERATED_MALFORMED_SHARE = 0.001;

/** Counts what happens to the lines of a recording, and refuses the recording if too many of them are malformed. */
export class ImportLog {
  readonly resets: BookReset[] = [];
  /** Sentences for the person who is going to use the tape. */
  readonly notes: string[] = [];
  readonly #gaps: SequenceGap[] = [];
  readonly #source: string;
  readonly #firstMalformed: MalformedLine[] = [];
  readonly #dropped = new Map<string, number>();
  #reordered = 0;
  #lines = 0;
  #malformed = 0;
  /** The line that is being read. */
  #current: { readonly line: number; readonly text: string | (() => string) } = { line: 0, text: '' };

  constructor(source: string) {
    this.#source = source;
  }

  /** Number of the line being read, from 1. */
  get line(): number {
    return this.#lines;
  }

  /**
   * Reads one line, or one event of a binary file. A {@link MalformedLineError} thrown by `read` is counted; any other error passes.
   *
   * @param text the line, or a function that makes its text and is called only if the line is shown
   */
  eachLine(text: string | (() => string), read: () => void): void {
    this.#lines++;
    this.eachHeld(this.#lines, text, read);
  }

  /** The same for a line that was counted when it came and is read later. */
  eachHeld(line: number, text: string | (() => string), read: () => void): void {
    this.#current = { line, text };
    countMalformed(this, read);
  }

  /** Counts the line that is being read as malformed; the first ones are kept with their text. */
  malformed(reason: string): void {
    this.#malformed++;
    if (this.#firstMalformed.length >= KEPT_MALFORMED) return;
    const { line, text } = this.#current;
    const shown = printable(typeof text === 'string' ? text : text(), EXCERPT_CHARS);
    this.#firstMalformed.push({ line, text: shown, reason });
  }

  drop(reason: string, count = 1): void {
    if (count > 0) this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  gap(gap: SequenceGap): void {
    this.#gaps.push(gap);
  }

  reset(reset: BookReset): void {
    this.resets.push(reset);
  }

  /** Counts an event that came after a later one. */
  countReordered(): void {
    this.#reordered++;
  }

  /** Throws an {@link ImportError} if too many lines are malformed. */
  refuseIfTooMalformed(): void {
    const tolerated = Math.min(
      Math.floor(this.#lines / 2),
      Math.max(TOLERATED_MALFORMED_LINES, Math.floor(this.#lines * TOLERATED_MALFORMED_SHARE)),
    );
    if (this.#malformed <= tolerated) return;
    const shown = this.#firstMalformed.map(({ line, reason, text }) => `\n  line ${line}: ${reason}: ${text}`);
    throw new ImportError(
      this.#source,
      `${this.#malformed} of ${this.#lines} lines are malformed (at most ${tolerated} are tolerated); no tape was made. ` +
        `Check the format, the tick and the lot.${shown.join('')}`,
    );
  }

  /** The result of this recording alone. */
  finish(tape: Tape, feedDelayUs?: FeedDelay, rowDelays?: RowDelays): ImportResult {
    return finishAll([this], tape, feedDelayUs, rowDelays);
  }

  /** What was counted so far, without the tape. */
  counted(): Counted {
    return {
      source: this.#source,
      lines: this.#lines,
      malformed: this.#malformed,
      firstMalformed: this.#firstMalformed,
      gaps: this.#gaps,
      reordered: this.#reordered,
      dropped: this.#dropped,
    };
  }
}

interface Counted {
  readonly source: string;
  readonly lines: number;
  readonly malformed: number;
  readonly firstMalformed: readonly MalformedLine[];
  readonly gaps: readonly SequenceGap[];
  readonly reordered: number;
  readonly dropped: ReadonlyMap<string, number>;
}

/**
 * The result of a tape made of one or more recordings: their counts are added.
 *
 * @param chosen sentences on what was chosen where there was a choice
 */
export function finishAll(
  logs: readonly ImportLog[],
  tape: Tape,
  feedDelayUs?: FeedDelay,
  rowDelays?: RowDelays,
  chosen: readonly string[] = [],
): ImportResult {
  const counts = logs.map((log) => log.counted());
  const several = counts.length > 1;
  const dropped = new Map<string, number>();
  for (const count of counts) {
    for (const [reason, number] of count.dropped) dropped.set(reason, (dropped.get(reason) ?? 0) + number);
  }
  const notes = [...new Set([...chosen, ...logs.flatMap((log) => log.notes)])];
  const malformed = counts.flatMap(({ source, firstMalformed }) =>
    firstMalformed.map((line) => (several ? { ...line, file: source } : line)),
  );
  let trades = 0;
  let delayRows = 0;
  for (let i = 0; i < tape.length; i++) {
    if (tape.kind[i] === TRADE) trades++;
    if (tape.kind[i] === DELAY) delayRows++;
  }
  const lastUs = tape.length === 0 ? 0 : (tape.timeUs[tape.length - 1] as number);
  return {
    tape,
    summary: {
      source: counts.map(({ source }) => source).join(', '),
      lines: sum(counts.map(({ lines }) => lines)),
      rows: tape.length,
      trades,
      malformed: sum(counts.map((count) => count.malformed)),
      firstMalformed: malformed.slice(0, KEPT_MALFORMED),
      gaps: counts.flatMap(({ gaps }) => gaps),
      resets: logs.flatMap((log) => log.resets).sort((a, b) => a.timeUs - b.timeUs),
      reordered: sum(counts.map(({ reordered }) => reordered)),
      dropped: Object.fromEntries(dropped),
      ...(notes.length === 0 ? {} : { notes }),
      fromUs: tape.startUs,
      toUs: tape.startUs + lastUs,
      ...(feedDelayUs === undefined ? {} : { feedDelayUs }),
      ...(rowDelays === undefined ? {} : { delayRows }),
      ...(rowDelays?.fault === undefined ? {} : { delaysLeftOut: rowDelays.fault }),
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
