import { describe, expect, it } from 'vitest';
import { profitAlone } from '../testing/gains.ts';
import { pooledGain } from './effect.ts';

describe('measurements on different markets', () => {
  it('count by their hours, so that a quiet market does not overrule a loud one', () => {
    const quiet = { gain: profitAlone({ mean: 0.2, standardError: 0.1 }), hours: 1 };
    const loud = { gain: profitAlone({ mean: -2, standardError: 1 }), hours: 3 };
    // By precision it would be (100 × 0.2 − 2) / 101 = +0.18 ± 0.10.
    const both = pooledGain([quiet, loud]);
    expect(both.mean).toBeCloseTo(-1.45, 12); // (0.2 − 6) / 4
    expect(both.standardError).toBeCloseTo(0.750417, 6); // √((0.1 / 4)² + (3 / 4)²)
  });

  it('are taken together part by part', () => {
    const part = (mean: number, standardError: number) => ({ mean, standardError });
    const one = { ...part(1, 1), markout: part(2, 0.2), holding: part(-2, 0.4), riskCharge: part(-1, 0.6) };
    const other = { ...part(3, 1), markout: part(4, 0.2), holding: part(0, 0.4), riskCharge: part(1, 0.6) };
    const { mean, markout, holding, riskCharge } = pooledGain([
      { gain: one, hours: 2 },
      { gain: other, hours: 2 },
    ]);
    expect([mean, markout.mean, holding.mean, riskCharge.mean]).toEqual([2, 3, -1, 0]);
    // Two that are alike err by 1 / √2 of what either errs by.
    for (const [found, alone] of [
      [markout, 0.2],
      [holding, 0.4],
      [riskCharge, 0.6],
    ] as const) {
      expect(found.standardError).toBeCloseTo(alone / Math.SQRT2, 12);
    }
  });

  it('leave a single one as it is', () => {
    const gain = profitAlone({ mean: 1, standardError: 0.5 });
    expect(pooledGain([{ gain, hours: 2 }])).toEqual(gain);
  });

  it('need hours to count by', () => {
    const gain = profitAlone({ mean: 1, standardError: 1 });
    expect(() => pooledGain([])).toThrow('nothing was measured');
    expect(() =>
      pooledGain([
        { gain, hours: 1 },
        { gain, hours: 0 },
      ]),
    ).toThrow(RangeError);
  });
});
