import { FUNDING } from '../../market/tape.ts';
import { RowDelays } from '../import/feedDelays.ts';
import type { RowSink } from '../messages/messageMapping.ts';

/** Takes one row. Times are µs since 1970; the time of receipt is NaN where it is not known. */
export type TakeRow = (
  timeUs: number,
  kind: number,
  side: number,
  priceTicks: number,
  size: number,
  receivedUs: number,
) => void;

/** Rows that can be read in the order of time. */
export interface TimedRows {
  inTimeOrder(row: TakeRow): void;
  /** The delays of the rows other than funding rows. */
  readonly delays: RowDelays;
}

/** Rows in the order of a recording, to be read in the order of time. */
export class CollectedRows implements TimedRows, RowSink {
  /** When the message of the next rows was received, µs since 1970; NaN where that is not known. */
  receivedUs: number = Number.NaN;
  readonly delays: RowDelays = new RowDelays();
  #length = 0;
  /** µs since 1970. */
  #timeUs = new Float64Array(4096);
  #kind = new Uint8Array(4096);
  #side = new Uint8Array(4096);
  #priceTicks = new Int32Array(4096);
  #size = new Int32Array(4096);
  #receivedUs = new Float64Array(4096);
  #newestUs = Number.NEGATIVE_INFINITY;
  #oldestUs = Number.POSITIVE_INFINITY;

  get length(): number {
    return this.#length;
  }

  /** The latest time so far, µs since 1970; −∞ without rows. */
  get newestUs(): number {
    return this.#newestUs;
  }

  /** The earliest time so far, µs since 1970; ∞ without rows. */
  get oldestUs(): number {
    return this.#oldestUs;
  }

  append(timeUs: number, kind: number, side: number, priceTicks: number, size: number): void {
    const i = this.#length;
    if (i === this.#timeUs.length) this.#grow();
    this.#timeUs[i] = timeUs;
    this.#kind[i] = kind;
    this.#side[i] = side;
    this.#priceTicks[i] = priceTicks;
    this.#size[i] = size;
    this.#receivedUs[i] = kind === FUNDING ? Number.NaN : this.receivedUs;
    if (kind !== FUNDING) this.delays.add(this.receivedUs - timeUs);
    this.#length = i + 1;
    if (timeUs > this.#newestUs) this.#newestUs = timeUs;
    if (timeUs < this.#oldestUs) this.#oldestUs = timeUs;
  }

  /** Calls `row` for every row by time; rows of one time keep the order of the recording. */
  inTimeOrder(row: TakeRow): void {
    for (const i of this.timeOrder()) this.give(i, row);
  }

  /** Time of the row collected as number `i`, from 0. */
  timeAt(i: number): number {
    return this.#timeUs[i] as number;
  }

  /** Hands the row collected as number `i` to `row`. */
  give(i: number, row: TakeRow): void {
    row(
      this.#timeUs[i] as number,
      this.#kind[i] as number,
      this.#side[i] as number,
      this.#priceTicks[i] as number,
      this.#size[i] as number,
      this.#receivedUs[i] as number,
    );
  }

  /**
   * The numbers of the rows in order of time; rows of one time keep the order of the recording.
   *
   * Recordings are nearly in order, so only the late rows are sorted (stably); then they are merged with the rest, which is in
   * order already.
   */
  timeOrder(): Uint32Array {
    const time = this.#timeUs;
    const punctual: number[] = [];
    const late: number[] = [];
    let newest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#length; i++) {
      const t = time[i] as number;
      if (t < newest) late.push(i);
      else {
        punctual.push(i);
        newest = t;
      }
    }
    late.sort((a, b) => (time[a] as number) - (time[b] as number));
    const order = new Uint32Array(this.#length);
    let p = 0;
    let l = 0;
    for (let i = 0; i < order.length; i++) {
      const a = punctual[p];
      const b = late[l];
      const lateFirst = a === undefined || (b !== undefined && isBefore(time, b, a));
      order[i] = (lateFirst ? b : a) as number;
      if (lateFirst) l++;
      else p++;
    }
    return order;
  }

  #grow(): void {
    const capacity = 2 * this.#timeUs.length;
    this.#timeUs = widened(new Float64Array(capacity), this.#timeUs);
    this.#kind = widened(new Uint8Array(capacity), this.#kind);
    this.#side = widened(new Uint8Array(capacity), this.#side);
    this.#priceTicks = widened(new Int32Array(capacity), this.#priceTicks);
    this.#size = widened(new Int32Array(capacity), this.#size);
    this.#receivedUs = widened(new Float64Array(capacity), this.#receivedUs);
  }
}

function isBefore(time: Float64Array, a: number, b: number): boolean {
  const difference = (time[a] as number) - (time[b] as number);
  return difference < 0 || (difference === 0 && a < b);
}

function widened<T extends Float64Array | Uint8Array | Int32Array>(wide: T, old: T): T {
  wide.set(old);
  return wide;
}

/** Rows of several recordings of one market as one: by time, and at one time those of the part named first. */
export class MergedRows implements TimedRows {
  readonly #parts: readonly CollectedRows[];

  constructor(parts: readonly CollectedRows[]) {
    this.#parts = parts;
  }

  get delays(): RowDelays {
    const all = new RowDelays();
    for (const part of this.#parts) all.addAll(part.delays);
    return all;
  }

  inTimeOrder(row: TakeRow): void {
    const heads = this.#parts.map((rows) => ({ rows, order: rows.timeOrder(), next: 0 }));
    for (;;) {
      let first: (typeof heads)[number] | undefined;
      let firstUs = Number.POSITIVE_INFINITY;
      for (const head of heads) {
        if (head.next === head.order.length) continue;
        const timeUs = head.rows.timeAt(head.order[head.next] as number);
        if (timeUs < firstUs) {
          first = head;
          firstUs = timeUs;
        }
      }
      if (first === undefined) return;
      first.rows.give(first.order[first.next] as number, row);
      first.next++;
    }
  }
}
