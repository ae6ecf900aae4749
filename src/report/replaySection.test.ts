import { expect, test } from 'vitest';
import { markdownFigures } from './figures.ts';
import { replaySection } from './replaySection.ts';

const figures = markdownFigures('$');
const version = (number: number, replayed: number, measured: number) => ({
  version: number,
  replayed,
  replayedError: 0.5,
  measured,
  measuredError: 0.5,
  sessions: 4,
});

test('pairs stand side by side under their rank correlation', () => {
  const versions = [version(2, 0.5, 0.2), version(3, 1, 0.4), version(4, 1.5, -0.1), version(5, 2, 0.9)];
  const text = replaySection({ versions, correlation: 0.4, weight: 0.51 }, figures);
  expect(text).toContain('Rank correlation +0.40 between replay and later sessions (n = 4 versions).');
  expect(text).toContain('Trust in the next race: 51 %');
  expect(text).toContain('| v4 | +$1.50 | −$0.10 | 4 |');
  expect(text).not.toContain('low');
});

test('a low correlation is called low, and what follows is said', () => {
  const versions = [version(2, 1, 1), version(3, 2, 3), version(4, 3, 2)];
  expect(replaySection({ versions, correlation: 0.1, weight: 0.2 }, figures)).toContain(
    '**That is low: replays hardly foretold sessions, so the replay gate trusts them less.**',
  );
  expect(replaySection({ versions, correlation: -0.5, weight: 0 }, figures)).toContain('Rank correlation −0.50');
});

test('too few to correlate are said to be so', () => {
  expect(replaySection({ versions: [version(2, 1, 1)], correlation: null, weight: 0.6 }, figures)).toContain(
    '1 version was raced and measured: no rank correlation',
  );
  expect(replaySection({ versions: [], correlation: null, weight: 0.6 }, figures)).toContain(
    'No version that was raced',
  );
});
