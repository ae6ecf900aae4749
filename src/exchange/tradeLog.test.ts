import { expect, it } from 'vitest';
import { TradeLog, type TradeLogReader } from './tradeLog.ts';

/** `rows` trades of one lot, one each µs from `fromUs` on, as compiled rows. */
function trades(fromUs: number, rows: number): Parameters<TradeLog['add']>[0] {
  const timeUs = Float64Array.from({ length: rows }, (_, i) => fromUs + i);
  return { length: rows, timeUs, code: new Int32Array(rows).fill(1), lots: new Int32Array(rows).fill(1) };
}

function seen({ columns, from, to }: TradeLogReader): number[] {
  return [...columns.timeUs.subarray(from, to)];
}

it('readers of a log see every trade once, however far apart they are', () => {
  const log = new TradeLog(() => undefined);
  const [often, seldom] = [log.open(), log.open()];
  let all = 0;
  const oftenSeen: number[] = [];
  const seldomSeen: number[] = [];
  for (let turn = 0; turn < 60; turn++) {
    log.add(trades(all, 100), 0, 100, 0);
    all += 100;
    often.next();
    oftenSeen.push(...seen(often));
    // Often at first, and then not for long.
    if (turn < 20 || turn === 55) {
      seldom.next();
      seldomSeen.push(...seen(seldom));
    }
  }
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  expect(oftenSeen).toEqual(upTo(6_000));
  expect(seldomSeen).toEqual(upTo(5_600));
});

it('a log keeps no more than its readers lack', () => {
  const log = new TradeLog(() => undefined);
  const reader = log.open();
  for (let turn = 0; turn < 1_000; turn++) {
    log.add(trades(turn * 100, 100), 0, 100, 0);
    reader.next();
  }
  expect(reader.columns.timeUs[reader.to - 1]).toBe(99_999);
  expect(log.timeUs.length).toBeLessThanOrEqual(512);
});
