import type { BinanceDailyType } from './binance/dailyRows.ts';
import { importBinanceDaily } from './binance/importDaily.ts';
import { importBinanceLines } from './binance/importLines.ts';
import { importBybit } from './bybit/importBybit.ts';
import { importCapture, venueOfCapture } from './capture/importCapture.ts';
import { importCsv } from './csv/importCsv.ts';
import { detectFormat, type RecordingFormat } from './detectFormat.ts';
import { importEquity } from './equity/importEquity.ts';
import { importHftbacktest } from './hftbacktest/importHftbacktest.ts';
import { importHyperliquid } from './hyperliquid/importHyperliquid.ts';
import { ImportError, type ImportResult, type TapeGrid } from './import/importResult.ts';
import { SizeRounding } from './import/sizeRounding.ts';
import { importLobster } from './lobster/importLobster.ts';
import { importParadex } from './paradex/importParadex.ts';
import { importTardis } from './tardis/importTardis.ts';
import type { TardisType } from './tardis/tardisRow.ts';

/**
 * Imports one recording as one tape. It may consist of several files, if the source splits a market by kind of data or by day.
 * Throws an {@link ImportError}, also for files that cannot be imported together.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { writeFileSync } from 'node:fs';
 * import { importRecordings } from 'mmtune/recordings/importRecordings.ts';
 *
 * const lines = [
 *   'ts_us,kind,side,price,size',
 *   '1700000000000000,D,bid,99.9,0.005',
 *   '1700000000000000,D,ask,100.1,0.005',
 *   '1700000001000000,T,sell,99.9,0.002',
 * ];
 * writeFileSync('btc.csv', lines.join('\n'));
 * const { tape } = await importRecordings(['btc.csv'], { symbol: 'BTC', tickSize: 0.1, lotSize: 0.001 });
 * assert.equal(tape.length, 3);
 * ```
 *
 * @param captureClock the clock of a tape made of a capture of a live feed: of receipt, which gives the recorder's tape again, or the
 * venue's, as for other recordings of its messages
 */
export async function importRecordings(
  files: readonly string[],
  grid: TapeGrid,
  captureClock: 'receipt' | 'venue' = 'receipt',
): Promise<ImportResult> {
  const sizes = new SizeRounding();
  const { summary, ...result } = await importTogether(files, { ...grid, sizes }, captureClock);
  return { ...result, summary: { ...summary, sizes: sizes.summary() } };
}

async function importTogether(
  files: readonly string[],
  grid: TapeGrid,
  captureClock: 'receipt' | 'venue',
): Promise<ImportResult> {
  const found: { readonly file: string; readonly format: RecordingFormat }[] = [];
  for (const file of files) {
    const format = await detectFormat(file);
    found.push({
      file,
      format: format === 'capture' && captureClock === 'venue' ? await venueOfCapture(file) : format,
    });
  }
  const names = files.join(', ');
  /** The file of a format; undefined without one. Throws for more than one. */
  const only = (format: RecordingFormat): string | undefined => {
    const [one, ...others] = found.filter((each) => each.format === format);
    if (others.length > 0)
      throw new ImportError(names, `${others.length + 1} files are of the format ${format}. Name one.`);
    return one?.file;
  };
  /** Throws for a file of another format. */
  const requireFormats = (...formats: readonly RecordingFormat[]): void => {
    const other = found.find(({ format }) => !formats.includes(format));
    if (other === undefined) return;
    throw new ImportError(
      other.file,
      `a file of the format ${other.format} cannot be imported together with the others. Import it alone.`,
    );
  };
  const [first] = found;
  switch (first?.format) {
    case undefined:
      throw new ImportError('recording', 'no file was named.');
    case 'capture':
      requireFormats('capture');
      return importCapture(files, grid);
    case 'csv':
      requireFormats('csv');
      return importCsv(only('csv') ?? first.file, grid);
    case 'binance-raw':
      requireFormats('binance-raw');
      return importBinanceLines(files, grid);
    case 'hyperliquid':
      requireFormats('hyperliquid');
      return importHyperliquid(files, grid);
    case 'paradex':
      requireFormats('paradex');
      return importParadex(files, grid);
    case 'bybit':
    case 'bybit-trades': {
      requireFormats('bybit', 'bybit-trades');
      const of = (format: RecordingFormat) => found.filter((one) => one.format === format).map(({ file }) => file);
      return importBybit(of('bybit'), of('bybit-trades'), grid);
    }
    case 'binance-aggTrades':
    case 'binance-trades':
    case 'binance-bookTicker':
    case 'binance-depth':
      requireFormats('binance-aggTrades', 'binance-trades', 'binance-bookTicker', 'binance-depth');
      return importBinanceDaily(
        found.flatMap(({ file, format }) => (isBinanceDaily(format) ? [{ file, type: format }] : [])),
        grid,
      );
    case 'hftbacktest':
      requireFormats('hftbacktest');
      return importHftbacktest(files, grid);
    case 'lobster-messages':
    case 'lobster-orderbook': {
      requireFormats('lobster-messages', 'lobster-orderbook');
      const messages = only('lobster-messages');
      if (messages === undefined)
        throw new ImportError(names, 'an orderbook file has no times. Name its message file as well.');
      return importLobster(messages, only('lobster-orderbook'), grid);
    }
    case 'equity-quotes':
    case 'equity-trades': {
      requireFormats('equity-quotes', 'equity-trades');
      const quotes = only('equity-quotes');
      if (quotes === undefined)
        throw new ImportError(names, 'trades alone have no prices to quote at. Name the quote file as well.');
      return importEquity(quotes, only('equity-trades'), grid);
    }
    default:
      requireFormats('tardis-book', 'tardis-snapshots', 'tardis-quotes', 'tardis-trades', 'tardis-ticker');
      return importTardis(
        found.flatMap(({ file, format }) => (isTardis(format) ? [{ file, type: format }] : [])),
        grid,
      );
  }
}

function isBinanceDaily(format: RecordingFormat): format is BinanceDailyType {
  return format.startsWith('binance-') && format !== 'binance-raw';
}

function isTardis(format: RecordingFormat): format is TardisType {
  return format.startsWith('tardis-');
}
