import { describe, expect, it } from 'vitest';
import { aPairing, hours, rules } from './aPairing.testing.ts';
import { compare } from './compare.ts';
import type { Comparison } from './comparison.ts';
import type { DecisionRules } from './decisionRules.ts';
import { effectOf } from './effect.ts';
import type { PairedSession } from './pairing.ts';
import { asBestGuess } from './verdict.ts';

const halfHours = { blockSeconds: 1_800 };

/** The first or second half of a session. */
function half(session: PairedSession, part: 0 | 1): PairedSession {
  const cut = (blocks: PairedSession['challenger']): PairedSession['challenger'] => {
    const middle = blocks.profit.length / 2;
    const [from, to] = part === 0 ? [0, middle] : [middle, 2 * middle];
    return { ...blocks, profit: blocks.profit.slice(from, to), volume: blocks.volume.slice(from, to) };
  };
  return {
    ...session,
    challenger: cut(session.challenger),
    champion: cut(session.champion),
    optimisticChallenger: cut(session.optimisticChallenger),
    optimisticChampion: cut(session.optimisticChampion),
  };
}

function compared(sessions: readonly PairedSession[], changes: Partial<DecisionRules> = {}): Comparison {
  return compare(2, 1, sessions, { ...rules, ...changes }, 'seed');
}

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
    expect(comparison.gainPerHour).toEqual({
      mean: 6,
      low: expect.closeTo(6 - 1.644853627 * error, 5),
      high: expect.closeTo(6 + 1.644853627 * error, 5),
      level: 0.9,
    });
    expect(effectOf(comparison)).toMatchObject({ mean: 6, standardError: expect.closeTo(error, 6) });
  });

  it('believes the effect as the posterior under a prior of one hour of noise', () => {
    // m = 6 × τ² / (τ² + SE²) = 6 × 2/3 = 4; v = (28/3 × 14/3) / 14 = 28/9; Φ(4 / √(28/9)) = Φ(2.26779).
    expect(comparison.probabilityBetter).toBeCloseTo(0.98833, 5);
  });

  it('takes the ratio of sums per 10k of volume, and the volume per hour', () => {
    // 12 of profit over 4,000 of volume against nothing.
    expect(comparison.profitPer10k?.mean).toBeCloseTo(30, 9);
    expect(comparison.volumePerHour).toBe(2_000);
  });

  it('weighs blocks of different lengths by their time', () => {
    // An hour of +2, half an hour of −1: 1 over 1.5 h. Deviations 2 − 2/3 and −1 − 1/3; (16/9) / 1 + (16/9) / 0.5 = 16/3.
    const { gainPerHour } = compared([aPairing([2], { blockSeconds: 3_600 }), aPairing([-1], { blockSeconds: 1_800 })]);
    expect(gainPerHour?.mean).toBeCloseTo(2 / 3, 9);
    expect(((gainPerHour?.high ?? 0) - (gainPerHour?.low ?? 0)) / 2 / 1.644853627).toBeCloseTo(
      Math.sqrt(16 / 3 / 1.5),
      5,
    );
  });

  it('is the mirror image when the two change places', () => {
    const [session] = hours(1, 3, 2);
    if (session === undefined) throw new Error('no session');
    const there = compared([session]);
    const back = compared([{ ...session, challenger: session.champion, champion: session.challenger }]);
    expect(back.gainPerHour?.mean).toBeCloseTo(-(there.gainPerHour?.mean ?? 0), 9);
    expect(back.gainPerHour?.low).toBeCloseTo(-(there.gainPerHour?.high ?? 0), 9);
    expect(back.probabilityBetter).toBeCloseTo(1 - there.probabilityBetter, 6);
  });

  it('claims nothing from a single block', () => {
    const one = compared([aPairing([5])]);
    expect(one).toMatchObject({
      gainPerHour: null,
      profitPer10k: null,
      probabilityBetter: 0.5,
      verdict: 'keep-testing',
    });
    expect(effectOf(one)).toBeNull();
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

describe('a promotion', () => {
  it('follows from a clear gain over five sessions in two regimes', () => {
    const { verdict, reason } = compared(hours(5, 5, 2));
    expect(verdict).toBe('promote');
    expect(reason).toMatch(/5 paired sessions in 2 regimes/);
  });

  // Each of these falls short of one condition alone.
  it.each<[string, PairedSession[], Partial<DecisionRules>, RegExp]>([
    // 2.4 σ over five hours: P(better) is 0.9999997.
    ['its probability', hours(5, 4.8, 2), { promoteProbability: 0.9999999 }, /P\(better\) of 99.9 %$/],
    ['a fifth session', hours(4, 5, 2), {}, /lacks 1 more paired sessions?$/],
    ['a second regime', hours(5, 5, 2, { regimes: ['calm'] }), {}, /lacks a second regime$/],
    // 1.15 σ over five hours: the always-valid half-width is 1.24 σ at 90 %, 1.10 σ at 80 %.
    ['a lower bound above the tolerable loss', hours(5, 2.3, 2), {}, /lacks a lower bound above a tolerable loss$/],
    // 0.8 σ: P(better) is 0.95, and a loss of a thousand is tolerated.
    ['a difference', hours(5, 1.6, 2), { tolerancePerHour: 1_000 }, /lacks a difference that looking often does not/],
    ['the same sign under the optimistic fills', hours(5, 5, 2, { optimistic: Array(12).fill(-0.1) }), {}, /same sign/],
  ])('needs %s', (_, sessions, changes, lacks) => {
    const { verdict, reason } = compared(sessions, changes);
    expect(verdict).toBe('keep-testing');
    expect(reason).toMatch(lacks);
    expect(reason.split('lacks')[1]?.split(',').length).toBe(1);
  });

  it('says both figures where the optimistic fills turn the sign over', () => {
    // Twelve blocks of 0.10 an hour.
    const comparison = compared(hours(5, 5, 2, { optimistic: Array(12).fill(-0.1) }));
    expect(comparison.optimisticGainPerHour).toBeCloseTo(-1.2, 9);
    expect(comparison.reason).toMatch(
      /\. How orders are filled decides the sign: \+\$5\.00 an hour with pessimistic fills and -\$1\.20 with optimistic ones$/,
    );
    expect(compared(hours(5, 5, 2)).reason).not.toContain('decides the sign');
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

describe('what a comparison shows of its own strength', () => {
  const four = compared(hours(4, 2, 2));
  const five = compared(hours(5, 2, 2));

  it('is the interval for those who look often, from the fifth session on', () => {
    expect(four.alwaysValid).toBeNull();
    // σ = 2, τ = σ, 5 hours: 2 √{ 6/25 × [2 ln 10 + ln 6] } = 2.4779.
    expect(five.alwaysValid).toEqual({
      mean: expect.closeTo(2, 9),
      low: expect.closeTo(2 - 2.4779, 3),
      high: expect.closeTo(2 + 2.4779, 3),
      level: 0.9,
    });
  });

  it('is the regimes it covers', () => {
    expect(four.regimes).toEqual(['calm', 'trending']);
  });

  it('is the number of sessions that a decision still takes', () => {
    // 1.05 σ above the tolerated loss: after 12 hours √{ 13/144 × [2 ln 10 + ln 13] } + 0.8416/√12 = 1.0476 is below it, after 11 not.
    expect(five.sessionsNeeded).toBe(7);
    // In half-hour sessions: twice as many in all.
    const halves = compared(hours(5, 2, 2).flatMap((s) => [half(s, 0), half(s, 1)]));
    expect(halves.sessionsNeeded).toBe(14);
    expect(compared(hours(12, 4, 2)).sessionsNeeded).toBe(0);
    // Never fewer than the least for a promotion.
    expect(compared(hours(2, 40, 2)).sessionsNeeded).toBe(3);
  });

  it('is no number when there is nothing to find', () => {
    expect(compared(hours(5, 0, 2)).sessionsNeeded).toBeNull();
    // A loss that is tolerated is never rolled back.
    expect(compared(hours(5, -0.05, 2)).sessionsNeeded).toBeNull();
    expect(compared([aPairing([1])])).toMatchObject({ sessionsNeeded: null, minimumDetectableEffect: null });
  });

  it('is the effect that would have been found by now', () => {
    // At 80 %: 2 √{ 6/25 × [2 ln 5 + ln 6] } + 0.8416 × 2/√5 = 2.1933 + 0.7528.
    expect(five.minimumDetectableEffect).toBeCloseTo(2.9461, 3);
  });

  it('takes the noise from sessions where they differ more than their blocks say', () => {
    // Blocks of a session agree to the cent, sessions are 5 and −1: variance between hours (3² + 3²) / 1 = 18.
    const apart = compared([aPairing([2.5, 2.5], halfHours), aPairing([-0.5, -0.5], halfHours)]);
    expect(effectOf(apart)?.standardError).toBeCloseTo(Math.sqrt(18 / 2), 5);
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

  it('asks for an interval below zero that holds however often one looks, and for P(harm) of 80 %', () => {
    // Two hours, σ = 2: the 80 % half-width is 2 √{ 3/4 × [2 ln 5 + ln 3] } = 3.5990; P(harm) is 97 % there.
    expect(compared(hours(2, -3.59, 2)).verdict).toBe('keep-testing');
    expect(compared(hours(2, -3.61, 2)).verdict).toBe('roll-back');
    // A tolerance of 2.5 an hour: m = 2/3 × −3.61, sd = 2/√3; Φ((−2.5 + 2.407) / 1.155) = 0.468.
    const tolerant = compared(hours(2, -3.61, 2), { tolerancePerHour: 2.5 });
    expect(tolerant.probabilityHarm).toBeCloseTo(0.468, 3);
    expect(tolerant.verdict).not.toBe('roll-back');
  });

  it('follows from no single session, unless risk stopped it', () => {
    expect(compared(hours(1, -50, 2))).toMatchObject({
      verdict: 'keep-testing',
      probabilityHarm: expect.closeTo(1, 6),
    });
    expect(compared(hours(1, 50, 2, { halted: true })).verdict).toBe('roll-back');
  });
});

describe('no difference', () => {
  it('is the finding after five sessions without any', () => {
    expect(compared(hours(5, 0.05, 2)).verdict).toBe('inconclusive');
    expect(compared(hours(4, 0.05, 2)).verdict).toBe('keep-testing');
  });

  it('is all that is known of two sides that never differed: no effect, no error, no chance either way', () => {
    const same = compared(hours(8, 0, 0));
    expect(same).toMatchObject({ verdict: 'inconclusive', gainPerHour: null, minimumDetectableEffect: null });
    expect([same.probabilityBetter, same.probabilityHarm]).toEqual([0.5, 0]);
  });
});

describe('the best guess', () => {
  it('is explored from while nothing is decided, and says so', () => {
    const open = compared(hours(2, 1, 2));
    expect(asBestGuess(open, 0.666)).toEqual({
      ...open,
      verdict: 'explore',
      reason: expect.stringMatching(/best guess so far \(\+\$0\.67 an hour\) but not proven: P\(better\)/),
    });
  });

  it('changes nothing of what is decided', () => {
    for (const decided of [hours(5, 5, 2), hours(5, -5, 2), hours(5, 0.05, 2)].map((s) => compared(s))) {
      expect(asBestGuess(decided, 1)).toBe(decided);
    }
  });
});
