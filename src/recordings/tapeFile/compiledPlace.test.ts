/** Where a compiled tape is kept when the disk does not want it. */

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { aLongTape, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { keptElsewhere, openCompiled } from './openCompiled.ts';
import { writeTape } from './writeTape.ts';

const disk = vi.hoisted(() => ({ failure: undefined as string | undefined, folder: '' }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const failing = (): never => {
    throw Object.assign(new Error(disk.failure), { code: disk.failure });
  };
  return {
    ...fs,
    openSync: (file: string, mode: string): number =>
      disk.failure === 'EROFS' && mode !== 'r' && file.startsWith(disk.folder) ? failing() : fs.openSync(file, mode),
    writeSync: (descriptor: number, bytes: Uint8Array, offset: number, length: number): number =>
      disk.failure === 'ENOSPC' ? failing() : fs.writeSync(descriptor, bytes, offset, Math.min(length, 100_000)),
  };
});

const folder = temporaryFolder();
const elsewhere = join(temporaryFolder(), 'compiled');
const file = join(folder, 'tape.parquet');
const grid = aLongTape(1);

describe('a compiled tape', () => {
  it('goes into the other folder when its own may not be written to, and is found there again', async () => {
    disk.failure = undefined;
    writeTape(file, aLongTape(4000));
    disk.failure = 'EROFS';
    disk.folder = folder;
    const compiled = await openCompiled(file, grid, { elsewhere });
    expect(dirname(compiled.file)).toBe(elsewhere);
    expect(keptElsewhere(file, compiled)).toContain(`its compiled form is kept as ${elsewhere}`);
    disk.folder = dirname(elsewhere);
    expect((await openCompiled(file, grid, { elsewhere })).length).toBe(compiled.length);
    expect(existsSync(`${file}.compiled`)).toBe(false);
  });

  it('is an error that names it when the disk is full, and leaves nothing behind', async () => {
    disk.failure = undefined;
    writeTape(file, aLongTape(5000));
    disk.failure = 'ENOSPC';
    await expect(openCompiled(file, grid, { elsewhere })).rejects.toThrow(`${file}.compiled: the disk is full`);
    expect(readdirSync(folder)).toEqual(['tape.parquet']);
  });
});
