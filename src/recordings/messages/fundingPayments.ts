import { BID, FUNDING, FUNDING_RATE_SCALE } from '../../market/tape.ts';
import type { MappingLog, RowSink } from './messageMapping.ts';

/** A rate changes until it is paid: one that is older than this at its time may be another. */
const OLDEST_RATE_US = 60e6;

/** What a venue says of the next funding. */
export interface FundingUpdate {
  /** When it was said, µs since 1970. */
  readonly timeUs: number;
  /** When the next funding is due, µs since 1970. */
  readonly dueUs: number;
  readonly rate: number;
  readonly markTicks: number;
}

/** Writes a funding row at each funding time that passes, with the rate and the mark price known last before it. */
export class FundingPayments {
  readonly #rows: RowSink;
  readonly #log: MappingLog;
  #next: FundingUpdate | undefined;

  constructor(rows: RowSink, log: MappingLog) {
    this.#rows = rows;
    this.#log = log;
  }

  /** `bookSinceUs`: when the book began; undefined before it. */
  take(news: FundingUpdate, bookSinceUs: number | undefined): void {
    const due = this.#next;
    if (due !== undefined && news.timeUs < due.timeUs) return;
    this.#next = news.dueUs > news.timeUs ? news : undefined;
    if (due === undefined || news.timeUs < due.dueUs) return;
    if (bookSinceUs === undefined || due.dueUs < bookSinceUs) this.#log.drop('fundings before the book');
    else if (due.dueUs - due.timeUs > OLDEST_RATE_US) this.#log.drop('fundings without a rate of the last minute');
    else this.#rows.append(due.dueUs, FUNDING, BID, due.markTicks, Math.round(due.rate * FUNDING_RATE_SCALE));
  }
}
