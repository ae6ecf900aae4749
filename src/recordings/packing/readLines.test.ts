import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { caseFile, hasCases } from '../../testing/recordings/cases.ts';
import { BTC_GRID, NEW_YEAR_US, rowsOf, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { CSV_HEADER } from '../csv/importCsv.ts';
import { detectFormat } from '../detectFormat.ts';
import { ImportError } from '../import/importResult.ts';
import { importRecordings } from '../importRecordings.ts';
import { unpackLz4, Xxh32 } from './lz4Frames.ts';
import { readLines } from './readLines.ts';

const folder = temporaryFolder();
const encoder = new TextEncoder();

async function textOf(file: string): Promise<string> {
  const lines: string[] = [];
  for await (const chunk of readLines(file)) lines.push(...chunk);
  return lines.join('\n');
}
function written(name: string, bytes: Uint8Array | readonly number[]): string {
  const file = join(folder, name);
  writeFileSync(file, Uint8Array.from(bytes));
  return file;
}

describe.skipIf(!hasCases)('recordings packed with zstd, lz4 and xz', () => {
  const packed = (file: string): string => caseFile('recordings-25-packed-with-zstd-lz4-xz', file);
  const grid = { symbol: 'EXMUSDT', tickSize: 1e-7, lotSize: 1 };

  it('give the same tape', async () => {
    const [zstd, lz4, xz] = await Promise.all(
      ['zst', 'lz4', 'xz'].map(async (ending) =>
        rowsOf((await importRecordings([packed(`book.csv.${ending}`)], grid)).tape),
      ),
    );
    expect(zstd).toHaveLength(17);
    expect(lz4).toEqual(zstd);
    expect(xz).toEqual(zstd);
  });

  it('a Parquet file of another program is not taken for a tape', async () => {
    await expect(detectFormat(packed('cryptofeed.parquet'))).rejects.toThrow('this is a Parquet file, but not a tape.');
  });
});

describe('zstd', () => {
  const text = [CSV_HEADER, ...Array.from({ length: 3000 }, (_, i) => `${NEW_YEAR_US + i},T,buy,1,${i + 1}`)].join(
    '\n',
  );
  const bytes = zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

  it('is unpacked, also in several frames', async () => {
    expect(await textOf(written('a.zst', bytes))).toBe(text);
    expect(await textOf(written('b.zst', [...bytes, ...zstdCompressSync('\nmore')]))).toBe(`${text}\nmore`);
  });

  it('cut off or damaged gives no tape', async () => {
    const cut = importRecordings([written('c.zst', bytes.subarray(0, bytes.length - 20))], BTC_GRID);
    await expect(cut).rejects.toThrow(ImportError);
    const damaged = bytes.map((byte, i) => (i > 400 && i < 440 ? byte ^ 0x5a : byte));
    await expect(importRecordings([written('d.zst', damaged)], BTC_GRID)).rejects.toThrow(ImportError);
  });
});

describe('LZ4 frames', () => {
  const frame = (blocks: readonly (readonly number[])[], flags = 0x40): number[] => {
    const descriptor = [flags, 0x40];
    const check = (new Xxh32().update(Uint8Array.from(descriptor)).digest() >>> 8) & 0xff;
    const body = blocks.flatMap((block) => [block.length, 0, 0, 0, ...block]);
    return [0x04, 0x22, 0x4d, 0x18, ...descriptor, check, ...body, 0, 0, 0, 0];
  };
  // Three literals, a match of 23 at distance 3 (4 + 15 + 4), then five literals.
  const BLOCK = [0x3f, ...encoder.encode('abc'), 3, 0, 4, 0x50, ...encoder.encode('babc\n')];

  async function unpacked(bytes: readonly number[], pieces: number): Promise<string> {
    const all = Uint8Array.from(bytes);
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < all.length; at += pieces) yield all.subarray(at, at + pieces);
    }
    let out = '';
    for await (const chunk of unpackLz4(chunks())) out += new TextDecoder().decode(chunk);
    return out;
  }

  it.each([1, 3, 7, 1000])('are unpacked from chunks of %i bytes', async (pieces) => {
    const expected = `abc${'abc'.repeat(8).slice(0, 23)}babc\n`;
    expect(await unpacked(frame([BLOCK]), pieces)).toBe(expected);
    expect(await unpacked([...frame([BLOCK]), ...frame([BLOCK])], pieces)).toBe(expected + expected);
  });

  it('blocks refer to those before them unless they are independent', async () => {
    // A match of 4 at distance 4, before any literal of its own; the last five bytes are literals.
    const second = [0x00, 4, 0, 0x50, ...encoder.encode('12345')];
    expect(await unpacked(frame([BLOCK, second]), 5)).toMatch(/babc\nabc\n12345$/);
    await expect(unpacked(frame([BLOCK, second], 0x60), 5)).rejects.toThrow('a match goes too far');
  });

  it('are held against the checksum of their content', async () => {
    const expected = `abc${'abc'.repeat(8).slice(0, 23)}babc\n`;
    const sum = new Uint8Array(4);
    new DataView(sum.buffer).setUint32(0, new Xxh32().update(encoder.encode(expected)).digest(), true);
    const bytes = frame([BLOCK], 0x44);
    expect(await unpacked([...bytes, ...sum], 9)).toBe(expected);
    await expect(unpacked([...bytes, ...sum.map((byte) => byte ^ 1)], 9)).rejects.toThrow('checksum');
  });

  it('damaged or cut off are refused', async () => {
    const bytes = frame([BLOCK]);
    await expect(unpacked(bytes.slice(0, -6), 5)).rejects.toThrow('the end is missing');
    await expect(unpacked(bytes.with(6, 0), 5)).rejects.toThrow('header checksum');
    await expect(unpacked([...bytes, 1, 2, 3, 4], 5)).rejects.toThrow('something else between its frames');
    const file = written('cut.lz4', bytes.slice(0, -6));
    await expect(textOf(file)).rejects.toThrow('cut.lz4: the packed file is cut off. Copy or record it again.');
  });
});

describe('the checksum XXH32', () => {
  // Values of the reference program xxhsum -H32.
  it.each([
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ])("of '%s'", (text, sum) => {
    expect(new Xxh32().update(encoder.encode(text)).digest()).toBe(sum);
    const pieces = new Xxh32();
    for (const byte of encoder.encode(text)) pieces.update(Uint8Array.of(byte));
    expect(pieces.digest()).toBe(sum);
  });
});

describe('archives', () => {
  it.each([
    ['BZh91AY&SY', 'packed with bzip2: unpack it first with `bunzip2 FILE`.'],
    ['Rar!\u001a', 'packed with RAR'],
  ])('that cannot be read are named: %s', async (start, words) => {
    await expect(detectFormat(written('archive', encoder.encode(start)))).rejects.toThrow(words);
  });

  it('of tar are refused, and say how to unpack them', async () => {
    const block = new Uint8Array(1024);
    block.set(encoder.encode('BTCUSDT_T_DEPTH_2022-11-01_depth_snap.csv'));
    block.set(encoder.encode('ustar'), 257);
    await expect(detectFormat(written('day.tar', block))).rejects.toThrow('this is a tar archive: unpack it first');
  });
});
