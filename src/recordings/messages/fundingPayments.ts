import { BID, FUNDING, FUNDING_RATE_SCALE } from '../../market/tape.ts';
import type { MappingLog, RowSink } from './messageMapping.ts';

/** A rate changes until it is paid. A rate that is older than this when the payment is due may not be the one that is paid. */
const OLDEST_RATE_US = 60e6;

/** The rate of the next funding payment, as a venue publishes it. */
export interface FundingUpdate {
  /** When it was published, µs since 1970. */
  readonly timeUs: number;
  /** When the payment is due, µs since 1970. */
  readonly dueUs: number;
  readonly rate: number;
  readonly markTicks: number;
}

/** Writes a funding row for each payment, with the last rate and mark price before it was due. */
export class FundingPayments {
  readonly #rows: RowSink;
  readonly #log: MappingLog;
  /** The last update before the next payment. */
  #last: FundingUpdate | undefined;

  constructor(rows: RowSink, log: MappingLog) {
    this.#rows = rows;
    this.#log = log;
  }

  /** `bookSinceUs`: when the book began, µs since 1970; undefined as long as there is none. */
  take(update: FundingUpdate, bookSinceUs: number | undefined): void {
    const last = this.#last;
    if (last !== undefined && update.timeUs < last.timeUs) return;
    this.#last = update.dueUs > update.timeUs ? update : undefined;
    if (last === undefined || update.timeUs < last.dueUs) return;
    if (bookSinceUs === undefined || last.dueUs < bookSinceUs) this.#log.drop('fundings before the book');
    else if (last.dueUs - last.timeUs > OLDEST_RATE_US) this.#log.drop('fundings without a rate of the last minute');
    else this.#rows.append(last.dueUs, FUNDING, BID, last.markTicks, Math.round(last.rate * FUNDING_RATE_SCALE));
  }
}
