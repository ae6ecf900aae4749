import { expect, test } from 'vitest';
import { markdownFigures } from './figures.ts';
import { replaySection } from './predictions.ts';

const figures = markdownFigures('$');

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
  const text = replaySection({ versions, correlation: 0.4, weight: 0.51 }, figures);
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
