import { basename } from 'node:path';
import { ASK, BID, TRADE } from '../../market/tape.ts';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { newYorkMidnightUs } from '../fields/newYork.ts';
import { lotsOf, ticksOf } from '../fields/ticksAndLots.ts';
import { finishAll, ImportLog } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { readLines } from '../packing/readLines.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { CollectedRows, MergedRows } from '../rows/collectedRows.ts';
import { QuoteRule } from '../rows/quoteRule.ts';
import { CLOSE_MS, EquityQuotes, OPEN_MS, tenThousandths, whole } from './equityQuotes.ts';

const DAY_MS = 86_400_000;
/** FINRA's trade reporting facilities, to which brokers report trades made off the exchanges. */
const OFF_EXCHANGE = 'D';

/**
 * Imports a day of consolidated US quotes and trades as LEAN stores them: zips of one CSV each, with prices × 10,000 and times
 * in ms since New York's midnight; the day is in the file's name, e.g. `bac-20131007-quote.zip`.
 *
 * - Quotes give best rows, see {@link EquityQuotes}. Sizes are shares, counted in the grid's lots.
 * - Trades have no side. {@link QuoteRule} infers it from the quote at the end of the last millisecond *before* the trade. Within
 *   one millisecond trades come before quotes, since a quote already contains the trade that caused it.
 * - Trades off the exchanges (`D`) did not meet a resting order. They are dropped and counted, like everything outside regular
 *   hours.
 *
 * Throws an {@link ImportError}.
 */
export async function importEquity(
  quoteFile: string,
  tradeFile: string | undefined,
  grid: TapeGrid,
): Promise<ImportResult> {
  const midnightUs = dayOf(quoteFile);
  const quoteLog = new ImportLog(quoteFile);
  const quotes = new EquityQuotes(midnightUs, grid, quoteLog);
  await readTimedLines(quoteFile, quoteLog, 8, (ms, fields) => quotes.take(ms, fields));
  quotes.end();
  const best = quotes.rows;
  if (best.length === 0) throw new ImportError(quoteFile, 'there is no quote of regular hours in it.');
  const trades = new CollectedRows();
  const logs = [quoteLog];
  if (tradeFile !== undefined) {
    if (dayOf(tradeFile) !== midnightUs) throw new ImportError(tradeFile, `it is of another day than ${quoteFile}.`);
    const log = new ImportLog(tradeFile);
    logs.push(log);
    const rule = new QuoteRule();
    await readTimedLines(tradeFile, log, 6, (ms, fields) => {
      const ticks = ticksOf(tenThousandths(fields[1], 'price'), grid);
      const lots = lotsOf(whole(fields[2], 'size'), grid);
      if (ms < OPEN_MS || ms > CLOSE_MS) {
        log.drop('trades outside regular hours');
        return;
      }
      if (fields[3] === OFF_EXCHANGE) {
        log.drop('trades off the exchanges');
        return;
      }
      const quote = quotes.before(ms);
      if (quote === undefined) {
        log.drop('trades before the book');
        return;
      }
      const side = rule.sideHit(ticks, quote.bid, quote.ask);
      if (side === undefined) {
        log.drop('trades of unknown side');
        return;
      }
      if (lots === 0) {
        log.drop('trades below half a lot');
        return;
      }
      trades.append(midnightUs + ms * 1000, TRADE, side === ASK ? ASK : BID, ticks, lots);
    });
  }
  return finishAll(logs, assembleTape(new MergedRows([trades, best]), grid, quoteLog.resets));
}

async function readTimedLines(
  file: string,
  log: ImportLog,
  width: number,
  take: (ms: number, fields: readonly string[]) => void,
): Promise<void> {
  let lastMs = 0;
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      log.eachLine(line, () => {
        if (line === '') return;
        const fields = line.split(',');
        if (fields.length !== width) throw new MalformedLineError(`${width} fields expected, ${fields.length} found`);
        const ms = whole(fields[0], 'time');
        if (ms >= DAY_MS) throw new MalformedLineError(`time ${ms} ms is not within a day`);
        if (ms < lastMs) throw new MalformedLineError(`time ${ms} ms comes before ${lastMs} ms of an earlier line`);
        take(ms, fields);
        lastMs = ms;
      });
    }
  }
  log.refuseIfTooMalformed();
}

function dayOf(file: string): number {
  const [, year, month, day] = /(?:^|\D)(\d{4})(\d{2})(\d{2})(?:\D|$)/.exec(basename(file)) ?? [];
  const midnightUs = newYorkMidnightUs({ year: Number(year), month: Number(month), day: Number(day) });
  if (midnightUs !== undefined) return midnightUs;
  throw new ImportError(
    file,
    'the name must hold the day, as in bac-20131007-quote.zip: the times in it are of an unknown day.',
  );
}
