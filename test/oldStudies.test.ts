/** Studies that earlier versions of the program recorded can be opened, and every session can be replayed with the same result. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './cli/tune.ts';

const ASSETS = join(import.meta.dirname, 'assets');
const studies = readdirSync(ASSETS).filter((name) => name.endsWith('.db.gz'));

describe.each(studies)('%s', (asset) => {
  it('opens, and each of its versions verifies byte for byte', () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'tune.db'), gunzipSync(readFileSync(join(ASSETS, asset))));
    expect(tune(folder, ['--study', 'asset', 'history']).out).toMatch(/^\| \[v1\].*\| 25\.0 \|/m);
    for (const version of ['v1', 'v2', 'v3']) {
      const { code, out } = tune(folder, ['--study', 'asset', 'verify', version]);
      expect(out).toContain('byte-identical');
      expect(code).toBe(0);
    }
  });
});
