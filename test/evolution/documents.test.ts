/** Whole documents: the one of the seeds, and three written by hand in other forms. Expectations were copied by hand. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readVersionsFile } from '../../src/config/versionsFile.ts';
import { DocumentRefused } from '../../src/evolution/document.ts';
import { type ReadEvolution, readEvolution } from '../../src/evolution/readEvolution.ts';
import { termsOf } from '../../src/evolution/terms.ts';
import type { GivenValue } from '../../src/evolution/versionParameters.ts';
import { gridParameters } from '../../src/strategy/grid/parameters.ts';

const ASSETS = join(import.meta.dirname, '../assets/evolution');
const SEEDS = join(import.meta.dirname, '../../../shared/seeds');
const seed = existsSync(SEEDS) ? readdirSync(SEEDS).find((name) => name.startsWith('000_')) : undefined;
if (seed === undefined) console.warn(`${SEEDS} has no document 000_…: its import is not tested`);

const vocabulary = { strategy: 'grid', declarations: gridParameters, terms: termsOf('grid'), currency: '$' };

function read(file: string, given: readonly GivenValue[] = []): ReadEvolution {
  return readEvolution(readFileSync(file, 'utf8'), given, vocabulary);
}

describe.skipIf(seed === undefined)('the document of the seeds', () => {
  const steps = { version: 4, parameter: 'inventorySkewSteps', value: 4 };
  const document = (given: readonly GivenValue[] = []): ReadEvolution => read(join(SEEDS, seed ?? ''), given);

  it('has eight versions with the figures of its table and its sections', () => {
    const rows = document().versions.map(({ described: { number, figures } }) => {
      const { volume, fills, profit, profitPer10k, forceCloses } = figures;
      return [number, volume, fills, profit, profitPer10k, forceCloses];
    });
    expect(rows).toEqual([
      [1, 1_800, 18, 0.09, 0.48, null],
      [2, 4_200, null, -0.85, -2.02, null],
      [3, 8_500, null, -1.65, -1.94, null],
      [4, 12_800, null, -2.45, -1.91, null],
      [5, 15_600, null, -2.29, -1.47, 4],
      [6, 22_310, 103, -2.81, -1.26, 0],
      [7, 9_180, 55, -0.71, -0.77, null],
      [8, 6_549, 37, 1.19, 1.81, null],
    ]);
  });

  it('has the parameters that a person read from it, once the steps of the skew are given', () => {
    const byHand = readVersionsFile(join(import.meta.dirname, '../../examples/v1-to-v8.toml'), 'grid');
    expect(document([steps]).versions.map(({ parameters }) => parameters)).toEqual(
      byHand.map(({ parameters }) => parameters),
    );
  });

  it('leaves the skew of v4 open: the document names no steps', () => {
    const { versions } = document();
    expect(versions[3]).toMatchObject({ open: ['inventorySkewSteps', 'recentreInventoryPct'] });
    expect(versions[7]?.parameters.inventorySkewSteps).toBe(0);
  });

  it('keeps title, date, change, insight and analysis', () => {
    expect(document().versions[6]?.described).toMatchObject({
      title: 'Minimum Pause Duration + Tighter Controls',
      date: '2026-01-05 14:59',
      change: '+39%',
      insight: 'Min pause duration = best efficiency',
    });
    const analysis = document().versions[1]?.described.analysis.map(({ text }) => text);
    expect(analysis).toHaveLength(5);
    expect(analysis?.at(-1)).toBe('KEY LEARNING: More fills != more profit');
  });

  it('makes seven claims, and values to try of its recommendations', () => {
    const { claims, candidates } = document();
    expect(claims.map(({ parameter, direction, effect }) => [parameter, direction, effect])).toEqual([
      ['spreadBps', 'raise', 'worse'],
      ['volatilityMultiplier', 'raise', 'worse'],
      ['inventorySkewSteps', 'raise', 'worse'],
      ['forceCloseOnTrend', 'switch-on', 'worse'],
      ['pauseOnTrend', 'switch-on', 'better'],
      ['pauseSeconds', 'raise', 'better'],
      ['inventoryLimitPct', 'lower', 'better'],
    ]);
    expect(candidates.map(({ line, parameter, to }) => [line, parameter, to])).toEqual([
      [291, 'spreadBps', 2],
      [293, 'rocPauseBps', 1.5],
      [294, 'pauseSeconds', 10],
      [295, 'inventoryLimitPct', 30],
      [295, 'inventoryLimitPct', 35],
    ]);
  });

  it('lists each line that is not read, and nothing twice', () => {
    const { unread, capital, symbol } = document();
    expect({ capital, symbol }).toEqual({ capital: 1_000, symbol: 'BTC-USD-PERP' });
    const lines = unread.map(({ line }) => line);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    const reasonOf = (line: number): string | undefined => unread.find((one) => one.line === line)?.reason;
    expect(reasonOf(103)).toBe('names recentreInventoryPct without a value');
    expect(reasonOf(126)).toBe('names no parameter of grid that is known');
    expect(reasonOf(219)).toBe('names rocPauseBps without a direction');
    expect(reasonOf(290)).toBe('says what not to do: no value to try');
    expect(reasonOf(24)).toBeUndefined();
  });

  it('has every line either read or listed', () => {
    const { document: whole, versions, claims, candidates, unread } = document();
    const source = readFileSync(join(SEEDS, seed ?? ''), 'utf8').split('\n');
    const known = new Set([
      ...unread.map(({ line }) => line),
      ...[...whole.head.values()].map(({ line }) => line),
      ...claims.map(({ line }) => line),
      ...candidates.map(({ line }) => line),
      ...versions.flatMap(({ described: { line, parameters, analysis } }) => [
        line,
        ...[...parameters, ...analysis].map((one) => one.line),
      ]),
    ]);
    // What is left is structure: headings, labels, rules, dates, figures and the table of results.
    const structure =
      /^(#|\||---|$|\*\*(Parameters|Results|Analysis|Date|Changes from v\d|Qwen v\d Recommendations)|- (Volume|Fills|P&L|Per \$10k|Force closes): )/;
    const silent = source.flatMap((text, i) => (known.has(i + 1) || structure.test(text) ? [] : [`${i + 1}: ${text}`]));
    expect(silent).toEqual([]);
  });
});

test('the example of docs/import.md is read as it says', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/import.md'), 'utf8');
  const [, example = ''] = /```markdown\n(.*?)```/s.exec(page) ?? [];
  const { versions, claims, candidates, unread, document } = readEvolution(example, [], vocabulary);
  expect(
    versions.map(({ described: { figures }, parameters }) => [figures.volume, figures.fills, parameters.spreadBps]),
  ).toEqual([
    [1_800, 18, 1],
    [4_200, null, 2.5],
  ]);
  expect(claims.map(({ parameter, direction, effect }) => [parameter, direction, effect])).toEqual([
    ['spreadBps', 'raise', 'worse'],
  ]);
  expect(candidates.map(({ parameter, to }) => [parameter, to])).toEqual([
    ['spreadBps', 1],
    ['spreadBps', 1.5],
  ]);
  expect([unread, document.missing]).toEqual([[], []]);
});

test('another order of columns and versions, other bullets and headings give the same figures', () => {
  const { versions, claims, candidates, unread } = read(join(ASSETS, 'other-columns.md'));
  expect(versions.map(({ described: { number, figures, insight } }) => ({ number, figures, insight }))).toEqual([
    {
      number: 1,
      insight: 'Too tight',
      figures: { volume: 2_500, fills: 21, profit: -0.25, profitPer10k: -1, forceCloses: null },
    },
    {
      number: 2,
      insight: 'Pausing pays',
      figures: { volume: 4_000, fills: 40, profit: 0.2, profitPer10k: 0.5, forceCloses: null },
    },
  ]);
  expect(versions[0]?.parameters).toMatchObject({
    ...{ levels: 4, orderSizeUsd: 150, spreadBps: 0.8, inventoryLimitPct: 60 },
    ...{ pauseOnTrend: false, pauseSeconds: 0 },
  });
  expect(versions[1]?.parameters).toMatchObject({
    ...{ levels: 4, orderSizeUsd: 150, spreadBps: 1.2, inventoryLimitPct: 60 },
    ...{ pauseOnTrend: true, rocPauseBps: 2, pauseSeconds: 12 },
  });
  expect(claims.map(({ parameter, direction, effect }) => [parameter, direction, effect])).toEqual([
    ['pauseSeconds', 'raise', 'better'],
    ['levels', 'raise', 'worse'],
  ]);
  expect(candidates.map(({ parameter, to }) => [parameter, to])).toEqual([
    ['pauseSeconds', 15],
    ['pauseSeconds', 20],
    ['levels', 5],
    ['orderSizeUsd', 9_000],
  ]);
  expect(unread).toEqual([{ line: 8, text: 'Mood', reason: 'a column of results that is not known' }]);
});

test('missing sections are said, and the versions are read all the same', () => {
  const { document, versions, claims, candidates, unread } = read(join(ASSETS, 'missing-sections.md'));
  expect(document.missing).toEqual(['learnings', 'recommendations', 'results of v2']);
  expect([claims, candidates]).toEqual([[], []]);
  expect(versions.map(({ parameters }) => [parameters.spreadBps, parameters.levels])).toEqual([
    [1.5, 3],
    [2, 3],
  ]);
  expect(versions[0]?.described.figures).toMatchObject({ volume: 1_000, profit: -0.1, profitPer10k: null });
  expect(unread).toEqual([{ line: 19, text: 'Feeling: bold', reason: 'names no parameter of grid that is known' }]);
});

test('German notation is refused, each figure with its line', () => {
  const refused = (): unknown => read(join(ASSETS, 'german-numbers.md'));
  expect(refused).toThrow(DocumentRefused);
  expect(refused).toThrow(
    [
      '3: capital: “1.000” has two meanings: write 1000 or 1',
      '9: volume: “1.234,56” is not a number in English notation (1,234.56); in German notation it would be 1234.56',
      '9: profit: “0,09” is not a number in English notation (1,234.56); in German notation it would be 0.09',
      '9: profitPer10k: “0,73” is not a number in English notation (1,234.56); in German notation it would be 0.73',
      '14: spreadBps: “1,5” is not a number in English notation (1,234.56); in German notation it would be 1.5',
    ].join('\n'),
  );
});
