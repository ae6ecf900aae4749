/** Recorded markets for measurements. Their files may be missing. */

import { fileURLToPath } from 'node:url';
import { btcUsdPerp, type Instrument } from '../../src/market/instrument.ts';

export interface Recording {
  readonly name: string;
  /** Absolute. */
  readonly files: readonly string[];
  readonly instrument: Instrument;
}

/** All recordings use the fees of the venue of the seeds, so that results differ only by market. */
export const recordings: readonly Recording[] = [
  {
    name: 'Binance BTCUSDT',
    files: pathsOf('binance/usdm-btcusdt-20240808.jsonl.gz'),
    instrument: { ...btcUsdPerp, symbol: 'BTCUSDT', lotSize: 0.001, minNotional: 5 },
  },
  {
    name: 'Binance BTCUSD COIN-M',
    files: pathsOf('binance/coinm-btcusd-perp-20240808.jsonl.gz'),
    instrument: {
      ...btcUsdPerp,
      symbol: 'BTCUSD_PERP',
      contract: 'inverse',
      contractValue: 100,
      lotSize: 1,
      minNotional: 100,
    },
  },
  {
    name: 'Bank of America',
    files: pathsOf('equities/bac-20131007-quote.zip', 'equities/bac-20131007-trade.zip'),
    instrument: { ...btcUsdPerp, symbol: 'BAC', contract: 'equity', tickSize: 0.01, lotSize: 1, minNotional: 10 },
  },
];

function pathsOf(...files: readonly string[]): string[] {
  return files.map((file) => fileURLToPath(new URL(`../../../shared/data/${file}`, import.meta.url)));
}
