/** history/glossary.md: the words of all pages in plain language, with pictures. */

import { chartBlock } from '../../links.ts';
import { markdownPage } from '../../markdown.ts';
import { TERMS } from './terms.ts';

export function renderGlossary(): string {
  return markdownPage([
    '# The words of these pages',
    'What the figures in the histories and in the pages of sessions mean, in plain words. The pages link here.',
    ...TERMS.flatMap(({ heading, meaning, picture }) => [
      `## ${heading}`,
      ...(picture === undefined ? [] : [chartBlock([{ title: picture.title, path: picture.file }])]),
      meaning,
    ]),
  ]);
}
