import { type Tape, TRADE } from '../market/tape.ts';
import {
  type BookReset,
  ImportError,
  type ImportResult,
  type MalformedLine,
  type SequenceGap,
} from './importResult.ts';
import { printable } from './printable.ts';

const KEPT_MALFORMED = 5;
const EXCERPT_CHARS = 120;
/** A recording is refused beyond this many malformed lines and this share of them. */
const TOLERATED_MALFORMED_LINES = 10;
const TOLERATED_MALFORMED_SHARE = 0.001;

/** Thrown by whoever reads a line that makes no sense; the message is the reason. */
export class MalformedLineError extends Error {
  override name = 'MalformedLineError';
}

/** Counts what an importer meets, line by line, and decides at the end whether the recording is good enough. */
export class ImportLog {
  readonly gaps: SequenceGap[] = [];
  readonly resets: BookReset[] = [];
  reordered = 0;
  readonly #source: string;
  readonly #firstMalformed: MalformedLine[] = [];
  readonly #dropped = new Map<string, number>();
  #lines = 0;
  #malformed = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Number of the line being read, from 1. */
  get line(): number {
    return this.#lines;
  }

  /** Reads one line; a {@link MalformedLineError} out of `read` is counted, any other error passes. */
  eachLine(text: string, read: () => void): void {
    this.#lines++;
    try {
      read();
    } catch (error) {
      if (!(error instanceof MalformedLineError)) throw error;
      this.#malformed++;
      if (this.#firstMalformed.length < KEPT_MALFORMED) {
        this.#firstMalformed.push({ line: this.#lines, text: printable(text, EXCERPT_CHARS), reason: error.message });
      }
    }
  }

  drop(reason: string, count = 1): void {
    if (count > 0) this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  /** Throws an {@link ImportError} if too many lines are malformed. */
  refuseIfTooMalformed(): void {
    const tolerated = Math.max(TOLERATED_MALFORMED_LINES, Math.floor(this.#lines * TOLERATED_MALFORMED_SHARE));
    if (this.#malformed <= tolerated) return;
    const shown = this.#firstMalformed.map(({ line, reason, text }) => `\n  line ${line}: ${reason}: ${text}`);
    throw new ImportError(
      this.#source,
      `${this.#malformed} of ${this.#lines} lines are malformed (at most ${tolerated} are tolerated); no tape was made. ` +
        `Check the format, the tick and the lot.${shown.join('')}`,
    );
  }

  finish(tape: Tape): ImportResult {
    let trades = 0;
    for (let i = 0; i < tape.length; i++) if (tape.kind[i] === TRADE) trades++;
    const lastUs = tape.length === 0 ? 0 : (tape.timeUs[tape.length - 1] as number);
    return {
      tape,
      summary: {
        source: this.#source,
        lines: this.#lines,
        rows: tape.length,
        trades,
        malformed: this.#malformed,
        firstMalformed: this.#firstMalformed,
        gaps: this.gaps,
        resets: [...this.resets].sort((a, b) => a.timeUs - b.timeUs),
        reordered: this.reordered,
        dropped: Object.fromEntries(this.#dropped),
        fromUs: tape.startUs,
        toUs: tape.startUs + lastUs,
      },
    };
  }
}
