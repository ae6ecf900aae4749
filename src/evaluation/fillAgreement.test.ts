/** Minutes in which a simulated lane and the venue filled the same side. */

import { expect, it } from 'vitest';
import type { FillColumns } from '../session/result.ts';
import { addMinutes, logLikelihood, NO_MINUTES, sideMinutes } from './fillAgreement.ts';

/** @param fills second and side of each: 0 bought, 1 sold */
function fillsAt(...fills: readonly (readonly [second: number, side: 0 | 1])[]): FillColumns {
  const none = new Int32Array(fills.length);
  return {
    length: fills.length,
    timeUs: Float64Array.from(fills, ([second]) => second * 1e6),
    side: Uint8Array.from(fills, ([, side]) => side),
    ...{ order: none, priceTicks: none, lots: none, inventoryLots: none },
    maker: new Uint8Array(fills.length),
    fee: new Float64Array(fills.length),
    midTicks: new Float64Array(fills.length),
  };
}

it('counts each minute of a side once, however many fills it has', () => {
  // Three minutes: bids filled live in the first (twice) and the third, asks in the second.
  const live = fillsAt([1, 0], [59, 0], [70, 1], [121, 0]);
  // Simulated: bids in the first and the second, asks in the second and the third.
  const simulated = fillsAt([30, 0], [61, 0], [119, 1], [130, 1]);
  const minutes = sideMinutes(live, simulated, 180e6);
  expect(minutes).toEqual({ both: 2, onlyLive: 1, onlySimulated: 2, neither: 1 });
  expect(addMinutes(minutes, addMinutes(NO_MINUTES, minutes))).toEqual({
    ...{ both: 4, onlyLive: 2, onlySimulated: 4, neither: 2 },
  });
});

it('takes a minute that has begun for one, and a fill at the very end for its last', () => {
  expect(sideMinutes(fillsAt([90, 0]), fillsAt(), 90e6)).toEqual({
    ...{ both: 0, onlyLive: 1, onlySimulated: 0, neither: 3 },
  });
});

it('gives a likelihood that falls with wrong minutes and with nothing else', () => {
  const with5Wrong = { both: 10, onlyLive: 2, onlySimulated: 3, neither: 85 };
  // Wrong 5 of 100: 5.5 / 101. 5 ln 0.05446 + 95 ln 0.94554.
  expect(logLikelihood(with5Wrong)).toBeCloseTo(-19.87, 2);
  expect(logLikelihood({ both: 40, onlyLive: 5, onlySimulated: 0, neither: 55 })).toBe(logLikelihood(with5Wrong));
  expect(logLikelihood({ ...with5Wrong, onlyLive: 3, neither: 84 })).toBeLessThan(logLikelihood(with5Wrong));
  // Filled in every minute at the venue and never in simulation is worse than right in nine of ten.
  const neverFills = logLikelihood({ both: 0, onlyLive: 120, onlySimulated: 0, neither: 0 });
  expect(neverFills).toBeCloseTo(120 * Math.log(0.5), 10);
  expect(neverFills).toBeLessThan(logLikelihood({ both: 108, onlyLive: 12, onlySimulated: 0, neither: 0 }));
  // Never wrong is not certain.
  expect(logLikelihood({ both: 1, onlyLive: 0, onlySimulated: 0, neither: 0 })).toBeCloseTo(Math.log(0.75), 10);
});
