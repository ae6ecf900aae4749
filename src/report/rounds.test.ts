import { expect, test } from 'vitest';
import { aStudy } from '../testing/study.ts';
import { aRace } from '../testing/studyRecords.ts';
import { markdownFigures, terminalFigures } from './figures.ts';
import { marketRangeWords, racedOn, raceLines, raceSentence } from './rounds.ts';

const figures = terminalFigures('$');

const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }];

test('the spread names the worst market, the middle and the best', () => {
  expect(marketRangeWords([0.7, -0.4, 0.1], markdownFigures('$'))).toBe('−0.40 … +0.10 … +0.70');
  // Of four the middle is the mean of the two in the middle: (0.1 + 0.3) / 2.
  expect(marketRangeWords([0.7, 0.3, -0.4, 0.1], figures)).toBe('-0.40 … +0.20 … +0.70');
  expect(marketRangeWords([0.2, -0.1], figures)).toBe('-0.10 … +0.20');
  expect(marketRangeWords([0.2], figures)).toBe('+0.20');
  expect(marketRangeWords([], figures)).toBe('–');
});

test('review shows the distribution by market, and that the choice was one of many', () => {
  const race = aRace([-0.4, 0.1, 0.9], {
    sessions: [1, 2],
    tapes: [{ type: 'tape', file: 'day.parquet', sha256: 'ab', fromUs: 0, toUs: 3_600e6 }],
  });
  const input = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [], family: 'calm' })
    .session({ acting: 1, champion: 1, lanes: [], family: 'toxic' })
    .proposal({ base: 1, changes, status: 'waiting', race })
    .proposal({ base: 1, changes, status: 'passed-over', race: aRace([-1, -1, -1]) })
    .proposal({ base: 1, changes, status: 'refused' })
    .snapshot();
  const [waiting] = input.proposals;
  if (waiting === undefined) throw new Error('p1 exists');
  // (−0.4 + 0.1 + 0.9) / 3 = 0.2, believed by half.
  expect(raceLines(waiting, racedOn(waiting, input.sessions, input.proposals), figures)).toEqual([
    'Replayed: +$0.20/h [-0.80, +1.20] (90 % interval) against v1 on 3 recorded markets, P(better) 80 % by its parts, by market -0.40 … +0.10 … +0.90 (better on 2 of 3 markets); the surrogate, which gives replays a weight of 60 %, then estimated +$0.10/h',
    'By market ($/h against v1): s1 calm -0.40, s2 toxic +0.10, day.parquet 0–60 min +0.90',
    'Volume in the replay: $1,200 an hour',
    '2 candidates of its round ran on all or some of these markets, and this one was selected: expect less than the replay shows.',
  ]);
});

test('a race over many markets is shown by regime', () => {
  const study = aStudy().version();
  for (let i = 0; i < 12; i++) study.session({ acting: 1, champion: 1, lanes: [], family: i < 4 ? 'calm' : 'toxic' });
  const byMarket = [1, 2, 3, 2, ...Array.from({ length: 8 }, () => -0.5), 0.9];
  const tapes = [{ type: 'tape', file: 'day.parquet', sha256: 'ab', fromUs: 0, toUs: 3_600e6 }] as const;
  const race = aRace(byMarket, { sessions: Array.from({ length: 12 }, (_, i) => i + 1), tapes });
  const input = study.proposal({ base: 1, changes, status: 'waiting', race }).snapshot();
  const [waiting] = input.proposals;
  if (waiting === undefined) throw new Error('p1 exists');
  // (1 + 2 + 3 + 2) / 4 = 2.
  expect(raceLines(waiting, racedOn(waiting, input.sessions, input.proposals), figures)[1]).toBe(
    'Mean by regime ($/h against v1): calm +2.00 on 4 markets, toxic -0.50 on 8 markets, tapes +0.90 on 1 market',
  );
});

test('only the selected of several candidates has a warning, in words that fit its sign', () => {
  const last = (status: 'waiting' | 'passed-over' | 'refused', byMarket: readonly number[]) => {
    const race = aRace([...byMarket]);
    const input = aStudy()
      .version()
      .session({ acting: 1, champion: 1, lanes: [], family: 'calm' })
      .proposal({ base: 1, changes, status, race })
      .proposal({ base: 1, changes, status: 'passed-over', race: aRace([-1, -1, -1]) })
      .snapshot();
    const [proposal] = input.proposals;
    return proposal && raceLines(proposal, racedOn(proposal, input.sessions, input.proposals), figures).at(-1);
  };
  expect(last('waiting', [-0.4, -0.1, -0.4])).toBe(
    '2 candidates of its round ran on all or some of these markets, and this one was selected: expect a larger loss than the replay shows.',
  );
  for (const status of ['passed-over', 'refused'] as const) expect(last(status, [0.1, 0.2, 0.3])).toMatch(/^Volume/);
});

test('what was not raced has nothing to show', () => {
  const input = aStudy().version().proposal({ base: 1, changes }).snapshot();
  const [proposal] = input.proposals;
  expect(proposal && raceLines(proposal, racedOn(proposal, input.sessions, input.proposals), figures)).toEqual([]);
});

test('names the fill models that it ran under', () => {
  const sentence = (signAgrees: boolean | null): string => raceSentence({ ...aRace([0.2, 0.3]), signAgrees }, figures);
  expect(sentence(true)).not.toContain('fill');
  expect(sentence(false)).toContain('(better on 2 of 2 markets), a different sign under the optimistic fill model;');
  expect(sentence(null)).toContain('(better on 2 of 2 markets), under pessimistic fills alone;');
});
