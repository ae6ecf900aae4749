import { expect, test } from 'vitest';
import { expectedMaximum } from '../evaluation/deflatedScore.ts';
import { normalCdf } from '../evaluation/normal.ts';
import { aRace, aStudy, type Ran, type StudyBuilder } from '../report/aStudy.testing.ts';
import type { ReportInput } from '../report/input.ts';
import { standingNow } from '../report/standingNow.ts';
import { luckAdjusted } from './luckAdjusted.ts';

/** Twelve blocks around `profit` an hour, in turns 0.1 above and below their mean. */
const ran = (version: number, profit: number): Ran => ({
  version,
  profit,
  volume: 6_000,
  fills: 60,
  blocks: Array.from({ length: 12 }, (_, i) => profit / 12 + (version === 1 ? 0 : i % 2 === 0 ? 0.1 : -0.1)),
});
const luck = (input: ReportInput) => luckAdjusted(standingNow(input), input);

/** v2 earns `effect` an hour more than v1 in each of five sessions; v3 as much less in one. */
function study(effect: number): StudyBuilder {
  const built = aStudy().version().version({ spreadBps: 1.5 }).version({ levels: 6 }).champion(1);
  for (let i = 0; i < 5; i++) built.session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, effect)] });
  return built.session({ acting: 3, champion: 1, lanes: [ran(1, 0), ran(3, -effect)] });
}

test('the score of the best is held against what the best of all tries reaches by luck', () => {
  // Over five hours of 60 blocks: deviations of 0.1 a block, σ per block = 0.1 √(60/59), ratio = (0.6/12) / σ = 0.4958.
  // v3, one hour: −0.05 / (0.1 √(12/11)) = −0.4787 a block, z = −0.4787 √12 = −1.6583, on 60 blocks −0.2141.
  // Their deviation: (0.4958 + 0.2141) / √2 = 0.5020. Three were tried.
  const found = luck(study(0.6).build());
  if (typeof found === 'string') throw new Error(found);
  expect(found).toMatchObject({ version: 2, against: 1, blocks: 60, tried: { versions: 3, candidates: 0 } });
  expect(found.sharpe).toBeCloseTo(0.4958, 4);
  expect(found.luck).toBeCloseTo(0.502 * expectedMaximum(3), 3);
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
  expect(luck(raced.build())).toMatchObject({ tried: { versions: 3, candidates: 2 } });
});

test('a champion that no measurement chose has nothing to adjust', () => {
  expect(luck(study(-0.6).session({ acting: 1, champion: 1, lanes: [] }).build())).toMatchObject({ version: 3 });
  expect(luck(aStudy().version().champion(1).build())).toBe(
    'v1 is champion and best guess, and no measurement chose it: there is nothing to adjust.',
  );
});

test('against a copy of an older version the shared evidence counts', () => {
  const copied = study(0.6).version({ spreadBps: 2.5 }, { parent: 1, author: 'rollback' }).champion(4);
  expect(luck(copied.build())).toMatchObject({ version: 2, against: 4, blocks: 60, tried: { versions: 3 } });
});

test('a promoted champion is held against the one before', () => {
  expect(luck(study(0.6).champion(2).build())).toMatchObject({ version: 2, against: 1 });
});
