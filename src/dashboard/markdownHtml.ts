/** Markdown of the history as HTML. HTML in it is text, and links of other kinds than http, https and mailto lead nowhere. */

import { raw } from 'hono/html';
import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import type { Html } from './layout.ts';

/** Without its first heading: the page has its own. */
export function markdownHtml(markdown: string): Html {
  const made = micromark(markdown.replace(/^# .*\n/, ''), {
    allowDangerousHtml: false,
    extensions: [gfmTable()],
    htmlExtensions: [gfmTableHtml()],
  });
  // Text of the Markdown has no "<" of its own here: these are the tags that were just made.
  const scrolling = made
    .replaceAll('<table>', '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>');
  return raw(scrolling);
}

/** The first heading as plain text; empty where there is none. */
export function titleOf(markdown: string): string {
  return (/^# (.*)$/m.exec(markdown)?.[1] ?? '').replace(/[\\`*]/g, '');
}
