import { expect, test } from 'vitest';
import { asShown } from '../../testing/pages.ts';
import { aStudy } from '../../testing/study.ts';
import { renderSessionPage } from '../pages/sessionPage.ts';

const wider = { base: 1, status: 'on-trial', changes: [{ parameter: 'spreadBps', from: 1, to: 2, why: '' }] } as const;
const { snapshot, ...report } = aStudy()
  .version()
  .session({ acting: 1, champion: 1, lanes: [{ version: 1, profit: 1, volume: 500, fills: 5 }] })
  .proposal({ ...wider })
  .proposal({ ...wider, changes: [{ parameter: 'levels', from: 3, to: 2, why: '' }] })
  .session({
    acting: 1,
    champion: 1,
    lanes: [{ version: 1, profit: 1, volume: 500, fills: 5 }],
    trials: [
      { proposal: 2, profit: -3, volume: 700, fills: 9 },
      { proposal: 1, profit: 2.5, volume: 600, fills: 7 },
    ],
  })
  .report();

function pageOf(number: number): string {
  const session = snapshot.sessions.find((one) => one.number === number) ?? expect.unreachable();
  return asShown(renderSessionPage({ report: { snapshot, ...report }, session, series: [], charts: [], files: [] }));
}

test('the page of a session names the candidates that were on trial in it, with what each changes', () => {
  const rows = pageOf(2)
    .split('\n')
    .filter((line) => /^\| p\d/.test(line))
    .map((line) => line.split(' | ').slice(0, 6).join(' | '));
  expect(rows).toEqual([
    '| p1 | from v1: spreadBps 1 → 2 | +$2.50 | +$2.50 | $600 | 7',
    '| p2 | from v1: levels 3 → 2 | −$3.00 | −$3.00 | $700 | 9',
  ]);
});

test('a session without any has no such chapter', () => {
  expect(pageOf(1)).not.toContain('on trial');
});
