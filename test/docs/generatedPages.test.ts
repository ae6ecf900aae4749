/** Pages that are written from declarations equal what the declarations say. */

import { describe, expect, it } from 'vitest';
import { textOf } from './docPages.ts';
import { generatedPages } from './generatedPages.ts';

describe.each(Object.entries(generatedPages))('%s', (page, make) => {
  it('is what its declarations say (npm run docs:parameters, npm run docs:refusals)', () => {
    expect(textOf(page)).toBe(make());
  });
});

it('every parameter stands with its default, range, step and unit', () => {
  expect(textOf('docs/parameters.md')).toContain('| `gridResetBps` | bps | 2–200, log | 1 | 25 |');
});

it('a code of each kind stands with its sentence', () => {
  const page = textOf('docs/refusals.md');
  for (const code of ['many-changes', 'price-collar', 'stale-halt', 'after-reject', 'own-tape', 'not-allowed']) {
    expect(page).toMatch(new RegExp(`^\\| \`${code}\` \\| .*[a-z]{4}`, 'm'));
  }
  expect(page).toContain('| 6 | Another campaign runs');
});
