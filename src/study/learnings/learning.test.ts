import { expect, test } from 'vitest';
import type { Comparison } from '../../evaluation/comparison.ts';
import { aStudy } from '../../testing/study.ts';
import { declarations } from '../../testing/studyRecords.ts';
import { learnings } from './learning.ts';

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

test('a difference that its interval shows over five sessions supports a direction', () => {
  const [learning, ...others] = learnings(
    aStudy().version().version({ spreadBps: 1.5 }).session(session).compared(2, 1, better).snapshot(),
    declarations,
  );
  expect(others).toEqual([]);
  expect(learning).toMatchObject({
    parameter: 'spreadBps',
    direction: 'lowered',
    status: 'helps',
    sessions: 6,
    blocks: 72,
  });
});

test.each([
  ['one session, however clear', { ...better, sessions: 1, blocks: 12 }],
  ['zero inside the interval', { ...better, gainPerHour: { mean: 0.8, low: -0.1, high: 1.7, level: 0.9 } }],
  ['fill models that disagree', { ...better, signAgrees: false }],
  ['no interval', { ...better, gainPerHour: null }],
] as const)('%s decides nothing', (_case, comparison) => {
  const [learning] = learnings(
    aStudy().version().version({ spreadBps: 1.5 }).session(session).compared(2, 1, comparison).snapshot(),
    declarations,
  );
  expect(learning?.status).toBe('undecided');
});

test('evidence for and against the same direction is contested', () => {
  const input = aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .version({ spreadBps: 1.2 })
    .session(session)
    .compared(2, 1, better)
    .compared(3, 2, worse)
    .snapshot();
  expect(learnings(input, declarations).map((l) => [l.direction, l.status])).toEqual([['lowered', 'contested']]);
});

test('lowering helped and raising again helped too: both are contested', () => {
  const input = aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .version({ spreadBps: 1.9 })
    .session(session)
    .compared(2, 1, better)
    .compared(3, 2, better)
    .snapshot();
  expect(learnings(input, declarations).map((l) => [l.direction, l.status])).toEqual([
    ['lowered', 'contested'],
    ['raised', 'contested'],
  ]);
});

test('lowering helped and raising again harmed: they say the same', () => {
  const input = aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .version({ spreadBps: 1.9 })
    .session(session)
    .compared(2, 1, better)
    .compared(3, 2, worse)
    .snapshot();
  expect(learnings(input, declarations).map((l) => [l.direction, l.status])).toEqual([
    ['lowered', 'helps'],
    ['raised', 'harms'],
  ]);
});

test('what was changed with it is named, in the order of the declarations', () => {
  const input = aStudy()
    .version()
    .version({ skew: true, levels: 6, spreadBps: 1.5 })
    .session(session)
    .compared(2, 1, better)
    .snapshot();
  expect(learnings(input, declarations).map((l) => [l.parameter, l.direction, l.observations[0]?.together])).toEqual([
    ['spreadBps', 'lowered', ['levels', 'skew']],
    ['levels', 'raised', ['spreadBps', 'skew']],
    ['skew', 'switched on', ['spreadBps', 'levels']],
  ]);
});

test('only the newest comparison of a pair counts: it covers the earlier ones', () => {
  const input = aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .session(session)
    .compared(2, 1, worse)
    .session(session)
    .compared(2, 1, better)
    .snapshot();
  expect(learnings(input, declarations)).toMatchObject([{ status: 'helps', sessions: 6, blocks: 72 }]);
});
