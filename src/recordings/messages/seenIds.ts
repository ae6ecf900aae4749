/** No venue repeats more messages than this after a reconnection. */
const KEPT = 200_000;

/** Remembers the newest ids of a stream, to find duplicates. */
export class RecentIds<Id> {
  readonly #ids = new Set<Id>();

  /** Adds an id; false if it was there already. */
  add(id: Id): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > KEPT) {
      // A set iterates in insertion order, so the first id is the oldest.
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}

/** A set of whole numbers, stored as ranges. Small for ids that are mostly consecutive. */
export class IdRanges {
  /** Ascending and not adjacent; both ends are included. */
  readonly #ranges: { from: number; to: number }[] = [];

  /** Adds a number; false if it was there already. */
  add(id: number): boolean {
    const ranges = this.#ranges;
    const i = this.#firstEndingAtOrAfter(id - 1);
    const range = ranges[i];
    if (range === undefined || range.from > id + 1) {
      ranges.splice(i, 0, { from: id, to: id });
      return true;
    }
    if (range.from === id + 1) {
      range.from = id;
      return true;
    }
    if (range.to >= id) return false;
    range.to = id;
    const next = ranges[i + 1];
    if (next?.from === id + 1) {
      range.to = next.to;
      ranges.splice(i + 1, 1);
    }
    return true;
  }

  /** Whether any number from `from` to `to` is in it. */
  intersects(from: number, to: number): boolean {
    const range = this.#ranges[this.#firstEndingAtOrAfter(from)];
    return range !== undefined && range.from <= to;
  }

  #firstEndingAtOrAfter(id: number): number {
    const ranges = this.#ranges;
    // Nearly always the last one.
    if (ranges.length > 0 && (ranges.at(-2)?.to ?? Number.NEGATIVE_INFINITY) < id) {
      return (ranges.at(-1)?.to ?? 0) >= id ? ranges.length - 1 : ranges.length;
    }
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle]?.to ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
