import { expect, test } from 'vitest';
import { declarations } from '../testing/studyRecords.ts';
import { beliefTable } from './beliefTable.ts';
import { markdownFigures } from './figures.ts';

const point = (value: number | boolean, mean: number, sd: number) => ({ value, mean, sd });

test('the best value on either side, the most promising parameter first, and no direction where none is', () => {
  const rows = beliefTable(
    [
      { parameter: 'levels', from: 5, points: [point(4, -0.2, 0.1), point(6, -0.1, 0.1)] },
      { parameter: 'spreadBps', from: 2.5, points: [point(1.5, 0.1, 0.4), point(2, 0.2, 0.4), point(3, -0.2, 0.4)] },
      { parameter: 'skew', from: false, points: [point(true, 0.5, 0.25)] },
    ],
    declarations,
    markdownFigures('$'),
  ).split('\n');
  // Φ(0.5 / 0.25) = Φ(2) = 98 %; Φ(0.2 / 0.4) = Φ(0.5) = 69 %.
  expect(rows.slice(2)).toEqual([
    '| `skew` | false | – | true: +0.50 ± 0.25 | **on (98 %)** |',
    '| `spreadBps` | 2.5 bps | 2: +0.20 ± 0.40 | 3: −0.20 ± 0.40 | lower (69 %), hardly told from no effect |',
    '| `levels` | 5 levels | 4: −0.20 ± 0.10 | 6: −0.10 ± 0.10 | neither |',
  ]);
});
