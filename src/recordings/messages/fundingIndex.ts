import { BID, FUNDING, FUNDING_RATE_SCALE } from '../../market/tape.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { MappingLog, RowSink } from './messageMapping.ts';

/** Between two rows: a payment for each message would lose more of the rate to rounding than it gains. */
const STEP_US = 60e6;
/** No market pays more than this at once, as a share of the value: an index that moves further has begun anew. */
const MOST_RATE = 0.05;

/**
 * Writes the funding of a venue that pays all the time, by an index of what a long of one unit has paid since the market began, in
 * quote currency. Once a minute there is a row with what the index has moved since the row before, so that the rows add up to the
 * index, whatever was missed between them. A tape's funding is rate × mark; the mark of a row is the mid.
 */
export class FundingIndex {
  readonly #rows: RowSink;
  readonly #log: MappingLog;
  /** Up to which index the rows have paid, and the minute of the last one. */
  #paidIndex: number | undefined;
  #minute = 0;

  constructor(rows: RowSink, log: MappingLog) {
    this.#rows = rows;
    this.#log = log;
  }

  /** @param timeUs µs since 1970 @param markTicks above zero */
  take(timeUs: number, index: number, markTicks: number, { tickSize }: TapeGrid): void {
    const minute = Math.floor(timeUs / STEP_US);
    if (this.#paidIndex === undefined) {
      this.#paidIndex = index;
      this.#minute = minute;
    }
    if (minute <= this.#minute) return;
    this.#minute = minute;
    const unit = (markTicks * tickSize) / FUNDING_RATE_SCALE;
    const size = Math.round((index - this.#paidIndex) / unit);
    if (Math.abs(size) > MOST_RATE * FUNDING_RATE_SCALE) {
      this.#paidIndex = index;
      this.#log.drop('fundings of more than 5 %');
      return;
    }
    // What is lost to rounding comes with a later row.
    this.#paidIndex += size * unit;
    this.#rows.append(timeUs, FUNDING, BID, markTicks, size);
  }
}
