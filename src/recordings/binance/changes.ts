import { ASK, BID, type BookSide, DEPTH, RESET, TRADE } from '../../market/tape.ts';
import type { Connections, MappingLog, RowSink } from '../messages/messageMapping.ts';
import type { BinanceTrade, BookChange, BookSnapshot, LevelsOfSide } from './messages.ts';

/** Most events kept while waiting for a snapshot: some minutes of a busy market. */
const LONGEST_WAIT = 20_000;

/** How long a missing change may still come from a second connection before the book counts as lost. */
const LONGEST_HOLD_US = 2e6;

/** A change with older numbers that is this much later than the book is not a duplicate: the venue has restarted its numbers. */
const IDS_RESTART_US = 5e6;

/**
 * Keeps the book of one symbol in step with the venue's sequence numbers and writes the rows of book and trades. The venue's
 * procedure: take a snapshot; drop the changes that end before it; the first that is used must span it; from then on each must
 * name the one before.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly
 *
 * Messages may come over several connections. Then a change whose updates are all in the book is a duplicate, and one that begins before
 * the last update of the book is applied (its sizes are those after its last update). A missing change may still arrive for
 * {@link LONGEST_HOLD_US}. After that the book is reset, and there is no depth until a snapshot joins the changes. Trades are
 * written during that time; before the first book they are not. Over one connection nothing can come later: the book is reset
 * at once, and all trades are written.
 */
export class BinanceChanges {
  readonly #book: RowSink;
  readonly #trades: RowSink;
  readonly #log: MappingLog;
  readonly #isOneConnection: boolean;
  /** Changes that wait for a snapshot or for a missing change and, before the first book, the trades between them. */
  #waiting: (BookChange | BinanceTrade)[] = [];
  /** The newest snapshot that has not been needed yet: after a gap it may join the changes. */
  #spare: BookSnapshot | undefined;
  /** Last update in the book; undefined while the book is unknown. */
  #lastUpdateId: number | undefined;
  #snapshotId = 0;
  #isFirstAfterSnapshot = false;
  /** Depth rows keep the order of the sequence numbers, so their times must not go back. */
  #newestUs = Number.NEGATIVE_INFINITY;
  #bookSinceUs: number | undefined;

  constructor(book: RowSink, trades: RowSink, log: MappingLog, connections: Connections = 'several') {
    this.#isOneConnection = connections === 'one';
    this.#book = book;
    this.#trades = trades;
    this.#log = log;
  }

  /** Time of the first snapshot in use, µs since 1970. */
  get bookSinceUs(): number | undefined {
    return this.#bookSinceUs;
  }

  snapshot(snapshot: BookSnapshot): void {
    if (this.#spare !== undefined) this.#log.drop('snapshots not needed');
    this.#spare = snapshot;
    if (this.#lastUpdateId === undefined) this.#join();
    else if (this.#waiting.length > 0 && this.#canJoin(snapshot)) this.#loseBook();
  }

  change(change: BookChange): void {
    if (this.#lastUpdateId === undefined) {
      this.#wait(change);
      this.#join();
    } else {
      this.#apply(change, this.#lastUpdateId);
    }
  }

  trade(trade: BinanceTrade): void {
    if (this.#isOneConnection) {
      this.#writeTrade(trade);
    } else if (this.#bookSinceUs === undefined) {
      this.#wait(trade);
    } else if (trade.timeUs < this.#bookSinceUs) {
      this.#log.drop('trades before the book');
    } else {
      this.#writeTrade(trade);
    }
  }

  #writeTrade(trade: BinanceTrade): void {
    if (trade.timeUs < this.#trades.newestUs) this.#log.countReordered();
    this.#trades.receivedUs = trade.receivedUs;
    this.#trades.append(trade.timeUs, TRADE, trade.side, trade.priceTicks, trade.lots);
  }

  get hasBook(): boolean {
    return this.#lastUpdateId !== undefined;
  }

  /** See `MessageMapping.lose`. */
  lose(): void {
    this.#forget(this.#waiting);
    this.#waiting = [];
    if (this.#spare !== undefined) this.#log.drop('snapshots not needed');
    this.#spare = undefined;
    this.#lastUpdateId = undefined;
  }

  /** Call after the last line. */
  end(): void {
    while (this.#lastUpdateId !== undefined && this.#waiting.length > 0) this.#loseBook();
    this.#forget(this.#waiting);
    if (this.#spare !== undefined) this.#log.drop('snapshots not needed');
  }

  #wait(event: BookChange | BinanceTrade): void {
    this.#waiting.push(event);
    if (this.#waiting.length > LONGEST_WAIT) this.#forget(this.#waiting.splice(0, LONGEST_WAIT / 2));
  }

  #forget(events: readonly (BookChange | BinanceTrade)[]): void {
    const trades = events.filter((event) => event.type === 'trade').length;
    this.#log.drop('trades before the book', trades);
    this.#log.drop('depth without a book', events.length - trades);
  }

  /** Starts the book from the spare snapshot if the waiting changes follow it without a gap. */
  #join(): void {
    const snapshot = this.#spare;
    if (snapshot === undefined) return;
    const after = this.#waiting.filter(
      (event): event is BookChange => event.type === 'change' && event.lastUpdateId >= snapshot.lastUpdateId,
    );
    const next = after.find((change) => follows(change, snapshot.lastUpdateId));
    if (next === undefined && after.length > 0) {
      this.#log.drop('snapshots older than the changes');
      this.#spare = undefined;
      return;
    }
    // A snapshot without a time gets the time of the change after it.
    if (next === undefined && snapshot.timeUs === undefined) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#spare = undefined;
    const timeUs = snapshot.timeUs ?? next?.timeUs ?? 0;
    const receivedUs = snapshot.timeUs === undefined ? (next?.receivedUs ?? 0) : snapshot.receivedUs;
    this.#write(timeUs, receivedUs, snapshot);
    this.#bookSinceUs ??= timeUs;
    this.#lastUpdateId = snapshot.lastUpdateId;
    this.#snapshotId = snapshot.lastUpdateId;
    this.#isFirstAfterSnapshot = true;
    for (const event of waiting) {
      if (event.type === 'change') this.change(event);
      else this.trade(event);
    }
  }

  #canJoin({ lastUpdateId }: BookSnapshot): boolean {
    return this.#waiting.some((event) => event.type === 'change' && follows(event, lastUpdateId));
  }

  #apply(change: BookChange, lastUpdateId: number): void {
    if (this.#isIn(change, lastUpdateId)) {
      if (change.timeUs > this.#newestUs + IDS_RESTART_US) {
        this.#waiting.unshift(change);
        this.#loseBook();
      } else {
        this.#log.drop(change.lastUpdateId < this.#snapshotId ? 'depth before the snapshot' : 'duplicates');
      }
      return;
    }
    if (change.previousUpdateId > lastUpdateId) {
      this.#hold(change);
      return;
    }
    this.#write(change.timeUs, change.receivedUs, change);
    this.#lastUpdateId = change.lastUpdateId;
    this.#isFirstAfterSnapshot = false;
    this.#goOn();
  }

  /** Right after a snapshot the venue asks to apply the change that ends with the last update of the snapshot. */
  #isIn(change: BookChange, lastUpdateId: number): boolean {
    return this.#isFirstAfterSnapshot ? change.lastUpdateId < lastUpdateId : change.lastUpdateId <= lastUpdateId;
  }

  /** Keeps a change that follows a missing one. */
  #hold(change: BookChange): void {
    const [first] = this.#waiting;
    if (this.#waiting.some((event) => event.type === 'change' && event.lastUpdateId === change.lastUpdateId)) {
      this.#log.drop('duplicates');
      return;
    }
    this.#wait(change);
    const isTooLong = this.#isOneConnection || (first !== undefined && change.timeUs > first.timeUs + LONGEST_HOLD_US);
    if (isTooLong || (this.#spare !== undefined && this.#canJoin(this.#spare))) this.#loseBook();
  }

  /** Applies the changes that were kept, after the missing one arrived. */
  #goOn(): void {
    if (this.#waiting.length === 0) return;
    const held = this.#waiting;
    this.#waiting = [];
    for (const event of held) if (event.type === 'change') this.change(event);
  }

  /** Resets the book before the first of the waiting changes. */
  #loseBook(): void {
    const first = this.#waiting.find((event) => event.type === 'change');
    if (first?.type !== 'change') return;
    const timeUs = Math.max(first.timeUs, this.#newestUs);
    const gap = { timeUs, line: first.line, expected: this.#lastUpdateId ?? 0, found: first.previousUpdateId };
    this.#log.gap(gap);
    this.#log.reset({ timeUs, reason: 'sequence gap' });
    this.#book.receivedUs = first.receivedUs;
    this.#book.append(timeUs, RESET, BID, 0, 0);
    this.#newestUs = timeUs;
    this.#lastUpdateId = undefined;
    this.#join();
  }

  #write(timeUs: number, receivedUs: number, { bids, asks }: BookChange | BookSnapshot): void {
    if (timeUs < this.#book.newestUs) this.#log.countReordered();
    const stampUs = Math.max(timeUs, this.#newestUs);
    this.#newestUs = stampUs;
    this.#book.receivedUs = receivedUs;
    this.#writeSide(stampUs, BID, bids);
    this.#writeSide(stampUs, ASK, asks);
  }

  #writeSide(timeUs: number, side: BookSide, levels: LevelsOfSide): void {
    for (let i = 0; i < levels.length; i += 2) {
      this.#book.append(timeUs, DEPTH, side, levels[i] as number, levels[i + 1] as number);
    }
  }
}

/**
 * Whether a change is the first to use after a snapshot. The venue asks for U ≤ lastUpdateId ≤ u. No update lies between `pu` and
 * `U`, so a snapshot taken there joins as well.
 */
function follows(change: BookChange, snapshotId: number): boolean {
  return change.previousUpdateId <= snapshotId && snapshotId <= change.lastUpdateId;
}
