import { describe, expect, test } from 'vitest';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import type { Ran } from '../testing/studyRecords.ts';
import { predictionOutcomes, trackRecord } from './trackRecord.ts';

/** An hour of twelve blocks that earned `profit`, with a noise of `sd` an hour: alternating deviations x with x² · 144 / 11 = sd². */
function ran(version: number, profit: number, sd: number): Ran {
  const x = (sd * Math.sqrt(11)) / 12;
  const blocks = Array.from({ length: 12 }, (_, i) => profit / 12 + (i % 2 === 0 ? x : -x));
  return { version, profit, volume: 6_000, fills: 60, blocks, optimisticProfit: profit };
}

const quiet = (version: number): Ran => ran(version, 0, 0);

/** Deviation 1.28 / 2.5631 = 0.4994. */
const prediction = { mean: 0.4, p10: -0.24, p90: 1.04, probabilityBetter: 0.7 };
const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }];
const tighter = { spreadBps: 1.5 };

/** v2, proposed from v1 and measured beside it for an hour. */
function measuredAt(profit: number, sd = 0.5): StudyBuilder {
  return aStudy()
    .version()
    .version(tighter, { proposalId: 1 })
    .proposal({ base: 1, changes, prediction, proposer: 'surrogate' })
    .session({ acting: 2, champion: 1, lanes: [quiet(1), ran(2, profit, sd)] });
}

describe('what became of a prediction', () => {
  test('is told by the version that came of it against its base', () => {
    const [outcome] = predictionOutcomes(measuredAt(1.2).snapshot());
    // Two degrees of freedom: an error of 0.5 × 2.919986 / 1.644854 = 0.8876, more than the deviation of the prediction.
    expect(outcome).toMatchObject({
      version: 2,
      check: 'not-told',
      through: null,
      together: { sessions: 1, blocks: 12 },
    });
    expect(outcome?.measured?.mean).toBeCloseTo(1.2, 9);
    expect(outcome?.measured?.standardError).toBeCloseTo(0.8876, 4);
    const checkAt = (profit: number, sd: number) => predictionOutcomes(measuredAt(profit, sd).snapshot())[0]?.check;
    // 2.5758 × √(0.4994² + 0.8876²) = 2.623.
    expect([checkAt(3.02, 0.5), checkAt(3.03, 0.5)]).toEqual(['not-told', 'outside']);
    // An error of 0.25 × 1.7752 = 0.4438: 1.2816 × √(0.4994² + 0.4438²) = 0.856.
    expect([checkAt(1.25, 0.25), checkAt(1.26, 0.25)]).toEqual(['inside', 'outside']);
  });

  test('is told through the champion that both ran beside, where they never met', () => {
    const study = aStudy()
      .version()
      .version(tighter)
      .version({ spreadBps: 1.2 }, { proposalId: 1 })
      .proposal({ base: 2, changes, prediction })
      .session({ acting: 2, champion: 1, lanes: [quiet(1), ran(2, 0.5, 0.3)] })
      .session({ acting: 3, champion: 1, lanes: [quiet(1), ran(3, 1.1, 0.4)] });
    const [outcome] = predictionOutcomes(study.snapshot());
    // 1.1 − 0.5, and √(0.3² + 0.4²) = 0.5, times 2.919986 / 1.644854.
    expect(outcome).toMatchObject({ version: 3, together: null, through: 1, check: 'not-told' });
    expect(outcome?.measured?.mean).toBeCloseTo(0.6, 9);
    expect(outcome?.measured?.standardError).toBeCloseTo(0.8876, 4);
  });

  test('is told by sessions side by side alone, where its trials ran beside another version', () => {
    const hour = ran(0, 1.5, 0.4);
    const study = aStudy()
      .version()
      .version(tighter)
      .version({ spreadBps: 1.2 }, { proposalId: 1 })
      .proposal({ base: 2, changes: [{ parameter: 'spreadBps', from: 1.5, to: 1.2, why: '' }], prediction })
      .session({ acting: 2, champion: 1, lanes: [quiet(1), ran(2, 0.5, 0.3)] })
      .session({ acting: 1, champion: 1, lanes: [quiet(1)], trials: [{ ...hour, proposal: 1 }] })
      .session({ acting: 3, champion: 1, lanes: [quiet(1), quiet(2), ran(3, 0.2, 0.4)] })
      .snapshot();
    const chosenAfter = study.sessions[1]?.id ?? 0;
    const tried = study.with({ proposals: study.proposals.map((one) => ({ ...one, trial: { chosenAfter } })) });
    const [outcome] = predictionOutcomes(tried);
    expect(outcome).toMatchObject({ sessions: 1, through: null, together: { sessions: 1 } });
    expect(outcome?.measured?.mean).toBeCloseTo(0.2, 9);
  });

  test('is open while nothing links the two', () => {
    const study = aStudy().version().version(tighter, { proposalId: 1 }).proposal({ base: 1, changes, prediction });
    expect(predictionOutcomes(study.snapshot())).toMatchObject([{ measured: null, check: null, through: null }]);
    expect(trackRecord(study.snapshot())).toEqual([]);
  });

  test('is nothing for proposals without prediction, refused, or changed by a person', () => {
    const study = aStudy()
      .version()
      .version(tighter, { proposalId: 1 })
      .version({ spreadBps: 1 }, { proposalId: 2 })
      .proposal({ base: 1, changes, prediction: null })
      .proposal({ base: 1, changes, prediction, status: 'replaced' })
      .proposal({ base: 1, changes, prediction, status: 'refused' });
    expect(predictionOutcomes(study.snapshot())).toEqual([]);
  });
});

describe('the track record', () => {
  test('is kept by proposer, and by the framing of its task', () => {
    const notes = (framing: string) => ({ framing, falsifier: '', risks: '', evidence: {} });
    const study = aStudy()
      .version()
      .version({ spreadBps: 1.5 }, { proposalId: 1 })
      .version({ spreadBps: 1.6 }, { proposalId: 2, parent: 1 })
      .version({ spreadBps: 1.7 }, { proposalId: 3, parent: 1 })
      .version({ spreadBps: 1.8 }, { proposalId: 4, parent: 1 })
      .proposal({ base: 1, changes, prediction, proposer: 'surrogate' })
      .proposal({ base: 1, changes, prediction, notes: notes('exploit') })
      .proposal({ base: 1, changes, prediction: { ...prediction, probabilityBetter: 0.6 }, notes: notes('contrarian') })
      .proposal({ base: 1, changes, prediction, notes: notes('exploit') })
      .session({ acting: 2, champion: 1, lanes: [quiet(1), ran(2, 1.2, 0.25)] })
      .session({ acting: 3, champion: 1, lanes: [quiet(1), ran(3, 0.3, 0.5)] })
      .session({ acting: 4, champion: 1, lanes: [quiet(1), ran(4, -2.5, 0.5)] });
    const rows = trackRecord(study.snapshot());
    expect(rows.map(({ proposer, framing, n, told, inside }) => [proposer, framing, n, told, inside])).toEqual([
      ['model', null, 2, 1, 0],
      ['model', 'contrarian', 1, 1, 0],
      ['model', 'exploit', 1, 0, 0],
      ['surrogate', null, 1, 1, 1],
    ]);
    // Spread 0.4994 against √(0.4994² + 0.8876²): 0.4903 of Φ⁻¹. Φ(0.5244 × 0.4903) = 0.6015 for the one that was better,
    // Φ(0.2533 × 0.4903) = 0.5494 for the one that was not: (0.3985² + 0.5494²) / 2.
    expect(rows[0]?.brier).toBeCloseTo(0.2304, 3);
    expect(rows.map(({ coverageInterval }) => coverageInterval?.mean ?? null)).toEqual([0, 0, null, 1]);
  });
});
