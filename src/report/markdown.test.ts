import { expect, test } from 'vitest';
import { markdownPage, prose, quotation, table, withDollarsEscaped } from './markdown.ts';

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

test.each([
  ['between figures', 'from $1 to $2', 'from \\$1 to \\$2'],
  ['beside a code span, in which a backslash would show', '`$PAGER` for $5', '`$PAGER` for \\$5'],
  ['beside a code span with backticks in it', '`` a ` $b `` $5', '`` a ` $b `` \\$5'],
  ['after a backtick that opens nothing', 'a ` $5\n\nb ` $6', 'a ` \\$5\n\nb ` \\$6'],
  ['below a code block', '```sh\necho $HOME\n```\n$5', '```sh\necho $HOME\n```\n\\$5'],
  ['after an escaped backslash', '\\\\$5', '\\\\\\$5'],
])('dollar signs %s are escaped', (_where, markdown, escaped) => {
  expect(withDollarsEscaped(markdown)).toBe(escaped);
  expect(withDollarsEscaped(escaped)).toBe(escaped);
});
