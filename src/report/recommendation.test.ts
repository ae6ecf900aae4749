import { expect, test } from 'vitest';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import type { Ran } from '../testing/studyRecords.ts';
import { terminalFigures } from './figures.ts';
import { recommendation } from './recommendation.ts';

/** Twelve blocks around `profit`, a hundredth of a dollar above and below in turns. */
const ran = (version: number, profit: number, volume = 6_000): Ran => ({
  version,
  profit,
  volume,
  fills: 60,
  blocks: Array.from({ length: 12 }, (_, i) => profit / 12 + (version === 1 ? 0 : i % 2 === 0 ? 0.01 : -0.01)),
});

function said(study: StudyBuilder): string {
  return recommendation(study.snapshot(), terminalFigures('$')).join(' ');
}

function study(): StudyBuilder {
  return aStudy().version().version({ spreadBps: 1.5 }).version({ levels: 6 }).champion(1);
}

test('the champion, where no version looks better', () => {
  const worse = study().session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, -2)] });
  expect(said(worse)).toBe('Recommended: v1; no version looks better.');
});

test('a version that is probably better is recommended, and is said not to be proven', () => {
  const better = study().session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, 1)] });
  expect(said(better)).toMatch(
    /^Recommended: v2, better than v1 with a probability of >99 % by its sessions; not proven\.$/,
  );
});

test('one that loses less only because it trades less is said to', () => {
  // v1 loses $3 on $6,000, v2 $2 on $3,000: an hour less, per $10k more.
  const idle = study().session({ acting: 2, champion: 1, lanes: [ran(1, -3), ran(2, -2, 3_000)] });
  expect(said(idle)).toContain(
    'It wins by trading less, $3,000 an hour instead of $6,000: per $10k it made -6.67, v1 -5.00.',
  );
});

test('a version that is ahead of the recommended one side by side is named, with why it is not recommended', () => {
  const both = study()
    .session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, 1)] })
    .session({ acting: 3, champion: 1, lanes: [ran(1, 0), ran(2, 1), ran(3, 2, 400)] });
  expect(said(both)).toMatch(
    /v3 is ahead of v2 where the two ran side by side \(>99 %\): but it trades less than the study asks for\.$/,
  );
});
