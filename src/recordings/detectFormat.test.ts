import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aLongTape, BTC_GRID, NEW_YEAR_US, recording, temporaryFolder } from '../testing/recordings/fixtures.ts';
import { CSV_HEADER } from './csv/importCsv.ts';
import { detectFormat } from './detectFormat.ts';
import { ImportError } from './import/importResult.ts';
import { importRecordings } from './importRecordings.ts';
import { writeTape } from './tapeFile/writeTape.ts';

const folder = temporaryFolder();
const csvLines = [CSV_HEADER, `${NEW_YEAR_US},T,buy,42000.0,0.5`];
const rawLines = [
  `${NEW_YEAR_US}000 {"lastUpdateId":5,"E":${NEW_YEAR_US / 1000},"T":${NEW_YEAR_US / 1000},"bids":[["1.0","1"]],"asks":[]}`,
  `${NEW_YEAR_US}000 {"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":${NEW_YEAR_US / 1000},"T":${NEW_YEAR_US / 1000},"s":"BTCUSDT","U":6,"u":7,"pu":5,"b":[],"a":[["2.0","1"]]}}`,
];

describe('which importer a recording is for', () => {
  it('is detected by its content, packed or not', async () => {
    expect(await detectFormat(recording(folder, 'a.txt', csvLines))).toBe('csv');
    expect(await detectFormat(recording(folder, 'a.gz', csvLines))).toBe('csv');
    expect(await detectFormat(recording(folder, 'b.csv', rawLines))).toBe('binance-raw');
    const packed = join(folder, 'packed-without-a-telling-name');
    writeFileSync(packed, gzipSync(rawLines.join('\n')));
    expect(await detectFormat(packed)).toBe('binance-raw');
  });

  it('decides how it is imported', async () => {
    expect((await importRecordings([recording(folder, 'c', csvLines)], BTC_GRID)).summary.trades).toBe(1);
    expect((await importRecordings([recording(folder, 'd', rawLines)], BTC_GRID)).summary.rows).toBe(2);
  });

  it.each([
    ['an unknown text', 'time;price\n', "begins with 'time;price'"],
    ['a program', '\u001b]0;owned\u0007', "begins with '·]0;owned·'"],
    ['nothing', '', 'the file is empty'],
    ['blank lines only', '\n\n\n', 'the file is empty'],
  ])('%s is refused with the list of known formats', async (name, text, words) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    const detecting = detectFormat(file);
    await expect(detecting).rejects.toThrow(words);
    await expect(detecting).rejects.toThrow(/Known formats.*\n.*csv.*ts_us.*\n.*binance-raw/);
  });

  it('is none for a tape', async () => {
    const file = join(folder, 'tape.parquet');
    writeTape(file, aLongTape(5));
    await expect(detectFormat(file)).rejects.toThrow('needs no import');
  });
});

describe('a recording that cannot be read to its end gives no tape', () => {
  const packed = gzipSync(
    [CSV_HEADER, ...Array.from({ length: 5000 }, (_, i) => `${NEW_YEAR_US + i},T,buy,1,${i}`)].join('\n'),
  );

  it.each([
    ['cut off', packed.subarray(0, packed.length - 300), 'cut off'],
    ['damaged', packed.map((byte, i) => (i > 2000 && i < 2100 ? byte ^ 0x5a : byte)), 'damaged'],
  ])('%s', async (name, bytes, words) => {
    const file = join(folder, `${name}.csv.gz`);
    writeFileSync(file, bytes);
    const importing = importRecordings([file], BTC_GRID);
    await expect(importing).rejects.toThrow(ImportError);
    await expect(importing).rejects.toThrow(`${file}: the packed file is ${words}`);
  });

  it('missing, or a folder', async () => {
    await expect(detectFormat(join(folder, 'nowhere'))).rejects.toThrow('no such file');
    await expect(detectFormat(folder)).rejects.toThrow('this is a folder');
  });

  it('one endless line', async () => {
    const file = join(folder, 'endless.gz');
    writeFileSync(file, gzipSync(Buffer.alloc(17 * 2 ** 20, 'x')));
    await expect(detectFormat(file)).rejects.toThrow('this is no recording');
  });
});
