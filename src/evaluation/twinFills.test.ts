import { expect, it } from 'vitest';
import { Executions, type FillColumns } from '../exchange/executions.ts';
import { twinFills } from './twinFills.ts';

type Fill = readonly [second: number, side: 0 | 1, priceTicks: number, lots: number];

function fills(...rows: readonly Fill[]): FillColumns {
  const log = new Executions();
  for (const [second, side, priceTicks, lots] of rows) {
    const i = log.add();
    log.timeUs[i] = second * 1e6;
    log.side[i] = side;
    log.priceTicks[i] = priceTicks;
    log.lots[i] = lots;
  }
  return log.columns();
}

it('pairs lots of one side and price within five seconds, each once', () => {
  const live = fills([10, 0, 100, 5], [20, 1, 101, 4], [40, 0, 99, 3]);
  // In two pieces; at another price; too late.
  const simulated = fills([9, 0, 100, 3], [12, 0, 100, 4], [20, 1, 102, 4], [46, 0, 99, 3]);
  expect(twinFills(live, simulated)).toEqual({ both: 5, onlyLive: 7, onlySimulated: 9 });
});

it('finds nothing in common with a lane that had no fills', () => {
  expect(twinFills(fills([1, 0, 100, 2]), fills())).toEqual({ both: 0, onlyLive: 2, onlySimulated: 0 });
  expect(twinFills(fills(), fills())).toEqual({ both: 0, onlyLive: 0, onlySimulated: 0 });
});

it('takes the nearest in time first', () => {
  // The live fill at 12 s is that of 12 s, which leaves the one at 16 s for the other.
  const live = fills([12, 0, 100, 1], [14, 0, 100, 1]);
  expect(twinFills(live, fills([12, 0, 100, 1], [16, 0, 100, 1]))).toEqual({ both: 2, onlyLive: 0, onlySimulated: 0 });
});
