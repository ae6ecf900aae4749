import { BID, FUNDING, FUNDING_RATE_SCALE, MAX_LOTS } from '../../market/tape.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { decimal, nearestTicks } from '../fields/ticksAndLots.ts';
import type { ImportLog } from '../import/importLog.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { CollectedRows } from '../rows/collectedRows.ts';
import { given, microseconds, type TakeTardisRow } from './tardisRow.ts';

const HOUR_US = 3_600e6;

/**
 * Venues, as Tardis calls them, that pay funding at every full hour UTC and whose tickers do not contain the time. Their rate is
 * that of an hour. https://docs.dydx.xyz/concepts/trading/funding and https://hyperliquid.gitbook.io/hyperliquid-docs/trading/funding
 */
const PAY_HOURLY = new Set(['dydx', 'dydx-v4', 'hyperliquid']);

interface FundingTarget {
  readonly rows: CollectedRows;
  /** When the book begins and ends. Payments before it are dropped (counted); tickers after it give no payment. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly grid: TapeGrid;
}

/**
 * Takes the rows of `derivative_ticker`, day after day, and writes a funding row for each payment with the last rate and mark price
 * before it. An empty field means that nothing changed. Payments are due at the funding times in the tickers, or else at every full
 * hour for venues that are known to pay hourly; then the last ticker must be from the hour before.
 */
export class TardisFunding {
  readonly #target: FundingTarget;
  #tickers = 0;
  #tickersWithoutTime = 0;
  #exchange = '';
  #timeUs: number | undefined;
  #dueUs: number | undefined;
  #namesTimes = false;
  #rate: number | undefined;
  #markTicks: number | undefined;

  constructor(target: FundingTarget) {
    this.#target = target;
  }

  take(columns: readonly string[], log: ImportLog): TakeTardisRow {
    const at = (name: string): number => columns.indexOf(name);
    const [dueAt, rateAt, markAt] = [at('funding_timestamp'), at('funding_rate'), at('mark_price')];
    return ({ exchange, timeUs, fields }) => {
      const [stamp, rateText, markText] = [given(fields[dueAt]), given(fields[rateAt]), given(fields[markAt])];
      const dueUs = stamp === undefined ? undefined : microseconds(stamp, 'funding_timestamp');
      const rate = rateText === undefined ? undefined : fundingRate(rateText);
      const markTicks = markText === undefined ? undefined : nearestTicks(markText, this.#target.grid);
      this.#tickers++;
      this.#exchange = exchange;
      this.#pass(timeUs, log);
      if (dueUs !== undefined) this.#namesTimes = true;
      if (dueUs !== undefined && dueUs > timeUs) this.#dueUs = dueUs;
      if (dueUs === undefined && this.#dueUs === undefined && !this.#paysHourly) {
        this.#tickersWithoutTime++;
        log.drop('tickers without a funding time');
      }
      this.#timeUs = timeUs;
      this.#rate = rate ?? this.#rate;
      this.#markTicks = markTicks ?? this.#markTicks;
    };
  }

  /** Call after the last file. Adds a note if the tape has no funding. */
  end(log: ImportLog): void {
    this.#pass(this.#target.toUs, log);
    if (this.#target.rows.length > 0) return;
    log.notes.push(`this tape has no funding, though it has tickers (${this.#tickers}): ${this.#whyNone()}.`);
  }

  get #paysHourly(): boolean {
    return !this.#namesTimes && PAY_HOURLY.has(this.#exchange);
  }

  /** Writes the payments that were due since the last ticker, up to and including `timeUs`. */
  #pass(timeUs: number, log: ImportLog): void {
    const lastUs = this.#timeUs;
    if (this.#dueUs !== undefined && timeUs >= this.#dueUs) {
      this.#pay(this.#dueUs, log);
      this.#dueUs = undefined;
    } else if (this.#paysHourly && lastUs !== undefined) {
      for (let dueUs = (Math.floor(lastUs / HOUR_US) + 1) * HOUR_US; dueUs <= timeUs; dueUs += HOUR_US) {
        if (dueUs - lastUs > HOUR_US) log.drop('fundings without a ticker in the hour before');
        else this.#pay(dueUs, log);
      }
    }
  }

  #pay(dueUs: number, log: ImportLog): void {
    const { rows, fromUs } = this.#target;
    if (this.#rate === undefined || this.#markTicks === undefined) log.drop('fundings without a rate or a mark price');
    else if (dueUs < fromUs) log.drop('fundings before the book');
    else rows.append(dueUs, FUNDING, BID, this.#markTicks, Math.round(this.#rate * FUNDING_RATE_SCALE));
  }

  #whyNone(): string {
    if (this.#tickers === this.#tickersWithoutTime) {
      const venue = this.#exchange === '' ? 'the venue' : printable(this.#exchange, 40);
      return `none names a funding time, and how often ${venue} pays is not known here`;
    }
    if (this.#rate === undefined) return 'none holds a rate';
    if (this.#markTicks === undefined) return 'none holds a mark price';
    return 'no payment falls between the beginning and the end of the book';
  }
}

function fundingRate(text: string): number {
  const rate = decimal(text, 'funding_rate');
  if (Math.abs(rate) * FUNDING_RATE_SCALE > MAX_LOTS) throw new MalformedLineError(`funding_rate ${rate} is beyond ±1`);
  return rate;
}
