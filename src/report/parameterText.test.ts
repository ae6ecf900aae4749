import { expect, test } from 'vitest';
import { baseline, declarations } from '../testing/studyRecords.ts';
import { diffText } from './parameterText.ts';

test('changed first with unit, relative change and place in the bounds; frozen last', () => {
  // spreadBps from 0.5 to 20.5: 2.5 is at 10 %, 1.5 at 5 %. pauseSeconds is logarithmic from 1 to 100: 10 is half way.
  expect(
    diffText(baseline, { ...baseline, spreadBps: 1.5, pauseSeconds: 100, skew: true }, declarations).split('\n'),
  ).toEqual([
    'spreadBps     2.5 → 1.5 bps    -40 %  [●o········] 10 to 5 %',
    'pauseSeconds  10 → 100 s      +900 %  [·····o···●] 50 to 100 %',
    'skew          false → true',
    'Unchanged (1): levels 5',
    'Frozen (1): stopLossPercent 2',
  ]);
});

test('nothing changed', () => {
  expect(diffText(baseline, baseline, declarations)).toBe(
    'Nothing changed.\nUnchanged (4): spreadBps 2.5, pauseSeconds 10, levels 5, skew false\nFrozen (1): stopLossPercent 2',
  );
});

test('a frozen parameter that changed all the same is shown as such, among the changed', () => {
  const paint = (name: string, text: string): string => `<${name}>${text}</>`;
  const [first] = diffText(baseline, { ...baseline, stopLossPercent: 10 }, declarations, { paint }).split('\n');
  expect(first).toBe('<bold>stopLossPercent</>  2 → 10 %   +400 %  [·o·······●] 11 to 100 %  <red>frozen</>');
});

test('a parameter that only one side has is not invented on the other', () => {
  const { levels: _levels, ...without } = baseline;
  expect(diffText(without, baseline, declarations)).toContain('levels  – → 5 levels        –  [····●·····] 40 %');
  expect(diffText(baseline, { ...baseline, wings: 3 }, declarations)).toContain(
    'wings  – → 3        –    not declared',
  );
});

test('what did not change takes one line, however much it is', () => {
  const lines = diffText(baseline, baseline, declarations, { width: 44 }).split('\n');
  expect(lines).toEqual([
    'Nothing changed.',
    'Unchanged (4): spreadBps 2.5, … 3 more',
    'Frozen (1): stopLossPercent 2',
  ]);
});

test('a narrow terminal leaves out the places in the bounds', () => {
  const to = { ...baseline, spreadBps: 1.5, pauseSeconds: 100 };
  expect(diffText(baseline, to, declarations, { width: 50 }).split('\n').slice(0, 2)).toEqual([
    'spreadBps     2.5 → 1.5 bps    -40 %',
    'pauseSeconds  10 → 100 s      +900 %',
  ]);
});
