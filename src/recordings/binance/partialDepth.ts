import { type BookSide, DEPTH } from '../../market/tape.ts';
import type { MappingLog, RowSink } from '../messages/messageMapping.ts';
import type { TradesFromBook } from '../messages/tradesFromBook.ts';
import { VisibleLevels } from '../rows/visibleLevels.ts';
import type { PartialDepth } from './messages.ts';

/** A snapshot with an older number that is this much later than the newest is not a duplicate: the venue has restarted its numbers. */
const IDS_RESTART_US = 5e6;

/** Writes the book of a stream of partial depth. Each message is a snapshot of the best levels and depends on no other. */
export class BinancePartialDepth {
  readonly #rows: RowSink;
  readonly #log: MappingLog;
  readonly #trades: TradesFromBook;
  readonly #visible: VisibleLevels;
  #lastUpdateId = Number.NEGATIVE_INFINITY;
  #newestUs = Number.NEGATIVE_INFINITY;

  /** `levels` is the number of levels of a side that a message can show. */
  constructor(levels: number, rows: RowSink, trades: TradesFromBook, log: MappingLog) {
    this.#rows = rows;
    this.#log = log;
    this.#trades = trades;
    this.#visible = new VisibleLevels(levels);
  }

  take({ timeUs, receivedUs, lastUpdateId, bids, asks }: PartialDepth): void {
    if (lastUpdateId <= this.#lastUpdateId && timeUs <= this.#newestUs + IDS_RESTART_US) {
      this.#log.drop(lastUpdateId === this.#lastUpdateId ? 'duplicates' : 'snapshots older than the book');
      return;
    }
    const changes: [BookSide, number, number][] = [];
    this.#visible.show(bids, asks, (side, ticks, lots) => changes.push([side, ticks, lots]));
    this.#lastUpdateId = lastUpdateId;
    if (timeUs < this.#rows.newestUs) this.#log.countReordered();
    this.#newestUs = Math.max(timeUs, this.#newestUs);
    this.#rows.receivedUs = receivedUs;
    for (const [side, ticks, lots] of changes) this.#rows.append(this.#newestUs, DEPTH, side, ticks, lots);
    this.#trades.bookSince(this.#newestUs);
  }
}
