import { expect, test } from 'vitest';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import type { Ran } from '../testing/studyRecords.ts';
import { terminalFigures } from './figures.ts';
import { moneyAnswer } from './moneyAnswer.ts';

/** An hour of twelve blocks around `profit`, a tenth of a dollar above and below in turns. */
const ran = (version: number, profit: number, volume = 6_000): Ran => ({
  version,
  profit,
  volume,
  fills: 60,
  blocks: Array.from({ length: 12 }, (_, i) => profit / 12 + (i % 2 === 0 ? 0.1 : -0.1)),
});
const answer = (study: StudyBuilder): string => moneyAnswer(study.snapshot(), terminalFigures('$')).join(' ');

function study(...hours: readonly (readonly Ran[])[]): StudyBuilder {
  const built = aStudy().version().version({ spreadBps: 1.5 }).champion(1);
  for (const lanes of hours) built.session({ acting: 2, champion: 1, lanes });
  return built;
}

test('a version that earned in five sessions, zero outside its interval, makes money', () => {
  const hours = Array.from({ length: 5 }, () => [ran(1, -3), ran(2, 1.2)]);
  // 1.20 / 6,000 × 10,000.
  expect(answer(study(...hours))).toMatch(
    /^v2 makes money after costs: \$1\.20 an hour, \+2\.00 \[\+.*\] per \$10k, in 5 sessions/,
  );
});

test('one good hour is not shown to', () => {
  expect(answer(study([ran(1, -3), ran(2, 1.2)]))).toMatch(
    /^No version is shown to make money after costs\. The best so far, v2, made \$1\.20 an hour, [^;]* in 1 session \(1\.0 h\)\. What earns: /,
  );
});

test('where all lose, the least loss is named with what makes it up', () => {
  const text = answer(study([ran(1, -3), ran(2, -1.2)]));
  expect(text).toMatch(/^No version makes money after costs\. The best so far, v2, lost \$1\.20 an hour/);
  expect(text).toContain('What loses: price moves while it held inventory');
});

test('two lucky fills are no answer: a version has to trade as much as the study asks for', () => {
  expect(answer(study([ran(1, -3), ran(2, 1.2, 400)]))).toContain('The best so far, v1, lost $3.00 an hour');
  expect(answer(study([ran(1, -3, 0), ran(2, 1.2, 400)]))).toContain('and none trades as much as the study asks for');
  expect(answer(study([ran(1, 0, 0)]))).toBe('No version makes money: none traded.');
});

test('without a session that counts it says why the newest does not count', () => {
  const silent = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [ran(1, 1)], endReason: 'no market data for 30 s' });
  expect(answer(silent)).toBe(
    'Nothing was measured yet: no session counts as evidence. Session 1: no market data for 30 s.',
  );
});

test('a few lucky minutes are not the best of versions that ran for hours', () => {
  const both = study([ran(1, 0.3), ran(2, 0.9, 3_000)], [ran(1, 0.3)]).snapshot();
  const short = both.with({
    sessions: both.sessions.map((session, i) =>
      i === 0 && session.facts !== null ? { ...session, facts: { ...session.facts, durationUs: 300e6 } } : session,
    ),
  });
  // v2 made 0.90 in five minutes; v1 made 0.60 in 65.
  expect(moneyAnswer(short, terminalFigures('$')).join(' ')).toMatch(
    /^No version is shown to make money after costs\. The best so far, v1, made \$0\.55 an hour/,
  );
});

test('versions with the same parameters answer together', () => {
  const same = aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .version({ spreadBps: 1.5 })
    .champion(1)
    .session({ acting: 2, champion: 1, lanes: [ran(1, -3), ran(2, 1.2)] })
    .session({ acting: 3, champion: 1, lanes: [ran(1, -3), ran(3, -1.6)] });
  // Together −0.40 in two hours.
  expect(answer(same)).toMatch(/^No version makes money after costs\. The best so far, v2, lost \$0\.20 an hour/);
});
