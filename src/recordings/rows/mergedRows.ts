import { Receipts } from '../import/receipts.ts';
import type { CollectedRows, TakeRow, TimedRows } from './collectedRows.ts';

/** Rows of several recordings of one market as one: by time, and at one time those of the earlier part first. */
export class MergedRows implements TimedRows {
  readonly #parts: readonly CollectedRows[];

  constructor(parts: readonly CollectedRows[]) {
    this.#parts = parts;
  }

  get receipts(): Receipts {
    const all = new Receipts();
    for (const part of this.#parts) all.addAll(part.receipts);
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
