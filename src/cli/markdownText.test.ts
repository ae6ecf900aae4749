import { expect, test } from 'vitest';
import { historyFiles } from '../report/pages/historyFiles.ts';
import { type Paint, unpainted } from '../report/terminalText.ts';
import { aStudy } from '../testing/study.ts';
import { markdownText, pageFor } from './markdownText.ts';

const at = (width: number, paint: Paint = unpainted) => ({ width, paint, terminal: true });

test('markup is gone, and paragraphs are broken between words', () => {
  expect(markdownText('# A *title*\n\nIt made **\\$1.20** an [hour](v001.md) in `sim`.\n', at(24))).toBe(
    'A title\n\nIt made $1.20 an hour in\nsim.',
  );
});

test('later lines of an item are below its first word', () => {
  expect(markdownText('1. one two three four five\n2. six\n', at(24))).toBe('1. one two three four\n   five\n2. six');
});

const TABLE =
  '| Ver | P&L | Insight |\n| --- | ---: | --- |\n| v1 | +\\$0.09 | low volume and barely any profit |\n| v2 | −\\$12.85 | fine |\n';

test('a table that fits has its columns side by side, figures at the right', () => {
  expect(markdownText(TABLE, at(80)).split('\n')).toEqual([
    'Ver      P&L  Insight',
    '---  -------  --------------------------------',
    'v1    +$0.09  low volume and barely any profit',
    'v2   −$12.85  fine',
  ]);
});

test('in a narrow terminal its cells are broken between words', () => {
  expect(markdownText(TABLE, at(32)).split('\n')).toEqual([
    'Ver      P&L  Insight',
    '---  -------  ------------------',
    'v1    +$0.09  low volume and',
    '              barely any profit',
    '',
    'v2   −$12.85  fine',
  ]);
});

test('where its columns do not fit, each row is a block of named lines', () => {
  const wide = '| Ver | An interval | Regimes |\n| --- | --- | --- |\n| v1 | [−1.00,+2.00] | bursty,trending |\n';
  expect(markdownText(wide, at(30)).split('\n')).toEqual([
    'v1',
    '  An interval: [−1.00,+2.00]',
    '  Regimes: bursty,trending',
  ]);
});

test('emphasis is painted without changing where lines break', () => {
  const named: Paint = (name, text) => `<${name}>${text}</>`;
  expect(markdownText('**one two** three\n', at(24, named))).toBe('<bold>one</> <bold>two</> three');
});

test('a page stays Markdown where no person reads it', () => {
  expect(pageFor('# A\n\n\\$1\n', { ...at(40), terminal: false })).toBe('# A\n\n\\$1');
});

test.each([40, 60, 100])('no line of a page is wider than a terminal of %d columns', (width) => {
  const study = aStudy().version().version({ spreadBps: 1.5 }).champion(1);
  for (let i = 0; i < 3; i++)
    study.session({
      acting: 2,
      champion: 1,
      lanes: [
        { version: 1, profit: -1, volume: 12_345, fills: 80 },
        { version: 2, profit: 1.25, volume: 23_456, fills: 90 },
      ],
    });
  for (const { path, text } of historyFiles(study.report()).pages)
    for (const line of markdownText(text, at(width)).split('\n'))
      expect([...line].length, `${path}: ${line}`).toBeLessThanOrEqual(width);
});
