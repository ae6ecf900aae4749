/** Messages of Binance for tests, `ms` after 2024-01-01 by the exchange's clock, and recordings of them. */

import { importBinanceLines } from '../../recordings/binance/importLines.ts';
import { BTC_GRID, NEW_YEAR_US, recording } from './fixtures.ts';

export const T0: number = NEW_YEAR_US / 1000;
export type Level = [price: string, size: string];
export type BinanceMessage = readonly [ms: number, message: object];

/** Lines with a time of receipt in ns, `lateMs` after the message. */
export function stamped(messages: readonly BinanceMessage[], lateMs = 3): string[] {
  return messages.map(([ms, message]) => `${(T0 + ms + lateMs) * 1e6} ${JSON.stringify(message)}`);
}
export function combined(stream: string, data: object): object {
  return { stream, data };
}
export function change(ms: number, [U, u, pu]: [number, number, number], b: Level[], a: Level[] = []): object {
  return { e: 'depthUpdate', E: T0 + ms, T: T0 + ms, s: 'BTCUSDT', U, u, pu, b, a };
}
export function trade(ms: number, t: number, p = '100.1'): object {
  return { e: 'trade', E: T0 + ms, T: T0 + ms, s: 'BTCUSDT', t, p, q: '0.5', X: 'MARKET', m: false };
}
export function aggTrade(ms: number, a: number, f: number, l: number): object {
  return { e: 'aggTrade', E: T0 + ms, T: T0 + ms, s: 'BTCUSDT', a, f, l, p: '100.1', q: '0.7', m: false };
}
export function snapshot(ms: number, lastUpdateId: number, bid = '100.0', ask = '100.1'): object {
  return { lastUpdateId, E: T0 + ms, T: T0 + ms, bids: [[bid, '1']], asks: [[ask, '1']] };
}
/** Partial depth: five levels a side below and above `bid`. */
export function partialDepth(ms: number, u: number, bid: number): object {
  const side = (best: number, way: number): Level[] =>
    Array.from({ length: 5 }, (_, i) => [(best + way * i * 0.1).toFixed(1), `${i + 1}`]);
  return { ...change(ms, [u - 5, u, u - 9], side(bid, -1), side(bid + 0.1, 1)) };
}
export const messageAt = (ms: number): string => `${NEW_YEAR_US + ms * 1000}`;
/** Four seconds of one recorder: a snapshot, then a change and a trade every 100 ms. */
export const RECORDED: readonly BinanceMessage[] = [
  [0, snapshot(0, 100)],
  ...Array.from({ length: 40 }, (_, i): readonly BinanceMessage[] => {
    const ms = 100 * (i + 1);
    const ids: [number, number, number] = [101 + 10 * i, 110 + 10 * i, 100 + 10 * i];
    return [
      [ms, combined('btcusdt@depth@100ms', change(ms, ids, [['100.0', `${i + 2}`]]))],
      [ms + 50, combined('btcusdt@trade', trade(ms + 50, 7000 + i))],
    ];
  }).flat(),
];

/** Writes recordings of Binance into a folder, each into a file of its own, and imports them. */
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
