import { GrowingTape } from '../market/growingTape.ts';
import { type PriceWindow, type TapeColumns, TRADE } from '../market/tape.ts';
import { tapeRowsDigest } from '../market/tapeDigest.ts';
import type { BookLevels, FeedRowTaker } from '../recordings/capture/feedRows.ts';
import { ReceiptTape, receiptHead } from '../recordings/capture/receiptTape.ts';
import type { TapeGrid } from '../recordings/import/importResult.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { streamTape } from '../recordings/tapeFile/readTape.ts';
import { TapeWriter } from '../recordings/tapeFile/writeTape.ts';

/** Rows are handed on this often where nobody follows them, µs. */
const PART_US = 1e6;

/** A tape of a live market that has ended. */
export interface SealedTape {
  readonly file: string;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly rows: number;
  readonly trades: number;
  /** µs since 1970. */
  readonly startUs: number;
  readonly endUs: number;
  /** Digest of the rows (tapeDigest.ts); the file is read for it. @throws TapeFileError */
  digest(): Promise<string>;
}

/** Runs over a tape while it is written. */
export interface TapeFollower {
  /** Rows are handed on when time passes a multiple of it, µs since the tape's start. */
  readonly everyUs: number;
  /** All that happens up to `untilUs` is known and in `tape`. */
  known(tape: GrowingTape, untilUs: number): void;
  /** The book was lost: what follows is another stretch of the market. */
  broken(reason: string): void;
  /** Nothing more can be known. */
  failed(error: unknown): void;
}

/**
 * One tape of a live market while it is written: to a file, and where a session follows it also in memory. It begins with the
 * book as it stands. Made by LiveMarket.begin (liveMarket.ts).
 */
export class LiveTape implements FeedRowTaker {
  readonly startUs: number;
  /** What the follower runs over; null for a tape that is only recorded. */
  readonly #tape: GrowingTape | null;
  readonly #follower: TapeFollower | null;
  readonly #file: string;
  readonly #rows: ReceiptTape;
  readonly #writer: TapeWriter;
  readonly #seal: (tape: LiveTape) => void;
  /** All up to then was handed on; the book of time zero comes with the first part. */
  #handedUs = -1;
  #length = 0;
  #trades = 0;
  #failure: unknown;
  #endUs: number | undefined;

  /** @param seal ends the tape at the market's time, by {@link end} */
  constructor(
    file: string,
    grid: TapeGrid,
    startUs: number,
    window: PriceWindow,
    levels: BookLevels,
    follower: TapeFollower | null,
    seal: (tape: LiveTape) => void,
  ) {
    const head = receiptHead(grid, startUs, window);
    this.#file = file;
    this.startUs = startUs;
    this.#rows = new ReceiptTape(head, levels);
    this.#writer = new TapeWriter(file, head);
    this.#follower = follower;
    this.#tape = follower === null ? null : new GrowingTape(head, window, false);
    this.#seal = seal;
    // The book of the beginning is all that happens at time 0.
    if (follower !== null) this.#handOn(0);
  }

  /** Rows handed on so far. */
  get length(): number {
    return this.#length;
  }

  /** Ends the tape now and gives its file its name. @throws TapeFileError; the error that ended the recording */
  seal(): SealedTape {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      this.#seal(this);
      this.#writer.finish();
    } catch (error) {
      this.#writer.abandon();
      throw error;
    }
    const file = this.#file;
    return {
      file,
      sha256: hashFile(file),
      rows: this.#length,
      trades: this.#trades,
      startUs: this.startUs,
      endUs: this.#endUs ?? this.startUs,
      digest: () => tapeRowsDigest((use) => streamTape(file, use)),
    };
  }

  append(atUs: number, kind: number, side: number, priceTicks: number, size: number): void {
    this.#rows.append(atUs, kind, side, priceTicks, size);
  }

  pass(nowUs: number): void {
    this.#rows.pass(nowUs);
  }

  /** All rows before `nowUs` (µs since 1970) have come. Hands them on once a step. */
  known(nowUs: number): void {
    // A row of this very moment may still follow.
    const untilUs = nowUs - this.startUs - 1;
    const everyUs = this.#follower?.everyUs ?? PART_US;
    if (Math.floor(untilUs / everyUs) > Math.floor(this.#handedUs / everyUs)) this.#handOn(untilUs);
  }

  /** The book was lost. The follower hears it before anything that came since it was last told: some of that may be part of the gap. */
  broken(reason: string): void {
    this.#follower?.broken(reason);
  }

  /** The market ends the tape. @param atUs µs since 1970 */
  end(atUs: number): void {
    this.#rows.end(atUs);
    this.#handOn(Number.POSITIVE_INFINITY);
    this.#endUs = atUs;
  }

  /** Nothing more can be known. The file is not written. */
  fail(error: unknown): void {
    if (this.#failure !== undefined || this.#endUs !== undefined) return;
    this.#failure = error;
    this.#writer.abandon();
    this.#follower?.failed(error);
  }

  #handOn(untilUs: number): void {
    const part = this.#rows.take(untilUs);
    this.#writer.add(part);
    this.#handedUs = untilUs;
    this.#length += part.length;
    this.#trades += tradesIn(part);
    if (this.#tape === null) return;
    this.#tape.grow(part, untilUs);
    this.#follower?.known(this.#tape, untilUs);
  }
}

function tradesIn({ kind, length }: TapeColumns): number {
  let trades = 0;
  for (let i = 0; i < length; i++) if (kind[i] === TRADE) trades++;
  return trades;
}
