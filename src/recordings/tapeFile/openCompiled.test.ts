/** Compiled files: the same replay as from memory, made once, made anew when anything changes, never trusted when damaged. */

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileTape } from '../../market/compiledTape.ts';
import { btcUsdPerp } from '../../market/instrument.ts';
import { generateMarket } from '../../market/synthetic/generate.ts';
import { ASK, BID, TapeBuilder } from '../../market/tape.ts';
import { keptRows, type TapeRows } from '../../market/tapeRows.ts';
import { aTape, roundNumbers } from '../../testing/tape.ts';
import { notAMarket, openCompiled, openCompiledPiece } from './openCompiled.ts';
import { writeTape } from './writeTape.ts';

const folder = mkdtempSync(join(tmpdir(), 'compiled-'));
afterAll(() => rmSync(folder, { recursive: true }));
const options = { elsewhere: join(folder, 'elsewhere') };

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
    const file = await openCompiled(written('same.parquet'), btcUsdPerp, options);
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

  it('keeps how late the feed was, and refuses it when a byte of it is wrong', async () => {
    const builder = new TapeBuilder(tape);
    for (let i = 0; i < 3000; i++) {
      builder.delay(tape.timeUs[i] ?? 0, (i * 7919) % 1000);
      builder.append(
        tape.timeUs[i] ?? 0,
        tape.kind[i] ?? 0,
        tape.side[i] ?? 0,
        tape.priceTicks[i] ?? 0,
        tape.size[i] ?? 0,
      );
    }
    const late = builder.build();
    const file = written('late.parquet', late);
    const open = await openCompiled(file, btcUsdPerp, options);
    expect(open.hasDelays).toBe(true);
    expect(open.delays).toEqual(compileTape(late).delays);
    open.close();
    const bytes = readFileSync(`${file}.compiled`);
    const at = 16 * open.length + 1000;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(`${file}.compiled`, bytes);
    const damaged = await openCompiled(file, btcUsdPerp, options);
    expect(() => damaged.delays).toThrow('the delays of its feed fail their checksum');
    expect(damaged.chunk(0).length).toBe(open.length);
    const none = await openCompiled(written('punctual.parquet'), btcUsdPerp, options);
    expect([none.hasDelays, none.delays]).toEqual([false, undefined]);
  });

  it('has the window of prices that the tape grew in, on any grid, whole and in pieces', async () => {
    // The market moves between 9,999 and 10,001; 1,000 and 19,000 are deep in the book.
    const rows = aTape()
      .quotes(9_999, 5, 10_001, 5)
      .bid(1_000, 7)
      .ask(19_000, 7)
      .at(1)
      .sold(9_999, 1)
      .at(2)
      .bid(9_998, 1);
    const grown = { ...rows.tape(), window: { low: 500, high: 19_500 }, quoteLevel: false };
    const file = written('window.parquet', grown);
    const whole = await openCompiled(file, roundNumbers, options);
    expect([whole.baseTicks, whole.width, whole.length]).toEqual([500, 19_001, 6]);
    expect([...whole.chunk(0).code.slice(0, 6)]).toEqual([...compileTape(grown).code.slice(0, 6)]);
    const fine = await openCompiled(file, { ...roundNumbers, tickSize: 0.5 }, options);
    expect([fine.baseTicks, fine.width, fine.length]).toEqual([1_000, 38_001, 6]);
    const piece = { fromUs: 0, toUs: 2e6, rowsOf: (all: TapeRows) => all, digestOf: () => Promise.resolve('') };
    const cut = await openCompiledPiece(file, roundNumbers, piece, options);
    expect([cut.baseTicks, cut.width]).toEqual([500, 19_001]);
    // The same rows of another history keep 5 % around the market.
    const { window: _, ...plain } = grown;
    expect((await openCompiled(written('plain.parquet', plain), roundNumbers, options)).length).toBe(4);
  });

  it('is made once, and again for another tape or grid', async () => {
    const file = written('again.parquet');
    await openCompiled(file, btcUsdPerp, options);
    const old = new Date('2020-01-01');
    utimesSync(`${file}.compiled`, old, old);
    await openCompiled(file, btcUsdPerp, options);
    expect(statSync(`${file}.compiled`).mtime).toEqual(old);
    const finer = await openCompiled(file, { tickSize: 0.05, lotSize: btcUsdPerp.lotSize }, options);
    expect(finer.tickSize).toBe(0.05);
    const other = generateMarket({ family: 'calm', seed: 'other', minutes: 1, instrument: btcUsdPerp });
    writeTape(file, other);
    expect((await openCompiled(file, btcUsdPerp, options)).endUs).toBe(60e6);
  });

  it('is made again when it was cut off, and refused when a byte of its rows is wrong', async () => {
    const file = written('damaged.parquet');
    await openCompiled(file, btcUsdPerp, options);
    const compiled = `${file}.compiled`;
    const bytes = readFileSync(compiled);
    writeFileSync(compiled, bytes.subarray(0, bytes.length / 2));
    expect((await openCompiled(file, btcUsdPerp, options)).length).toBe(compileTape(tape).length);
    const flipped = Buffer.from(bytes);
    flipped[1000] = (flipped[1000] ?? 0) ^ 1;
    writeFileSync(compiled, flipped);
    const open = await openCompiled(file, btcUsdPerp, options);
    expect(() => open.chunk(0)).toThrow(/chunk 0 fails its checksum/);
  });

  it('is made again when its label is damaged or that of another program', async () => {
    const file = written('label.parquet');
    const { baseTicks } = await openCompiled(file, btcUsdPerp, options);
    const compiled = `${file}.compiled`;
    const bytes = readFileSync(compiled);
    const digit = bytes.indexOf(`"baseTicks":${baseTicks}`) + '"baseTicks":'.length;
    bytes[digit] = (bytes[digit] ?? 0) ^ 1;
    for (const foreign of [bytes, Buffer.from('null'), Buffer.alloc(64), Buffer.from('x'.repeat(100))]) {
      writeFileSync(compiled, foreign);
      expect((await openCompiled(file, btcUsdPerp, options)).baseTicks).toBe(baseTicks);
    }
  });

  it('is each one’s own when several make it at once, on whatever grid', async () => {
    const file = written('atOnce.parquet');
    const grids = [0.1, 0.05, 0.1, 0.05].map((tickSize) => ({ tickSize, lotSize: btcUsdPerp.lotSize }));
    const open = await Promise.all(grids.map((grid) => openCompiled(file, grid, options)));
    expect(open.map((one) => one.tickSize)).toEqual([0.1, 0.05, 0.1, 0.05]);
    const [coarse, fine] = open.map((one) => one.chunk(0).code.slice(0, 100));
    expect(open[2]?.chunk(0).code.slice(0, 100)).toEqual(coarse);
    expect(open[3]?.chunk(0).code.slice(0, 100)).toEqual(fine);
    expect(readdirSync(folder).filter((name) => name.includes('.partial'))).toEqual([]);
  });

  it('is read from its first chunk on: two cannot read it in turns', async () => {
    const open = await openCompiled(written('turns.parquet'), btcUsdPerp, options);
    open.chunk(0);
    open.chunk(1);
    open.chunk(0);
    expect(() => open.chunk(2)).toThrow('chunk 2 of');
  });

  it('distinguishes a tape on another grid from a damaged one', async () => {
    const coarser = { tickSize: 0.7, lotSize: btcUsdPerp.lotSize };
    await expect(openCompiled(written('grid.parquet'), coarser, options)).rejects.toThrow(RangeError);
  });

  it('leaves nothing behind when the tape is none', async () => {
    const file = join(folder, 'none.parquet');
    writeFileSync(file, 'no tape');
    await expect(openCompiled(file, btcUsdPerp, options)).rejects.toThrow(/none\.parquet/);
    expect(existsSync(`${file}.compiled`)).toBe(false);
  });
});

describe('a compiled piece of a tape', () => {
  const piece = {
    fromUs: 60e6,
    toUs: 120e6,
    rowsOf: (rows: TapeRows): TapeRows => rows,
    digestOf: async (rows: TapeRows): Promise<string> => {
      let length = 0;
      await rows((part) => {
        length += part.length;
      });
      return `${length} rows`;
    },
  };

  it('is made of the rows after its beginning up to its end, once, with the digest of those rows', async () => {
    const file = written('piece.parquet');
    const within = tape.timeUs.filter((timeUs) => timeUs > 60e6 && timeUs <= 120e6).length;
    const first = await openCompiledPiece(file, btcUsdPerp, piece, options);
    expect(first.digest).toBe(`${within} rows`);
    expect(first.startUs).toBe(tape.startUs + 60e6);
    const unasked = { ...piece, rowsOf: () => expect.unreachable() };
    const again = await openCompiledPiece(file, btcUsdPerp, unasked, options);
    expect([again.digest, again.length]).toEqual([first.digest, first.length]);
  });

  it('of a feed of best quotes is one, although its snapshot looks like depth', async () => {
    const builder = new TapeBuilder({ ...tape, symbol: 'QUOTES' });
    for (let second = 0; second < 180; second++) builder.best(second * 1e6, BID, 1_000 + (second % 3), 5);
    const file = written('quotes.parquet', builder.build());
    const snapshot = new TapeBuilder(tape);
    snapshot.depth(0, BID, 1_000, 5);
    const withSnapshot =
      (rows: TapeRows): TapeRows =>
      async (use) => {
        use(snapshot.build());
        await rows((part) => use({ ...part, timeUs: part.timeUs.map((timeUs) => timeUs - 60e6) }));
      };
    const { quoteLevel } = await openCompiledPiece(file, btcUsdPerp, { ...piece, rowsOf: withSnapshot }, options);
    expect(quoteLevel).toBe(true);
  });
});

it('rows that are few enough are fetched once, longer ones by every call', async () => {
  const fetched = { times: 0 };
  const rows: TapeRows = async (use) => {
    fetched.times++;
    use(tape);
    use(tape);
  };
  const lengths: number[] = [];
  for (const most of [2 * tape.length, 2 * tape.length - 1]) {
    fetched.times = 0;
    const kept = keptRows(rows, most);
    for (let call = 0; call < 3; call++) await kept((piece) => lengths.push(piece.length));
    expect(fetched.times).toBe(most === 2 * tape.length ? 1 : 3);
  }
  expect(lengths).toEqual(new Array(12).fill(tape.length));
});

describe('a tape on which nothing can be traded', () => {
  const fault = async (name: string, build: (tape: TapeBuilder) => void): Promise<string | undefined> => {
    const builder = new TapeBuilder({ symbol: 'X', tickSize: 0.1, lotSize: 0.001, startUs: 0 });
    build(builder);
    const file = await openCompiled(written(name, builder.build()), { tickSize: 0.1, lotSize: 0.001 }, options);
    file.close();
    return notAMarket(name, file);
  };
  const bidAndAsk = (builder: TapeBuilder): void => {
    builder.depth(0, BID, 1000, 5);
    builder.best(0, ASK, 1002, 5);
  };

  it('holds no trade, or never a bid and an ask at once', async () => {
    expect(await fault('silent.parquet', bidAndAsk)).toBe(
      'silent.parquet: the tape holds no trade: nothing could ever fill',
    );
    expect(
      await fault('halves.parquet', (builder) => {
        builder.depth(0, BID, 1000, 5);
        builder.reset(1);
        builder.depth(1, ASK, 1002, 5);
        builder.depth(1, BID, 1000, 0);
        builder.trade(2, ASK, 1002, 1);
      }),
    ).toBe('halves.parquet: the tape never holds a bid and an ask at once: there is nothing to quote around');
    const whole = await fault('whole.parquet', (builder) => {
      bidAndAsk(builder);
      builder.trade(1, ASK, 1002, 1);
    });
    expect(whole).toBeUndefined();
  });
});
