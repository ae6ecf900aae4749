/** Studies that earlier versions of the program recorded can be opened, and every session can be replayed with the same result. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './cli/tune.ts';

const ASSETS = join(import.meta.dirname, 'assets');
/** The fills per hour of v1 that the program showed when it recorded the study. */
const studies: readonly (readonly [asset: string, fillsPerHour: string])[] = [
  ['study-schema-1.db.gz', '25.0'],
  ['study-schema-3.db.gz', '24.0'],
];

it('every recorded study is opened', () => {
  const recorded = readdirSync(ASSETS).filter((name) => name.endsWith('.db.gz'));
  expect(recorded.toSorted()).toEqual(studies.map(([asset]) => asset));
});

describe.each(studies)('%s', (asset, fillsPerHour) => {
  it('opens, and each of its versions verifies byte for byte', () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'tune.db'), gunzipSync(readFileSync(join(ASSETS, asset))));
    expect(tune(folder, ['--study', 'asset', 'history']).code).toBe(0);
    const evidence = readFileSync(join(folder, 'history/asset/evidence.md'), 'utf8');
    const rows = evidence.split('\n').filter((line) => line.startsWith('| [v1]'));
    expect(rows.join('\n')).toContain(`| ${fillsPerHour} |`);
    for (const version of ['v1', 'v2', 'v3']) {
      const { code, out } = tune(folder, ['--study', 'asset', 'verify', version]);
      expect(out).toContain('byte-identical');
      expect(code).toBe(0);
    }
  });
});
