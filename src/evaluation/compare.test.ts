import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { alwaysValidHalfWidth } from './alwaysValid.ts';
import { aPairing, hours, randomHour, rules } from './aPairing.testing.ts';
import { compare, type DecisionRules, decisionRules, effectOf, type PairedSession, posteriorMean } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { normalCdf, normalQuantile } from './normal.ts';

function compared(sessions: readonly PairedSession[], changes: Partial<DecisionRules> = {}): Comparison {
  return compare(2, 1, sessions, { ...rules, ...changes }, 'seed');
}

describe('the normal distribution', () => {
  it.each([
    // Published tables (Abramowitz & Stegun, table 26.1).
    [0, 0.5],
    [0.5, 0.691462461],
    [1, 0.841344746],
    [1.96, 0.975002105],
    [2.5, 0.993790335],
    [3, 0.998650102],
    [-1, 0.158655254],
    [-3, 0.001349898],
    [-4, 0.00003167124183],
  ])('lies below %d with probability %d', (z, p) => {
    expect(normalCdf(z)).toBeCloseTo(p, 6);
    expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(3e-7);
  });

  it.each([
    [0.5, 0],
    [0.9, 1.281551566],
    [0.95, 1.644853627],
    [0.975, 1.959963985],
    [0.995, 2.575829304],
    [0.01, -2.326347874],
  ])('has its %d quantile at %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 5);
  });
});

describe('a comparison by hand', () => {
  // Half-hour blocks: two sessions that differ by 1, 3 and 2, 6. Twelve over two hours: 6 an hour, 3 a block.
  // Deviations −2, 0, −1, 3: squares 14, per hour of block 28, over 3 degrees of freedom 28/3 = the variance of an hour.
  const comparison = compared([
    aPairing([1, 3], { blockSeconds: 1_800 }),
    aPairing([2, 6], { blockSeconds: 1_800, regime: 'fast' }),
  ]);
  const error = Math.sqrt(28 / 3 / 2);

  it('has the difference per hour with its standard error', () => {
    expect(comparison).toMatchObject({ challenger: 2, champion: 1, sessions: 2, blocks: 4, hours: 2 });
    expect(comparison.profitPerHour).toEqual({
      mean: 6,
      low: expect.closeTo(6 - 1.644853627 * error, 5),
      high: expect.closeTo(6 + 1.644853627 * error, 5),
      level: 0.9,
    });
    expect(effectOf(comparison)).toEqual({ mean: 6, standardError: expect.closeTo(error, 6) });
  });

  it('believes the effect as the posterior under a prior of one hour of noise', () => {
    // m = 6 × τ² / (τ² + SE²) = 6 × 2/3 = 4; v = (28/3 × 14/3) / 14 = 28/9; Φ(4 / √(28/9)) = Φ(2.26779).
    expect(posteriorMean(comparison)).toBeCloseTo(4, 9);
    expect(comparison.probabilityBetter).toBeCloseTo(0.98833, 5);
  });

  it('takes the ratio of sums per 10k of volume, and the volume per hour', () => {
    // 12 of profit over 4,000 of volume against nothing.
    expect(comparison.profitPer10k?.mean).toBeCloseTo(30, 9);
    expect(comparison.volumePerHour).toBe(2_000);
  });

  it('weighs blocks of different lengths by their time', () => {
    // An hour of +2, half an hour of −1: 1 over 1.5 h. Deviations 2 − 2/3 and −1 − 1/3; (16/9) / 1 + (16/9) / 0.5 = 16/3.
    const { profitPerHour } = compared([
      aPairing([2], { blockSeconds: 3_600 }),
      aPairing([-1], { blockSeconds: 1_800 }),
    ]);
    expect(profitPerHour?.mean).toBeCloseTo(2 / 3, 9);
    expect(((profitPerHour?.high ?? 0) - (profitPerHour?.low ?? 0)) / 2 / 1.644853627).toBeCloseTo(
      Math.sqrt(16 / 3 / 1.5),
      5,
    );
  });

  it('is the mirror image when the two change places', () => {
    const [session] = hours(1, 3, 2);
    if (session === undefined) throw new Error('no session');
    const there = compared([session]);
    const back = compared([{ ...session, challenger: session.champion, champion: session.challenger }]);
    expect(back.profitPerHour?.mean).toBeCloseTo(-(there.profitPerHour?.mean ?? 0), 9);
    expect(back.profitPerHour?.low).toBeCloseTo(-(there.profitPerHour?.high ?? 0), 9);
    expect(back.probabilityBetter).toBeCloseTo(1 - there.probabilityBetter, 6);
  });

  it('claims nothing from a single block', () => {
    const one = compared([aPairing([5])]);
    expect(one).toMatchObject({
      profitPerHour: null,
      profitPer10k: null,
      probabilityBetter: 0.5,
      verdict: 'keep-testing',
    });
    expect(effectOf(one)).toBeNull();
    expect(posteriorMean(one)).toBe(0);
  });

  it('has no ratio when a side did not trade', () => {
    expect(compared(hours(2, 3, 2, { volume: 0 })).profitPer10k).toBeNull();
  });

  it('refuses sessions whose two sides cover other times, and no sessions at all', () => {
    const [short] = [aPairing([1, 2])];
    expect(() => compared([])).toThrow(/no session in common/);
    expect(() => compared([{ ...short, champion: aPairing([1]).champion }])).toThrow(RangeError);
    expect(() => compared([{ ...short, champion: { ...short.champion, blockSeconds: 60 } }])).toThrow(RangeError);
  });

  it('is the same for the same seed', () => {
    const sessions = hours(3, 1, 2);
    expect(compared(sessions)).toEqual(compared(sessions));
  });
});

describe('the always-valid interval', () => {
  it('has the width of the formula', () => {
    // σ = 2, τ = 1, n = 8, α = 0.1: 4 (4 + 8) / 64 = 0.75; 2 ln 10 + ln(1 + 8/4) = 4.60517 + 1.09861.
    expect(alwaysValidHalfWidth(2, 8, 1, 0.1)).toBeCloseTo(Math.sqrt(0.75 * (4.605170186 + 1.098612289)), 9);
    expect(alwaysValidHalfWidth(1, 1, 1, 0.05)).toBeCloseTo(Math.sqrt(2 * (5.991464547 + Math.LN2)), 9);
  });

  it('keeps its promise to those who look after every observation', () => {
    const rng = createRng('peeking');
    let missed = 0;
    let missedByPlain = 0;
    for (let path = 0; path < 2_000; path++) {
      let sum = 0;
      let outside = false;
      let outsidePlain = false;
      for (let n = 1; n <= 150; n++) {
        sum += rng.normal();
        const mean = Math.abs(sum / n);
        outside ||= mean > alwaysValidHalfWidth(1, n, 1, 0.1);
        outsidePlain ||= mean > 1.6449 / Math.sqrt(n);
      }
      if (outside) missed++;
      if (outsidePlain) missedByPlain++;
    }
    expect(missed / 2_000).toBeLessThanOrEqual(0.1);
    // And not by being empty of content: a plain 90 % interval fails most of the onlookers.
    expect(missed / 2_000).toBeGreaterThan(0.02);
    expect(missedByPlain / 2_000).toBeGreaterThan(0.5);
  });
});

describe('a promotion', () => {
  it('follows from a clear gain over five sessions in two regimes', () => {
    const { verdict, reason } = compared(hours(5, 5, 2));
    expect(verdict).toBe('promote');
    expect(reason).toMatch(/5 paired sessions in 2 regimes/);
  });

  // Each of these falls short of one condition alone.
  it.each<[string, PairedSession[], Partial<DecisionRules>, RegExp]>([
    ['a probability of 90 %', hours(5, 0.5, 2), { tolerancePerHour: 1_000 }, /P\(better\) of 90 %$/],
    ['a fifth session', hours(4, 5, 2), {}, /lacks 1 more paired sessions?$/],
    ['a second regime', hours(5, 5, 2, { regimes: ['calm'] }), {}, /lacks a second regime$/],
    // 0.8 σ over five hours: P(better) is 0.95, yet the always-valid half-width is 1.24 σ.
    ['a lower bound above the tolerable loss', hours(5, 1.6, 2), {}, /lacks a lower bound above a tolerable loss$/],
    ['the same sign under the optimistic fills', hours(5, 5, 2, { optimistic: Array(12).fill(-0.1) }), {}, /same sign/],
  ])('needs %s', (_, sessions, changes, lacks) => {
    const { verdict, reason } = compared(sessions, changes);
    expect(verdict).toBe('keep-testing');
    expect(reason).toMatch(lacks);
    expect(reason.split('lacks')[1]?.split(',').length).toBe(1);
  });

  it('is not given to a version that hardly trades', () => {
    // 9 a block are 108 an hour, 8 are 96; the study asks for 100.
    expect(compared(hours(5, 5, 2, { volume: 9 }))).toMatchObject({ verdict: 'promote', tradesEnough: true });
    const idle = compared(hours(5, 5, 2, { volume: 8 }));
    expect(idle).toMatchObject({
      tradesEnough: false,
      volumePerHour: expect.closeTo(96, 9),
      reason: expect.stringMatching(/96.*100/),
    });
    expect(idle.verdict).not.toBe('promote');
  });

  it('is not given to a version that risk stopped', () => {
    const [first, ...others] = hours(5, 5, 2);
    if (first === undefined) throw new Error('no session');
    expect(compared([{ ...first, halted: true }, ...others])).toMatchObject({ verdict: 'roll-back' });
  });
});

describe('a roll-back', () => {
  it('follows from harm that is probable', () => {
    expect(compared(hours(2, -5, 2))).toMatchObject({
      verdict: 'roll-back',
      reason: expect.stringMatching(/P\(harm\)/),
    });
  });

  it('does not follow from a loss within tolerance, however sure', () => {
    // 0.05 an hour worse for certain; 0.10 is tolerated.
    expect(compared(hours(5, -0.05, 0.01)).verdict).not.toBe('roll-back');
    expect(compared(hours(5, -0.5, 0.01)).verdict).toBe('roll-back');
  });

  it('asks for 80 %', () => {
    // Over one hour: m = d/2, sd = σ/√2, so P(harm) = Φ((−0.1 − d/2) √2 / σ) = 0.8 at d = −0.2 − 1.1902 σ.
    expect(compared(hours(1, -0.2 - 1.17 * 2, 2)).verdict).toBe('keep-testing');
    expect(compared(hours(1, -0.2 - 1.21 * 2, 2)).verdict).toBe('roll-back');
  });
});

describe('no difference', () => {
  it('is the finding after five sessions without any', () => {
    expect(compared(hours(5, 0.05, 2)).verdict).toBe('inconclusive');
    expect(compared(hours(4, 0.05, 2)).verdict).toBe('keep-testing');
  });

  it('is found between a version and itself, to the last digit', () => {
    const same = compared(hours(8, 0, 0));
    expect(same).toMatchObject({ verdict: 'inconclusive', profitPerHour: { mean: 0 } });
    expect(same.probabilityBetter).toBeCloseTo(0.5, 6);
  });

  it('rarely wins a promotion, even for those who look after every session', () => {
    const study = decisionRules({ capital: 1_000, minVolumePerHour: 0 });
    let promoted = 0;
    let found = 0;
    for (let campaign = 0; campaign < 300; campaign++) {
      const rng = createRng(`null-${campaign}`);
      const equal: PairedSession[] = [];
      const better: PairedSession[] = [];
      let wrongly = false;
      let rightly = false;
      for (let session = 0; session < 12; session++) {
        const regime = session % 2 === 0 ? 'calm' : 'trending';
        equal.push(randomHour(rng, 0, 5, regime));
        better.push(randomHour(rng, 10, 5, regime));
        wrongly ||= compare(2, 1, equal, { ...study, resamples: 2 }, 'seed').verdict === 'promote';
        rightly ||= compare(2, 1, better, { ...study, resamples: 2 }, 'seed').verdict === 'promote';
      }
      if (wrongly) promoted++;
      if (rightly) found++;
    }
    expect(promoted / 300).toBeLessThanOrEqual(0.1);
    // A gain of twice the noise of an hour is found all but always.
    expect(found / 300).toBeGreaterThan(0.95);
  });
});
