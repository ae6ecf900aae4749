import { describe, expect, it } from 'vitest';
import { bestsOf, caseFile, hasCases, tradesOf } from '../../testing/recordings/cases.ts';
import { BTC_GRID } from '../../testing/recordings/fixtures.ts';
import { importRecordings } from '../importRecordings.ts';

describe.skipIf(!hasCases)('recordings of Binance that went wrong', () => {
  it('partial depth: each message replaces the visible levels', async () => {
    const file = caseFile('recordings-03-binance-partial-depth-stream', 'btcusdt-depth20.jsonl');
    const { tape } = await importRecordings([file], BTC_GRID);
    // Each trade has a stamp of its own behind that of a snapshot.
    expect(bestsOf(tape).filter((_, i) => i % 2 === 0)).toEqual([
      '1713448582479000 624625 x 1966 / 624626 x 2492',
      '1713448582579000 624595 x 1966 / 624596 x 2492',
      '1713448582679000 624575 x 1966 / 624576 x 2492',
      '1713448582779000 624585 x 1966 / 624586 x 2492',
      '1713448582879000 624545 x 1966 / 624546 x 2492',
      '1713448582979000 624605 x 1966 / 624606 x 2492',
      '1713448583079000 624635 x 1966 / 624636 x 2492',
      '1713448583179000 624565 x 1966 / 624566 x 2492',
    ]);
    const trades = tradesOf(tape);
    expect(trades).toHaveLength(8);
    for (const trade of trades) expect(trade).toMatch(/ bid \d+ x 143$/);
  });

  it('aggTrade in place of trade', async () => {
    const file = caseFile('recordings-05-binance-aggtrade-only', 'btcusdt-aggtrade.jsonl');
    const { tape, summary } = await importRecordings([file], BTC_GRID);
    expect(summary).toMatchObject({ trades: 50, dropped: { 'trades before the book': 6 } });
    // The same trades as of the recording with trade, of which the other cases are made.
    const others = caseFile('recordings-08-binance-microsecond-prefix', 'btcusdt-us.jsonl');
    expect(tradesOf(tape)).toEqual(tradesOf((await importRecordings([others], BTC_GRID)).tape));
  });

  it.each([
    ['of two symbols', 'recordings-06-binance-two-symbols-one-file', ['btcusdt-btcusdc.jsonl']],
    ['with times of receipt in µs', 'recordings-08-binance-microsecond-prefix', ['btcusdt-us.jsonl']],
    ['of two days', 'recordings-17-binance-daily-files', ['btcusdt_20230404.gz', 'btcusdt_20230405.gz']],
    [
      'of two days, the later one named first',
      'recordings-17-binance-daily-files',
      ['btcusdt_20230405.gz', 'btcusdt_20230404.gz'],
    ],
  ])('a recording %s gives the whole tape', async (_name, name, files) => {
    const { tape, summary } = await importRecordings(
      files.map((file) => caseFile(name, file)),
      BTC_GRID,
    );
    expect(summary).toMatchObject({ rows: 643, trades: 50, gaps: [], resets: [], malformed: 0 });
    expect(new Date(summary.fromUs / 1000).toISOString()).toBe('2023-04-04T23:58:20.580Z');
    expect(new Date(summary.toUs / 1000).toISOString()).toBe('2023-04-04T23:58:21.863Z');
    const bests = bestsOf(tape);
    expect(bests.at(-1)).toMatch(/ 281451 x 534 \/ 281452 x 6760$/);
    for (const best of bests) expect(best).toMatch(/ 281451 x \d+ \/ 281452 x \d+$/);
  });

  it('what was chosen and left out is said', async () => {
    const two = caseFile('recordings-06-binance-two-symbols-one-file', 'btcusdt-btcusdc.jsonl');
    const { summary } = await importRecordings([two], BTC_GRID);
    expect(summary.dropped).toMatchObject({ 'other symbols': 8, 'snapshots of other symbols': 1 });
    expect(summary.notes).toEqual(['the tape is of BTCUSDT; left out: BTCUSDC']);
    await expect(importRecordings([two], { ...BTC_GRID, symbol: 'ETHUSDT' })).rejects.toThrow(
      'it holds BTCUSDT, BTCUSDC, and ETHUSDT is none of them. Choose one with --symbol.',
    );
    const inUs = caseFile('recordings-08-binance-microsecond-prefix', 'btcusdt-us.jsonl');
    expect((await importRecordings([inUs], BTC_GRID)).summary.notes).toEqual([
      'times before the lines are in µs, by their size',
    ]);
    await expect(importRecordings([inUs], { ...BTC_GRID, symbol: 'BTC-USD-PERP' })).rejects.toThrow(
      'this is a recording of BTCUSDT, not of BTC-USD-PERP. Use --symbol BTCUSDT.',
    );
  });

  it('spot: the change after the snapshot gives its time, and changes chain by their first number', async () => {
    const file = caseFile('recordings-23-binance-spot-lines', 'nexousdt-spot.jsonl');
    const { tape, summary } = await importRecordings([file], { symbol: 'NEXOUSDT', tickSize: 0.001, lotSize: 0.01 });
    expect(summary).toMatchObject({ malformed: 0, gaps: [], resets: [], trades: 14, dropped: { bookTicker: 29 } });
    const bests = bestsOf(tape);
    // The snapshot's best prices; the changes of its first stamp are far from them.
    expect(bests[0]).toMatch(/^1721749183710000 1214 x 6338 \/ 1216 x /);
    // The recording's own bookTicker says the same after the two trades at 1.216.
    expect(bests.find((best) => best.startsWith('1721749184111000'))).toBe(
      '1721749184111000 1214 x 6338 / 1216 x 6253',
    );
  });

  it("Binance's daily files make a tape of best quotes and trades", async () => {
    const name = 'recordings-22-unsupported-binance-vision';
    const files = ['BTCUSDT-bookTicker-2024-04-18.csv', 'BTCUSDT-aggTrades-2024-04-18.csv'];
    const { tape } = await importRecordings(
      files.map((file) => caseFile(name, file)),
      BTC_GRID,
    );
    expect(tradesOf(tape)).toEqual(['1713448582366000 bid 624625 x 143', '1713448582401000 ask 624626 x 20']);
    expect(bestsOf(tape).slice(2)).toEqual([
      '1713448582479000 624625 x 1966 / 624626 x 2492',
      '1713448582490000 624622 x 64 / 624626 x 2492',
    ]);
    const alone = caseFile(name, 'BTCUSDT_T_DEPTH_2020-07-31_depth_update.csv');
    await expect(importRecordings([alone], { ...BTC_GRID, tickSize: 0.01 })).rejects.toThrow('Name both.');
  });
});
