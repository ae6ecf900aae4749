/** The program shows money in the quote currency of the instrument everywhere. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

/** All shown text: Markdown, CSV, and SVG without its styles. */
function shownBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(md|csv|svg)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

it('a study in euros shows no dollar', () => {
  const folder = aWorkspace();
  const euros = { TUNE_INSTRUMENT_QUOTE_CURRENCY: 'EUR', TUNE_INSTRUMENT_SYMBOL: 'BTC-EUR' };
  const verbs = [
    ['start', '--sessions', '3', '--minutes', '10'],
    ['status'],
    ['report'],
    ['review'],
    ['compare', 'v1', 'v2'],
    ['diff', 'v1', 'v2'],
    ['show', 'p1'],
    ['replay', '--tape', 'runs/default-0001/tape.parquet'],
    ['sweep', '--tape', 'runs/default-0001/tape.parquet', '--param', 'orderSizeUsd=50,60'],
  ];
  const shown = verbs.map((verb) => {
    const { out, err } = tune(folder, verb, euros);
    return `${verb.join(' ')}\n${out}${err}`;
  });
  const all = [...shown, shownBelow(folder)].join('\n').replaceAll('orderSizeUsd', '');
  expect(all).toContain('EUR');
  expect(all).toContain('10k EUR');
  expect([...all.matchAll(/.*(?:\$|USD|dollar).*/g)].map(([line]) => line)).toEqual([]);
  // Another currency needs another study.
  const { code, err } = tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
  expect([code, err]).toEqual([expect.any(Number), expect.stringContaining('instrument')]);
  expect(code).not.toBe(0);
}, 120_000);
