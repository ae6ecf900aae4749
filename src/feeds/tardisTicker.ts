import { BID, FUNDING, FUNDING_RATE_SCALE, MAX_LOTS } from '../market/tape.ts';
import type { CollectedRows } from './collectedRows.ts';
import { decimal, nearestTicks } from './grid.ts';
import { type ImportLog, MalformedLineError } from './importLog.ts';
import type { TapeGrid } from './importResult.ts';
import { microseconds, type TakeTardisRow } from './tardisRow.ts';

interface FundingTarget {
  readonly rows: CollectedRows;
  /** When the book begins. Fundings before it are dropped (counted). */
  readonly fromUs: number;
  readonly grid: TapeGrid;
  readonly log: ImportLog;
}

/**
 * Takes the rows of `derivative_ticker`: a funding row at each funding time that passes, with the rate and the mark price
 * known last before it. An empty field says that nothing changed. Tickers of venues without a funding time give none.
 */
export function tardisTicker(columns: readonly string[], { rows, fromUs, grid, log }: FundingTarget): TakeTardisRow {
  const at = (name: string): number => columns.indexOf(name);
  const [due, rateAt, markAt] = [at('funding_timestamp'), at('funding_rate'), at('mark_price')];
  let dueUs: number | undefined;
  let rate: number | undefined;
  let markTicks: number | undefined;
  return ({ timeUs, fields }) => {
    const stamp = fields[due] ?? '';
    const newDueUs = stamp === '' ? undefined : microseconds(stamp, 'funding_timestamp');
    const newRate = fields[rateAt] === '' ? undefined : fundingRate(fields[rateAt]);
    const mark = fields[markAt] ?? '';
    const newMarkTicks = mark === '' ? undefined : nearestTicks(mark, grid);
    if (dueUs !== undefined && timeUs >= dueUs) {
      if (rate === undefined || markTicks === undefined) log.drop('fundings without a rate or a mark price');
      else if (dueUs < fromUs) log.drop('fundings before the book');
      else rows.append(dueUs, FUNDING, BID, markTicks, Math.round(rate * FUNDING_RATE_SCALE));
      dueUs = undefined;
    }
    if (newDueUs !== undefined && newDueUs > timeUs) dueUs = newDueUs;
    if (stamp === '' && dueUs === undefined) log.drop('tickers without a funding time');
    rate = newRate ?? rate;
    markTicks = newMarkTicks ?? markTicks;
  };
}

function fundingRate(text: string | undefined): number {
  const rate = decimal(text, 'funding_rate');
  if (Math.abs(rate) * FUNDING_RATE_SCALE > MAX_LOTS) throw new MalformedLineError(`funding_rate ${rate} is beyond ±1`);
  return rate;
}
