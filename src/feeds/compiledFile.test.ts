/** Compiled files: the same replay as from memory, made once, made anew when anything changes, never trusted when damaged. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { openCompiled } from './compiledFile.ts';
import { writeTape } from './writeTape.ts';

const folder = mkdtempSync(join(tmpdir(), 'compiled-'));
afterAll(() => rmSync(folder, { recursive: true }));

// About 250,000 rows: two row groups.
const tape = generateMarket({ family: 'toxic', seed: 'compiled', minutes: 15, instrument: btcUsdPerp });

function written(name: string, from = tape): string {
  const file = join(folder, name);
  writeTape(file, from);
  return file;
}

describe('a compiled file', () => {
  it('holds what the tape compiles to in memory, in more than one chunk', async () => {
    const memory = compileTape(tape);
    const file = await openCompiled(written('same.parquet'), btcUsdPerp);
    expect(file.chunks).toBeGreaterThan(1);
    const { length, baseTicks, width, marks, trades, endUs, quoteLevel } = file;
    expect({ length, baseTicks, width, marks, trades, endUs, quoteLevel }).toEqual({
      length: memory.length,
      baseTicks: memory.baseTicks,
      width: memory.width,
      marks: memory.marks,
      trades: memory.trades,
      endUs: memory.endUs,
      quoteLevel: false,
    });
    let row = 0;
    for (let c = 0; c < file.chunks; c++) {
      const chunk = file.chunk(c);
      expect(chunk.timeUs).toEqual(memory.timeUs.slice(row, row + chunk.length));
      expect(chunk.code).toEqual(memory.code.slice(row, row + chunk.length));
      expect(chunk.lots).toEqual(memory.lots.slice(row, row + chunk.length));
      row += chunk.length;
    }
    expect(row).toBe(memory.length);
  });

  it('is made once, and anew for another tape or grid', async () => {
    const file = written('again.parquet');
    await openCompiled(file, btcUsdPerp);
    const old = new Date('2020-01-01');
    utimesSync(`${file}.compiled`, old, old);
    await openCompiled(file, btcUsdPerp);
    expect(statSync(`${file}.compiled`).mtime).toEqual(old);
    const finer = await openCompiled(file, { tickSize: 0.05, lotSize: btcUsdPerp.lotSize });
    expect(finer.tickSize).toBe(0.05);
    const other = generateMarket({ family: 'calm', seed: 'other', minutes: 1, instrument: btcUsdPerp });
    writeTape(file, other);
    expect((await openCompiled(file, btcUsdPerp)).endUs).toBe(60e6);
  });

  it('is made anew when it was cut off, and refused when a byte of its rows is wrong', async () => {
    const file = written('damaged.parquet');
    await openCompiled(file, btcUsdPerp);
    const compiled = `${file}.compiled`;
    const bytes = readFileSync(compiled);
    writeFileSync(compiled, bytes.subarray(0, bytes.length / 2));
    expect((await openCompiled(file, btcUsdPerp)).length).toBe(compileTape(tape).length);
    const flipped = Buffer.from(bytes);
    flipped[1000] = (flipped[1000] ?? 0) ^ 1;
    writeFileSync(compiled, flipped);
    const open = await openCompiled(file, btcUsdPerp);
    expect(() => open.chunk(0)).toThrow(/chunk 0 fails its checksum/);
  });

  it('leaves nothing behind when the tape is none', async () => {
    const file = join(folder, 'none.parquet');
    writeFileSync(file, 'no tape');
    await expect(openCompiled(file, btcUsdPerp)).rejects.toThrow(/none\.parquet/);
    expect(existsSync(`${file}.compiled`)).toBe(false);
  });
});
