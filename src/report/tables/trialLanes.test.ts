import { expect, test } from 'vitest';
import { asShown } from '../../testing/pages.ts';
import { aStudy } from '../../testing/study.ts';
import { renderSessionPage } from '../pages/sessionPage.ts';

const lanes = [{ version: 1, profit: 1, volume: 500, fills: 5 }];
const onTrial = { base: 1, status: 'on-trial' } as const;

/** The page of the newest session, in a study with two candidates. @param trials of that session */
function pageWith(trials: readonly { proposal: number; profit: number; volume: number; fills: number }[]): string {
  const of = aStudy()
    .version()
    .proposal({ ...onTrial, changes: [{ parameter: 'spreadBps', from: 1, to: 2, why: '' }] })
    .proposal({ ...onTrial, changes: [{ parameter: 'levels', from: 3, to: 2, why: '' }] })
    .session({ acting: 1, champion: 1, lanes, trials: [{ proposal: 1, profit: 9, volume: 900, fills: 9 }] })
    .session({ acting: 1, champion: 1, lanes, trials })
    .recordedSession();
  return asShown(renderSessionPage({ of, series: [], charts: [], files: [] }));
}

test('the page of a session names the candidates that were on trial in it, with what each changes', () => {
  const page = pageWith([
    { proposal: 2, profit: -3, volume: 700, fills: 9 },
    { proposal: 1, profit: 2.5, volume: 600, fills: 7 },
  ]);
  const rows = page
    .split('\n')
    .filter((line) => /^\| p\d/.test(line))
    .map((line) => line.split(' | ').slice(0, 6).join(' | '));
  expect(rows).toEqual([
    '| p1 | from v1: spreadBps 1 → 2 | +$2.50 | +$2.50 | $600 | 7',
    '| p2 | from v1: levels 3 → 2 | −$3.00 | −$3.00 | $700 | 9',
  ]);
});

test('a session without any has no such chapter', () => {
  expect(pageWith([])).not.toContain('on trial');
});
