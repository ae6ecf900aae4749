import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { aLongTape, rowsOf, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { readTape } from './readTape.ts';
import { writeTape } from './writeTape.ts';

const disk = vi.hoisted(() => ({ failure: undefined as string | undefined }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    writeSync: (descriptor: number, bytes: Uint8Array, offset: number, length: number): number => {
      if (disk.failure !== undefined) throw Object.assign(new Error(disk.failure), { code: disk.failure });
      return fs.writeSync(descriptor, bytes, offset, Math.min(length, 1000)); // a disk may take a part at a time
    },
  };
});

const folder = temporaryFolder();
const file = join(folder, 'tape.parquet');

describe('writing a tape when the disk fails', () => {
  it.each([
    ['ENOSPC', 'disk full', 'the disk is full'],
    ['EACCES', 'no access', 'may not write'],
  ])('%s: the error names the file, the old tape stays, nothing is left behind', async (code, problem, words) => {
    disk.failure = undefined;
    writeTape(file, aLongTape(4000));
    disk.failure = code;
    expect(() => writeTape(file, aLongTape(9))).toThrow(expect.objectContaining({ problem, file }));
    expect(() => writeTape(file, aLongTape(9))).toThrow(words);
    expect(readdirSync(folder)).toEqual(['tape.parquet']);
    expect(rowsOf(await readTape(file))).toEqual(rowsOf(aLongTape(4000)));
  });
});
