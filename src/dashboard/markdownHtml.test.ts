import { expect, test } from 'vitest';
import { markdownHtml, titleOf } from './markdownHtml.ts';

test('HTML in Markdown is text, and a link that would run a program leads nowhere', () => {
  const made = String(
    markdownHtml(
      'a <img src=x onerror=alert(1)>\n\n<script>alert(2)</script>\n\n[b](javascript:alert(3)) ![c](data:text/html,d)',
    ),
  );
  expect(made).toContain('a &lt;img src=x onerror=alert(1)&gt;');
  expect(made).toContain('&lt;script&gt;');
  expect(made).toContain('<a href="">b</a>');
  expect(made).toContain('<img src="" alt="c" />');
});

test('a table can be scrolled by keyboard, and the first heading is left to the page', () => {
  const made = String(markdownHtml('# Title of `v1`\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n'));
  expect(made).not.toContain('<h1>');
  expect(made).toContain('<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>');
  expect(made).toContain('<td align="right">2</td>');
  expect(titleOf('# Title of `v1`\n')).toBe('Title of v1');
});
