import { expect, test } from 'vitest';
import type { PredictionOutcome } from '../study/trackRecord.ts';
import { asShown } from '../testing/pages.ts';
import { aStudy } from '../testing/study.ts';
import { markdownFigures } from './figures.ts';
import { outcomeBesideTrial, outcomeText, replaySection, trackRecordLine } from './predictions.ts';

const figures = markdownFigures('$');

test('a measurement that is too noisy to tell is called neither inside nor outside', () => {
  const outcome: Omit<PredictionOutcome, 'proposal' | 'version'> = {
    prediction: { mean: 0.15, p10: -0.15, p90: 0.5, probabilityBetter: 0.7 },
    measured: { mean: -4.75, standardError: 4 },
    together: null,
    sessions: 1,
    through: 3,
    check: 'not-told',
  };
  // 1.6449 × 4 = 6.58 either way.
  expect(outcomeText(outcome, figures)).toBe(
    '−$4.75/h [−11.33, +1.83] (90 % interval, through v3: the two never ran together): too noisy to tell whether the prediction was right',
  );
  expect(outcomeText({ ...outcome, check: 'outside' }, figures)).toContain(
    'outside the predicted range, worse than predicted',
  );
  expect(outcomeText({ ...outcome, check: 'inside' }, figures)).toContain(': inside the predicted range');
});

test('what trials measured stands once: beside them the outcome has no interval of its own', () => {
  const { trials } = aStudy()
    .version()
    .proposal({ base: 1, status: 'on-trial', trial: { chosenAfter: null }, changes: [] })
    .champion(1)
    .session({
      acting: 1,
      champion: 1,
      lanes: [{ version: 1, profit: 0, volume: 5_000, fills: 50 }],
      trials: [
        {
          proposal: 1,
          profit: 0.6,
          volume: 5_000,
          fills: 50,
          blocks: Array.from({ length: 12 }, (_, i) => 0.05 + (i % 2) / 100),
        },
      ],
    })
    .snapshot();
  const outcome: Omit<PredictionOutcome, 'proposal' | 'version'> = {
    prediction: { mean: 0.15, p10: -0.15, p90: 0.5, probabilityBetter: 0.7 },
    measured: { mean: 0.6, standardError: 4 },
    together: null,
    sessions: 1,
    through: null,
    check: 'not-told',
  };
  const [trial] = trials;
  expect(outcomeBesideTrial(outcome, trial ?? null, figures)).toBe(
    'too noisy to tell whether the prediction was right, by its trials below',
  );
  const whole = outcomeText(outcome, figures);
  expect(outcomeBesideTrial(outcome, null, figures)).toBe(whole);
  // Sessions since it became a version are more than its trials.
  expect(outcomeBesideTrial({ ...outcome, sessions: 2 }, trial ?? null, figures)).toContain('interval, 2 sessions');
});

test('a track record says how many predictions were measured, and how many of them well enough to tell', () => {
  const record = { proposer: 'surrogate', framing: null, n: 9, told: 5, inside: 3, brier: 0.214 } as const;
  const coverageInterval = { mean: 0.6, low: 0.271, high: 0.857, level: 0.9 };
  expect(trackRecordLine({ ...record, coverageInterval }, figures)).toBe(
    'surrogate: 9 predictions measured, 5 of them well enough to tell: 3 inside their 80 % range (60 % [27 %, 86 %]); Brier score 0.21 (a coin toss: 0.25)',
  );
  expect(trackRecordLine({ ...record, told: 0, inside: 0, coverageInterval: null }, figures)).toBe(
    'surrogate: 9 predictions measured, none of them well enough to tell whether it was right; Brier score 0.21 (a coin toss: 0.25)',
  );
});

const version = (number: number, replayed: number, measured: number) => ({
  version: number,
  replayed,
  replayedError: 0.5,
  measured,
  measuredError: 0.5,
  sessions: 4,
});

test('the replayed and the measured effect of each version are listed under their rank correlation', () => {
  const versions = [version(2, 0.5, 0.2), version(3, 1, 0.4), version(4, 1.5, -0.1), version(5, 2, 0.9)];
  const text = asShown(replaySection({ versions, correlation: 0.4, weight: 0.51 }, figures));
  expect(text).toContain('Rank correlation +0.40 between replay and later sessions (n = 4 versions).');
  expect(text).toContain('Trust in the next race: 51 %');
  expect(text).toContain('| v4 | +$1.50 | −$0.10 | 4 |');
  expect(text).not.toContain('That is low');
});

test('a trust below 0.3 is called low, with its consequence, from five versions on', () => {
  const versions = [1, 2, 3, 4, 5].map((i) => version(i + 1, i, -i));
  const low = '**That is low: sessions differed from replays by far more than the errors of both explain';
  expect(replaySection({ versions, correlation: 0.8, weight: 0.29 }, figures)).toContain(low);
  expect(replaySection({ versions, correlation: 0.8, weight: 0.3 }, figures)).not.toContain(low);
  expect(replaySection({ versions: versions.slice(1), correlation: 0.8, weight: 0.2 }, figures)).not.toContain(low);
});

test('a low correlation alone is no verdict on replays', () => {
  const versions = [1, 2, 3, 4, 5].map((i) => version(i + 1, i, -i));
  const text = replaySection({ versions, correlation: -0.5, weight: 0.7 }, figures);
  expect(text).toContain('Rank correlation −0.50');
  expect(text).toContain('while sessions are short it is low even if replays are good.');
  expect(text).not.toContain('**That is low');
});

test('too few to correlate are said to be so', () => {
  expect(replaySection({ versions: [version(2, 1, 1)], correlation: null, weight: 0.6 }, figures)).toContain(
    '1 version was raced and measured: no rank correlation',
  );
  expect(replaySection({ versions: [], correlation: null, weight: 0.6 }, figures)).toContain(
    'No version that was raced',
  );
});
