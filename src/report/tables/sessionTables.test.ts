import { expect, test } from 'vitest';
import { aStudy } from '../../testing/study.ts';
import { riskText } from './sessionTables.ts';

test('the risk of a session names why its strategies held back, and how often', () => {
  const { snapshot } = aStudy()
    .version()
    .session({
      acting: 1,
      champion: 1,
      lanes: [
        { version: 1, profit: 0, volume: 0, fills: 0, metrics: { reasons: { illiquid: 2, 'within-tolerance': 31 } } },
      ],
    })
    .report();
  const [{ lane } = {}] = snapshot.lanesOf(1, 'pessimistic');
  expect(riskText(lane === undefined ? [] : [lane])).toMatch(
    /reasons of its strategy: illiquid 2, within-tolerance 31/,
  );
  expect(riskText([])).toBe('No risk events and no denied orders.');
});
