import type { BookReset, ResetReason, SequenceGap } from '../import/importResult.ts';
import type { MappingLog } from '../messages/messageMapping.ts';

/** Counts what happens to the messages of a live feed. It keeps numbers alone, however long the feed runs. */
export class FeedLog implements MappingLog {
  readonly line = 0;
  readonly #dropped = new Map<string, number>();
  readonly #resets = new Map<ResetReason, number>();
  #malformed = 0;
  #lastMalformed: string | null = null;
  #gaps = 0;
  #lastReset: ResetReason | '' = '';

  /** Why the book was last lost; empty before the first time. */
  get lastReset(): ResetReason | '' {
    return this.#lastReset;
  }

  drop(reason: string, count = 1): void {
    if (count > 0) this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  malformed(reason: string): void {
    this.#malformed++;
    this.#lastMalformed = reason;
  }

  gap(_: SequenceGap): void {
    this.#gaps++;
  }

  reset({ reason }: BookReset): void {
    this.#lastReset = reason;
    this.#resets.set(reason, (this.#resets.get(reason) ?? 0) + 1);
  }

  /** Messages of one connection come in order; what the venue's clock says of them is not counted. */
  countReordered(): void {}

  counts(): FeedCounts {
    return {
      dropped: Object.fromEntries(this.#dropped),
      malformed: this.#malformed,
      lastMalformed: this.#lastMalformed,
      gaps: this.#gaps,
      resets: Object.fromEntries(this.#resets),
    };
  }
}

export interface FeedCounts {
  /** What was left out on purpose, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Messages that made no sense, and why the last of them did not. */
  readonly malformed: number;
  readonly lastMalformed: string | null;
  readonly gaps: number;
  /** By reason. */
  readonly resets: Readonly<Record<string, number>>;
}
