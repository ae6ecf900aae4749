import { BID, DEPTH, RESET, TRADE } from '../market/tape.ts';
import type { Diff, Snapshot, Trade } from './binanceLine.ts';
import type { CollectedRows } from './collectedRows.ts';
import type { ImportLog } from './importLog.ts';

/** Events kept while waiting for a snapshot: some minutes of a busy market. */
const LONGEST_WAIT = 20_000;

/**
 * Keeps the book of one symbol in step with the venue's sequence numbers and writes the rows of book and trades. The venue's procedure: take a snapshot; drop
 * the changes that end before it; the first that is used must span it; from then on each must name the one before.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly
 *
 * Where a change is missing the book is reset, and there is no depth until a snapshot that joins the changes again.
 * Trades go on meanwhile; only before the first book there are none.
 */
export class BinanceMarket {
  readonly #rows: CollectedRows;
  readonly #log: ImportLog;
  /** Changes that wait for a snapshot and, before the first, the trades between them. */
  #waiting: (Diff | Trade)[] = [];
  /** The newest snapshot that has not been needed yet: after a gap it may be the one that joins. */
  #spare: Snapshot | undefined;
  /** Last update in the book; undefined while the book is unknown. */
  #lastUpdateId: number | undefined;
  #isFirstAfterSnapshot = false;
  /** Depth rows never run backwards: their order is that of the sequence numbers. */
  #newestUs = Number.NEGATIVE_INFINITY;
  /** Time of the first snapshot in use. */
  #bookSinceUs: number | undefined;

  constructor(rows: CollectedRows, log: ImportLog) {
    this.#rows = rows;
    this.#log = log;
  }

  snapshot(snapshot: Snapshot): void {
    if (this.#spare !== undefined) this.#log.drop('snapshots not needed');
    this.#spare = snapshot;
    if (this.#lastUpdateId === undefined) this.#join();
  }

  diff(diff: Diff): void {
    if (this.#lastUpdateId === undefined) {
      this.#wait(diff);
      if (this.#spare !== undefined) this.#join();
    } else {
      this.#apply(diff, this.#lastUpdateId);
    }
  }

  trade(trade: Trade): void {
    if (this.#bookSinceUs === undefined) {
      this.#wait(trade);
    } else if (trade.timeUs < this.#bookSinceUs) {
      this.#log.drop('trades before the book');
    } else {
      if (trade.timeUs < this.#rows.newestUs) this.#log.reordered++;
      this.#rows.receivedUs = trade.receivedUs;
      this.#rows.append(trade.timeUs, TRADE, trade.side, trade.priceTicks, trade.lots);
    }
  }

  /** Call after the last line. */
  end(): void {
    this.#forget(this.#waiting);
    if (this.#spare !== undefined) this.#log.drop('snapshots not needed');
  }

  #wait(event: Diff | Trade): void {
    this.#waiting.push(event);
    if (this.#waiting.length > LONGEST_WAIT) this.#forget(this.#waiting.splice(0, LONGEST_WAIT / 2));
  }

  #forget(events: readonly (Diff | Trade)[]): void {
    const trades = events.filter((event) => event.type === 'trade').length;
    this.#log.drop('trades before the book', trades);
    this.#log.drop('depth without a book', events.length - trades);
  }

  /** Starts the book from the spare snapshot if the waiting changes follow it without a hole. */
  #join(): void {
    const snapshot = this.#spare;
    if (snapshot === undefined) return;
    const next = this.#waiting.find((event) => event.type === 'diff' && event.lastUpdateId >= snapshot.lastUpdateId);
    if (next?.type === 'diff' && !follows(next, snapshot.lastUpdateId)) {
      this.#log.drop('snapshots older than the changes');
      this.#spare = undefined;
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#spare = undefined;
    this.#write(snapshot);
    this.#bookSinceUs ??= snapshot.timeUs;
    this.#lastUpdateId = snapshot.lastUpdateId;
    this.#isFirstAfterSnapshot = true;
    for (const event of waiting) {
      if (event.type === 'diff') this.diff(event);
      else this.trade(event);
    }
  }

  #apply(diff: Diff, lastUpdateId: number): void {
    if (this.#isFirstAfterSnapshot && diff.lastUpdateId < lastUpdateId) {
      this.#log.drop('depth before the snapshot');
      return;
    }
    const joins = this.#isFirstAfterSnapshot ? follows(diff, lastUpdateId) : diff.previousUpdateId === lastUpdateId;
    if (!joins) {
      this.#loseBook(diff, lastUpdateId);
      return;
    }
    this.#write(diff);
    this.#lastUpdateId = diff.lastUpdateId;
    this.#isFirstAfterSnapshot = false;
  }

  #loseBook(diff: Diff, expected: number): void {
    const timeUs = Math.max(diff.timeUs, this.#newestUs);
    this.#log.gaps.push({ timeUs, line: this.#log.line, expected, found: diff.previousUpdateId });
    this.#log.resets.push({ timeUs, reason: 'sequence gap' });
    this.#rows.receivedUs = diff.receivedUs;
    this.#rows.append(timeUs, RESET, BID, 0, 0);
    this.#newestUs = timeUs;
    this.#lastUpdateId = undefined;
    this.#wait(diff);
    if (this.#spare !== undefined) this.#join();
  }

  #write({ timeUs, receivedUs, levels }: Snapshot | Diff): void {
    if (timeUs < this.#rows.newestUs) this.#log.reordered++;
    const stampUs = Math.max(timeUs, this.#newestUs);
    this.#newestUs = stampUs;
    this.#rows.receivedUs = receivedUs;
    for (let i = 0; i < levels.length; i += 3) {
      this.#rows.append(stampUs, DEPTH, levels[i] as number, levels[i + 1] as number, levels[i + 2] as number);
    }
  }
}

/**
 * Whether a change is the first to use after a snapshot. The venue asks for U ≤ lastUpdateId ≤ u; as nothing happens between
 * `pu` and `U`, a snapshot taken there joins as well.
 */
function follows(diff: Diff, snapshotId: number): boolean {
  return diff.previousUpdateId <= snapshotId && snapshotId <= diff.lastUpdateId;
}
