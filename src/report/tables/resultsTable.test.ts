import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aStudy } from '../../testing/study.ts';
import type { Ran } from '../../testing/studyRecords.ts';
import { resultsTable } from './resultsTable.ts';

const ran = (version: number, profit: number): Ran => ({ version, profit, volume: 22_310, fills: 103 });

function study(sessions: number) {
  const built = aStudy().version().version({ spreadBps: 1.5, pauseSeconds: 20, levels: 6, skew: true }).champion(1);
  for (let i = 0; i < sessions; i++) built.session({ acting: 2, champion: 1, lanes: [ran(1, -2.81), ran(2, 11.9)] });
  return built.compared(2, 1, { gainPerHour: { mean: 14.71, low: -102.1, high: 131.5, level: 0.9 } }).report();
}

test('a wide terminal shows every column', () => {
  const [, head, v1, v1Change, , v2, v2Change] = resultsTable(study(1), { width: 140 }).split('\n');
  expect(head).toBe(
    'Ver  Sess   Volume  Fills      P&L        Per 10k [90 %]               gain vs champion   P(b)  Verdict',
  );
  // −2.81 / 22,310 × 10,000 = −1.26
  expect(v1).toBe(
    'v1*     1  $22,310    103   -$2.81  -1.26 [-1.26, -1.26]                              –      –  champion',
  );
  expect(v1Change).toBe('     change: baseline');
  // As the study stands, whatever the record said after the session.
  expect(v2).toMatch(/\+5\.33 \[\+5\.33, \+5\.33\] {2}\+\$14\.71\/h \[\+14\.71, \+14\.71\] v1 {2}>99 % {2}explore$/);
  expect(v2Change).toMatch(/^ {5}change from v1: spreadBps 2\.5 → 1/);
});

test('eighty columns do not wrap, and keep what matters most', () => {
  const lines = resultsTable(study(6), { width: 80 }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[1]).toMatch(/Ver .*Sess .*P&L .*Per 10k .*Verdict/);
});

test('no width wraps', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 200 }), (width) => {
      for (const line of resultsTable(study(2), { width }).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

test('one lucky hour gets no colour; five sessions whose interval excludes zero do', () => {
  const paint = (name: string, text: string): string => `<${name}>${text}</>`;
  expect(resultsTable(study(1), { width: 120, paint })).not.toMatch(/<(red|green)>/);
  const shown = resultsTable(study(5), { width: 120, paint });
  expect(shown).toContain('<green>+5.33 [+5.33, +5.33]</>');
  expect(shown).toContain('<red>-1.26 [-1.26, -1.26]</>');
});

test('without a session it says so', () => {
  expect(resultsTable(aStudy().version().report(), { width: 80 })).toBe('No session was run yet; 1 version waits.');
});
