/** Recordings of Binance lines in a folder, each in a file of its own. */

import { importBinanceLines } from '../../recordings/binance/importLines.ts';
import { BTC_GRID, recording } from './fixtures.ts';

export interface LineFiles {
  /** Writes the lines; returns the file. */
  file(lines: readonly string[]): string;
  importing(lines: readonly string[], symbol?: string): ReturnType<typeof importBinanceLines>;
}

export function lineFiles(folder: string): LineFiles {
  let files = 0;
  const file = (lines: readonly string[]): string => {
    files++;
    return recording(folder, `${files}.jsonl`, lines);
  };
  return {
    file,
    importing: (lines, symbol = 'BTCUSDT') => importBinanceLines([file(lines)], { ...BTC_GRID, symbol }),
  };
}
