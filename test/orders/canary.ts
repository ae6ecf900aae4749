/** Looks for keys in everything that a run left behind. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TEST_KEY } from './faultRun.ts';

/** The keys of accounts of tests, in each form in which they could be written. */
const KEYS = [TEST_KEY.slice(2), Buffer.from(TEST_KEY.slice(2), 'hex'), 'fake-secret', 'fake-key'].map((key) =>
  Buffer.from(key),
);

/** Files under a folder, packed ones unpacked, that hold a key of an account of tests. */
export function filesWithKeys(folder: string): { readonly looked: number; readonly withKeys: readonly string[] } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const withKeys = files.filter(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return KEYS.some((key) => plain.includes(key));
  });
  return {
    looked: files.length,
    withKeys: withKeys.map(({ parentPath, name }) => relative(folder, join(parentPath, name))),
  };
}
