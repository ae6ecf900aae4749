import { describe, expect, it } from 'vitest';
import type { MeasuredGain } from '../evaluation/effect.ts';
import { StudyBuilder } from '../testing/study.ts';
import { compareVersions } from './comparisons.ts';
import { withUsualNoise } from './trials.ts';

const none = { mean: 0, standardError: 0 };
const gainOf = (standardError: number): MeasuredGain => ({
  ...{ mean: 0.5, standardError },
  ...{ markout: { mean: 0.5, standardError }, holding: none, riskCharge: none },
});

describe('what trials measured', () => {
  it('has the noise of the usual candidate in its error, which counts like two sessions', () => {
    // After two hours in two sessions: (2 · 4 / 2 + 2 · 0.01) / 4 = 1.005.
    const { gain } = withUsualNoise({ gain: gainOf(0.1), hours: 2 }, 2, { markout: 4, holding: 0 });
    expect(gain.markout.standardError).toBeCloseTo(Math.sqrt(1.005), 9);
    expect(gain.standardError).toBeCloseTo(Math.sqrt(1.005), 9);
    expect(gain.mean).toBe(0.5);
  });

  it('keeps an error that is larger than that of the usual candidate', () => {
    const { gain } = withUsualNoise({ gain: gainOf(3), hours: 2 }, 2, { markout: 4, holding: 0 });
    expect(gain).toEqual(gainOf(3));
  });
});

/** v2 … after v1, each of a candidate that trials chose (or not) before its first session; v2 better than v1 by this much an hour. */
function afterTrials(chosen: readonly boolean[], gainPerHour: number) {
  const study = new StudyBuilder().version();
  chosen.forEach((onTrial, i) => {
    const changes = [{ parameter: 'spreadBps', from: 2.5, to: 3 + i, why: '' }];
    study.proposal({ base: 1, changes, trial: onTrial ? { chosenAfter: 100 } : null });
    study.version({ spreadBps: 3 + i }, { parent: 1, proposalId: i + 1 });
  });
  for (let s = 0; s < 12; s++) {
    const blocks = Array.from({ length: 12 }, (_, i) => gainPerHour / 12 + (i % 2 === 0 ? 0.3 : -0.3));
    const one = { profit: gainPerHour, volume: 2_000, fills: 20, blocks };
    const nothing = { version: 1, profit: 0, volume: 2_000, fills: 20, blocks: blocks.map(() => 0) };
    const family = s % 2 === 0 ? 'calm' : 'trending';
    study.session({ acting: 2, champion: 1, lanes: [nothing, { version: 2, ...one }], mode: 'sim', family });
  }
  return compareVersions(2, 1, study.snapshot())?.verdict;
}

describe('a promotion', () => {
  it('takes more of a version that is one of many that trials chose', () => {
    const many = [true, ...Array.from({ length: 20 }, () => true)];
    expect(afterTrials([true], 1.25)).toBe('promote');
    expect(afterTrials(many, 1.25)).toBe('keep-testing');
    expect(afterTrials(many, 3)).toBe('promote');
  });

  it('takes no more of a version that no trial chose', () => {
    expect(afterTrials([false, ...Array.from({ length: 20 }, () => true)], 1.25)).toBe('promote');
  });
});
