import { assembleTape } from './assembleTape.ts';
import { readBinanceLine } from './binanceLine.ts';
import { BinanceMarket } from './binanceMarket.ts';
import { CollectedRows } from './collectedRows.ts';
import { Delays } from './delays.ts';
import { ImportLog } from './importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from './importResult.ts';
import { readLines } from './lines.ts';

/**
 * Imports a raw recording of Binance USD-M or COIN-M futures, one `<local ns> <json>` a line, plain or gzip.
 *
 * - The depth stream and its REST snapshots make the book; see {@link BinanceMarket}. bookTicker says nothing more and is
 *   dropped (counted).
 * - Rows carry the exchange's transaction time and are put in order by it; rows of one time keep the order of the lines.
 * - Trades from before the first snapshot have no book to meet and are dropped (counted).
 * - The recording is of one symbol: that of its first event. Lines of others are dropped (counted).
 *
 * Throws an {@link ImportError}.
 *
 * @example await importBinanceRaw('btcusdt.jsonl.gz', { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001 });
 */
export async function importBinanceRaw(file: string, grid: TapeGrid): Promise<ImportResult> {
  const log = new ImportLog(file);
  const rows = new CollectedRows();
  const market = new BinanceMarket(rows, log);
  const delays = new Delays();
  let symbol: string | undefined;
  const read = (line: string): void => {
    if (line === '') return;
    const event = readBinanceLine(line, grid);
    if (event.type === 'diff' || event.type === 'trade') symbol ??= event.symbol;
    if (event.type !== 'unused') delays.add(event.receivedUs - event.timeUs);
    if (event.type === 'unused') log.drop(event.name);
    else if (event.type === 'snapshot') market.snapshot(event);
    else if (event.symbol !== symbol) log.drop('other symbols');
    else if (event.type === 'diff') market.diff(event);
    else if (!event.isMarket) log.drop('trades not at the market');
    else if (event.lots === 0) log.drop('trades below half a lot');
    else market.trade(event);
  };
  for await (const lines of readLines(file)) {
    for (const line of lines) log.eachLine(line, () => read(line));
  }
  market.end();
  log.refuseIfTooMalformed();
  if (rows.length === 0) {
    throw new ImportError(
      file,
      'no depth snapshot joins its depth updates, so there is no book. Record it with a snapshot.',
    );
  }
  return log.finish(assembleTape(rows, grid, log.resets), delays.summary(), rows.receipts);
}
