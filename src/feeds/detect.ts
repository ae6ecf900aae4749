import { importBinanceRaw } from './binanceRaw.ts';
import { CSV_HEADER, importCsv } from './csv.ts';
import { ImportError, type ImportResult, type TapeGrid } from './importResult.ts';
import { readLines } from './lines.ts';
import { printable } from './printable.ts';

export type RecordingFormat = 'binance-raw' | 'csv';

const KNOWN_FORMATS = `Known formats, plain or gzip:
  csv          the header ${CSV_HEADER}, then one event a line
  binance-raw  Binance USD-M or COIN-M futures, lines of '<local ns> <json>' with depth, trade and a depth snapshot`;

/** Tells by its first line what a recording is. Throws an {@link ImportError} that lists the known formats. */
export async function detectFormat(file: string): Promise<RecordingFormat> {
  const first = await firstLine(file);
  if (first === undefined) throw new ImportError(file, `the file is empty.\n${KNOWN_FORMATS}`);
  if (first === CSV_HEADER) return 'csv';
  if (/^\d{16,20} \{/.test(first) && /"stream"|"lastUpdateId"/.test(first)) return 'binance-raw';
  if (first.startsWith('PAR1')) throw new ImportError(file, 'this is a Parquet file: a tape needs no import.');
  throw new ImportError(file, `no known format begins with '${printable(first, 60)}'.\n${KNOWN_FORMATS}`);
}

/** Imports a recording of whichever known format. Throws an {@link ImportError}. */
export async function importRecording(file: string, grid: TapeGrid): Promise<ImportResult> {
  const format = await detectFormat(file);
  return format === 'csv' ? importCsv(file, grid) : importBinanceRaw(file, grid);
}

async function firstLine(file: string): Promise<string | undefined> {
  for await (const lines of readLines(file)) {
    const line = lines.find((text) => text.trim() !== '');
    if (line !== undefined) return line;
  }
  return undefined;
}
