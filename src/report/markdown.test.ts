import { expect, test } from 'vitest';
import { markdownPage, prose, quotation, table } from './markdown.ts';

test("a model's words stay words: no heading, link, image, table cell, emphasis or HTML comes of them", () => {
  expect(prose('# Results\n| v9 | <img src=x> ![a](http://b) **best** `x`')).toBe(
    '\\# Results \\| v9 \\| &lt;img src=x> !\\[a](http://b) \\*\\*best\\*\\* \\`x\\`',
  );
  expect(prose('1. first')).toBe('1\\. first');
  expect(prose('> quoted')).toBe('\\> quoted');
  expect(prose('_soft_')).toBe('\\_soft\\_');
});

test('figures and names are left readable', () => {
  expect(prose('0.5 bps of $200, max_position -3')).toBe('0.5 bps of $200, max_position -3');
});

test('nothing said is said', () => {
  expect(quotation('  \n')).toBe('> (no words given)');
});

test('a table has a line of alignment', () => {
  expect(table([{ title: 'Ver' }, { title: 'P&L', align: 'right' }], [['v1', '+$0.09']])).toBe(
    '| Ver | P&L |\n| --- | ---: |\n| v1 | +$0.09 |',
  );
});

test('empty blocks leave no gap', () => {
  expect(markdownPage(['a', '', 'b'])).toBe('a\n\nb\n');
});
