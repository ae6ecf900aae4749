import { expect, test } from 'vitest';
import { normalCdf } from '../evaluation/distributions.ts';
import { expectedMaximum } from '../evaluation/overfitting.ts';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { aRace, type Ran } from '../testing/studyRecords.ts';
import { luckAdjusted } from './luckAdjusted.ts';

/** Twelve blocks around `profit` an hour, in turns 0.1 above and below their mean. */
const ran = (version: number, profit: number): Ran => ({
  version,
  profit,
  volume: 6_000,
  fills: 60,
  blocks: Array.from({ length: 12 }, (_, i) => profit / 12 + (version === 1 ? 0 : i % 2 === 0 ? 0.1 : -0.1)),
});
/** v2 earns `effect` an hour more than v1 in each of five sessions; v3 as much less in one. */
function study(effect: number): StudyBuilder {
  const built = aStudy().version().version({ spreadBps: 1.5 }).version({ levels: 6 }).champion(1);
  for (let i = 0; i < 5; i++) built.session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, effect)] });
  return built.session({ acting: 3, champion: 1, lanes: [ran(1, 0), ran(3, -effect)] });
}

test('the score of the best is held against what the best of all tries reaches by luck', () => {
  // Five hours: blocks of ±0.1 give 0.1 √60/5 √(60/59) = 0.15623, sessions that agree √0.75 of it; Student's with 6 degrees of
  // freedom, read as a normal, 1.18137 times that: 0.15983. z = 0.6 / 0.15983 = 3.7539, over √60 blocks 0.4846.
  // v3, one hour: 0.36181, with 2 degrees 1.77523 times that: z = −0.6 / 0.64230 = −0.9341, on 60 blocks −0.1206.
  // Their deviation: (0.4846 + 0.1206) / √2 = 0.4280. Three were tried.
  const found = luckAdjusted(study(0.6).snapshot());
  if (typeof found === 'string') throw new Error(found);
  expect(found).toMatchObject({ version: 2, against: 1, blocks: 60, tried: { versions: 3, candidates: 0 } });
  expect(found.sharpe).toBeCloseTo(0.48462, 4);
  expect(found.luck).toBeCloseTo(0.42796 * expectedMaximum(3), 3);
  // Two values in turns have no skew and a kurtosis of 1: the variance of the ratio is 1.
  expect(found.probability).toBeCloseTo(normalCdf((found.sharpe - found.luck) * Math.sqrt(59)), 9);
});

test('every raced candidate raises the bar; the same parameters count once', () => {
  const changes = [{ parameter: 'spreadBps', from: 2.5, to: 3, why: '' }];
  const race = aRace([0.1, 0.2]);
  const raced = study(0.6)
    .proposal({ base: 1, changes, status: 'passed-over', race })
    .proposal({ base: 1, changes, status: 'passed-over', race })
    .proposal({ base: 1, changes: [{ parameter: 'levels', from: 5, to: 7, why: '' }], status: 'passed-over', race })
    .proposal({ base: 1, changes: [{ parameter: 'levels', from: 5, to: 8, why: '' }], status: 'refused' });
  expect(luckAdjusted(raced.snapshot())).toMatchObject({ tried: { versions: 3, candidates: 2 } });
});

test('a candidate that only ran on trial raises the bar too', () => {
  const changes = [{ parameter: 'spreadBps', from: 2.5, to: 3, why: '' }];
  const { version: _, ...hour } = ran(3, 0.2);
  const tried = study(0.6)
    .proposal({ base: 1, changes, status: 'on-trial', trial: { chosenAfter: null }, race: null })
    .session({ acting: 1, champion: 1, lanes: [ran(1, 0)], trials: [{ ...hour, proposal: 1 }] });
  expect(luckAdjusted(tried.snapshot())).toMatchObject({ tried: { versions: 3, candidates: 1, onTrial: true } });
});

test('a champion that no measurement chose has nothing to adjust', () => {
  expect(luckAdjusted(study(-0.6).session({ acting: 1, champion: 1, lanes: [] }).snapshot())).toMatchObject({
    version: 3,
  });
  expect(luckAdjusted(aStudy().version().champion(1).snapshot())).toBe(
    'v1 is champion and best guess, and no measurement chose it: there is nothing to adjust.',
  );
});

test('against a copy of an older version the shared evidence counts', () => {
  const copied = study(0.6).version({ spreadBps: 2.5 }, { parent: 1, author: 'rollback' }).champion(4);
  expect(luckAdjusted(copied.snapshot())).toMatchObject({ version: 2, against: 4, blocks: 60, tried: { versions: 3 } });
});

test('a promoted champion is held against the one before', () => {
  expect(luckAdjusted(study(0.6).champion(2).snapshot())).toMatchObject({ version: 2, against: 1 });
});
