import { expect, it } from 'vitest';
import { labelledLines } from './terminalText.ts';

it('a line with a label is broken between words, below its text', () => {
  const line = 'campaign  sim, finished: 1 of 1 session done, begun 2026-11-28';
  expect(labelledLines(line, 10, 40)).toEqual([
    'campaign  sim, finished: 1 of 1 session',
    '          done, begun 2026-11-28',
  ]);
  expect(labelledLines(line, 10, 100)).toEqual([line]);
  // Where nearly nothing fits beside the label, the terminal breaks it.
  expect(labelledLines(line, 10, 20)).toEqual([line]);
});
