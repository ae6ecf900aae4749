import { describe, expect, test } from 'vitest';
import { GLOSSARY_CHARTS } from '../../charts/glossaryCharts.ts';
import { renderSvg } from '../../charts/renderSvg.ts';
import { renderGlossary } from './glossaryPage.ts';
import { anchorOf, TERMS, wordsLine } from './terms.ts';

test('a page names each word that it uses once, with a plain one and a link, and no other', () => {
  expect(wordsLine(['+1.20 [−0.30, +2.70] an hour', 'P(better) 70 %, P(better) 60 %'], '../glossary.md')).toBe(
    '**Words**: [interval](../glossary.md#interval) (the range in which the true value probably lies); [P(better)](../glossary.md#chance-of-being-better) (the chance that the version is truly better than the champion).',
  );
  expect(wordsLine(['A plain sentence.'], '../glossary.md')).toBe('');
});

test('the glossary has a heading for each word, and shows each picture', () => {
  const page = renderGlossary();
  for (const { heading } of TERMS) expect(page).toContain(`## ${heading}\n`);
  const shown = TERMS.flatMap(({ picture }) => picture?.file ?? []);
  expect(GLOSSARY_CHARTS.map(([file]) => file).toSorted()).toEqual(shown.toSorted());
});

describe('headings', () => {
  test.each(TERMS)('$heading has an anchor without punctuation', (term) => {
    expect(anchorOf(term)).toMatch(/^[a-z0-9-]+$/);
  });
});

test('of twenty intervals of 90 % two miss: the picture says what it shows', () => {
  const [, option] = GLOSSARY_CHARTS.find(([file]) => file === 'glossary-interval.svg') ?? [];
  const svg = option === undefined ? '' : renderSvg(option(), { width: 800, height: 300 });
  // #d55e00 draws those that miss: one path of lines, two points and four ends.
  expect(svg).toContain('eighteen of them hold the true value');
  const series = option?.().series as { name?: string; symbol?: string; data: unknown[] }[];
  const points = (name: string) => series.find((one) => one.name === name && one.symbol !== 'rect')?.data ?? [];
  expect(points('holds the true value')).toHaveLength(18);
  expect(points('misses it')).toHaveLength(2);
});
