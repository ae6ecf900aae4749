import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../evaluation/comparison.ts';
import { aStudy, type StudyBuilder } from '../../testing/study.ts';
import { declarations } from '../../testing/studyRecords.ts';
import type { LearningRecord } from '../records.ts';
import { type JudgedClaim, judgeClaim, judgeClaims } from './judgedClaim.ts';
import { observationsIn } from './observation.ts';

const better: Partial<Comparison> = {
  sessions: 6,
  blocks: 72,
  gainPerHour: { mean: 0.8, low: 0.3, high: 1.3, level: 0.9 },
};
const worse: Partial<Comparison> = {
  sessions: 5,
  blocks: 60,
  gainPerHour: { mean: -0.6, low: -1, high: -0.2, level: 0.9 },
};
const session = { acting: 2, champion: 1, lanes: [] };

/** v2 lowers the spread of v1, v3 raises it again to between the two. */
function aStudyOfSpreads(): StudyBuilder {
  return aStudy().version().version({ spreadBps: 1.5 }).version({ spreadBps: 1.9 }).session(session);
}

function judged(study: StudyBuilder, claim: Partial<LearningRecord> = {}): JudgedClaim {
  const [only] = judgeClaims(study.learning(claim).snapshot(), declarations);
  if (only === undefined) throw new Error('the claim is on record');
  return only;
}

describe('a claim', () => {
  test('that nothing measured is proposed', () => {
    expect(judged(aStudyOfSpreads())).toMatchObject({
      status: 'proposed',
      evidence: [],
      measured: null,
      sessions: 0,
      rangeOverlaps: null,
      bundled: 0,
    });
  });

  test('is supported by a measurement that says the same, with the sessions and the effect behind it', () => {
    const { status, measured, sessions, evidence } = judged(aStudyOfSpreads().compared(2, 1, better));
    expect([status, sessions, evidence.map((one) => one.speaks)]).toEqual(['supported', 6, ['for']]);
    expect(measured?.effect).toEqual({ mean: 0.8, low: 0.3, high: 1.3, level: 0.9 });
  });

  test('is refuted by a measurement that says the opposite', () => {
    expect(judged(aStudyOfSpreads().compared(2, 1, worse)).status).toBe('refuted');
    expect(judged(aStudyOfSpreads().compared(2, 1, worse), { effect: 'worse' }).status).toBe('supported');
    expect(judged(aStudyOfSpreads().compared(2, 1, better), { effect: 'worse' }).status).toBe('refuted');
  });

  test('is contested when one pair of versions speaks for it and another against it', () => {
    // v3 raises what v2 lowered, and was better too: to lower is better from 2.5 to 1.5 and worse from 1.9 to 1.5.
    const { status, evidence } = judged(aStudyOfSpreads().compared(2, 1, better).compared(3, 2, better));
    expect([status, evidence.map((one) => one.speaks)]).toEqual(['contested', ['for', 'against']]);
  });

  test('of a move is also told by the opposite move, with the opposite sign', () => {
    const { status, measured } = judged(aStudyOfSpreads().compared(2, 1, better), { direction: 'raise' });
    expect(status).toBe('refuted');
    expect(measured?.effect).toEqual({ mean: -0.8, low: -1.3, high: -0.3, level: 0.9 });
  });

  test.each([
    ['too few sessions', { ...better, sessions: 4 }],
    ['an interval that holds zero', { ...better, gainPerHour: { mean: 0.8, low: -0.1, high: 1.7, level: 0.9 } }],
    ['fill models that disagree', { ...better, signAgrees: false }],
    ['no interval', { ...better, gainPerHour: null }],
  ] as const)('stays proposed after %s', (_case, comparison) => {
    const { status, evidence } = judged(aStudyOfSpreads().compared(2, 1, comparison));
    expect([status, evidence.length]).toEqual(['proposed', 1]);
  });

  test('is not supported by a bundle of changes', () => {
    const bundle = aStudy().version().version({ spreadBps: 1.5, skew: true }).session(session).compared(2, 1, better);
    expect(judged(bundle)).toMatchObject({ status: 'proposed', evidence: [], measured: null, bundled: 1 });
  });

  test('is not touched by what another parameter did', () => {
    const other = aStudy().version().version({ levels: 6 }).session(session).compared(2, 1, better);
    expect(judged(other)).toMatchObject({ status: 'proposed', evidence: [], bundled: 0 });
  });

  test('counts a pair of parameter sets once, by its longest comparison, under whatever numbers it ran', () => {
    // v4 is v1 again, as a rollback makes it: its comparison covers the sessions of the older one.
    const study = aStudyOfSpreads()
      .version({ spreadBps: 2.5 }, { author: 'rollback' })
      .compared(2, 1, worse)
      .session({ ...session, champion: 4 })
      .compared(2, 4, better);
    const { status, evidence, sessions } = judged(study);
    expect([status, evidence.length, sessions]).toEqual(['supported', 1, 6]);
  });

  test('of a switch is told by switching it', () => {
    const study = aStudy().version().version({ skew: true }).session(session).compared(2, 1, worse);
    expect(judged(study, { parameter: 'skew', direction: 'switch-on' }).status).toBe('refuted');
  });
});

describe('a claim of no effect', () => {
  // A loss of 0.01 % of a capital of 1,000, 0.10 an hour, counts as none.
  const none = { effect: 'none' } as const;
  const within = { ...better, gainPerHour: { mean: 0.01, low: -0.08, high: 0.1, level: 0.9 } };

  test('is supported by an interval inside the tolerance, even where it leaves zero out', () => {
    expect(judged(aStudyOfSpreads().compared(2, 1, within), none).status).toBe('supported');
    const small = { ...better, gainPerHour: { mean: 0.05, low: 0.01, high: 0.09, level: 0.9 } };
    expect(judged(aStudyOfSpreads().compared(2, 1, small), none).status).toBe('supported');
    expect(judged(aStudyOfSpreads().compared(2, 1, { ...within, sessions: 4 }), none).status).toBe('proposed');
  });

  test('is refuted by an effect either way, and open while the interval is wide', () => {
    expect(judged(aStudyOfSpreads().compared(2, 1, better), none).status).toBe('refuted');
    expect(judged(aStudyOfSpreads().compared(2, 1, worse), none).status).toBe('refuted');
    const wide = { ...better, gainPerHour: { mean: 0.01, low: -0.2, high: 0.22, level: 0.9 } };
    expect(judged(aStudyOfSpreads().compared(2, 1, wide), none).status).toBe('proposed');
  });
});

test('how much counts as no effect is the tolerance that is handed in', () => {
  const small = { ...better, gainPerHour: { mean: 0.05, low: 0.01, high: 0.09, level: 0.9 } };
  const study = aStudyOfSpreads().compared(2, 1, small).learning({ effect: 'none' }).snapshot();
  const statuses = study.learnings.flatMap((claim) =>
    [0.09, 0.08].map(
      (tolerance) => judgeClaim(claim, observationsIn(claim.scope, study, declarations), tolerance).status,
    ),
  );
  expect(statuses).toEqual(['supported', 'refuted']);
});

describe('the claimed size', () => {
  test.each([
    [[0.1, 0.5], true],
    [[1.3, 2], true],
    [[1.4, 2], false],
    [[0.1, 0.2], false],
  ] as const)('of %j is held against the measured 0.3 to 1.3', (effectRange, overlaps) => {
    expect(judged(aStudyOfSpreads().compared(2, 1, better), { effectRange }).rangeOverlaps).toBe(overlaps);
  });

  test('is of the claimed move, whichever way it was measured', () => {
    const claim = { direction: 'raise', effect: 'worse', effectRange: [-0.9, -0.7] } as const;
    expect(judged(aStudyOfSpreads().compared(2, 1, better), claim).rangeOverlaps).toBe(true);
  });
});

describe('a claim for one regime', () => {
  /** Lowering the spread earns in trends and costs in calm markets. */
  function aStudyOfRegimes(): StudyBuilder {
    const study = aStudy().version().version({ spreadBps: 1.5 });
    for (let i = 0; i < 5; i++) {
      for (const [family, profit] of [['trending', 2] as const, ['calm', -1] as const]) {
        const lane = (version: number, earned: number) => ({ version, profit: earned, volume: 6_000, fills: 60 });
        study.session({ ...session, family, lanes: [lane(1, 0), lane(2, profit)] });
      }
    }
    return study.compared(2, 1, {
      sessions: 10,
      blocks: 120,
      gainPerHour: { mean: 0.5, low: -0.3, high: 1.3, level: 0.9 },
    });
  }

  test('is judged by the sessions of that regime alone', () => {
    const scopes = ['any', 'trending', 'calm', 'jumpy'];
    const study = scopes.reduce((one, scope) => one.learning({ scope }), aStudyOfRegimes());
    expect(
      judgeClaims(study.snapshot(), declarations).map(({ claim, status, sessions, measured }) => [
        claim.scope,
        status,
        sessions,
        measured?.effect?.mean,
      ]),
    ).toEqual([
      ['any', 'proposed', 10, 0.5],
      ['trending', 'supported', 5, expect.closeTo(2, 9)],
      ['calm', 'refuted', 5, expect.closeTo(-1, 9)],
      ['jumpy', 'proposed', 0, undefined],
    ]);
  });
});
