import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { btcUsdPerp, type Instrument } from '../market/instrument.ts';
import { GENERATOR_VERSION, generateMarket } from '../market/synthetic/generate.ts';
import { ASK, BID, TapeBuilder } from '../market/tape.ts';
import { tapeDigest } from '../market/tapeDigest.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import type { MarketSource } from '../study/records.ts';
import { threeSimHours } from '../testing/store/journalFixtures.ts';
import { WorkspaceLaneMarkets } from './laneMarkets.ts';
import { WorkspaceMarkets } from './markets.ts';

const source = (seed: string, family = 'thin', generator = GENERATOR_VERSION): MarketSource => ({
  type: 'synthetic',
  family,
  seed,
  generator,
  minutes: 2,
  startPrice: 92_000,
});

test('a synthetic market is made once; when it comes again it is the very same, and its rows can be had', async () => {
  const markets = new WorkspaceMarkets({ folder: '.', compiledFolder: '.' }, () => undefined);
  const first = await markets.load(source('a'), btcUsdPerp);
  await markets.load(source('b'), btcUsdPerp);
  const again = await markets.load(source('a'), btcUsdPerp);
  expect(again.compiled).toBe(first.compiled);
  expect(again.digest).toBe(first.digest);
  expect(tapeDigest(again.generated?.() ?? expect.fail('it was generated'))).toBe(first.digest);
});

test('a tape without trades is no market: neither sessions nor the gate take it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'markets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { tickSize, lotSize } = btcUsdPerp;
  const builder = new TapeBuilder({ symbol: 'X', tickSize, lotSize, startUs: 0 });
  builder.depth(0, BID, 920_000, 5);
  builder.depth(0, ASK, 920_001, 5);
  builder.clock(120e6);
  writeTape(join(folder, 'silent.parquet'), builder.build());
  const markets = new WorkspaceMarkets({ folder, compiledFolder: join(folder, 'compiled') }, () => undefined);
  const plan = { ...threeSimHours, mode: 'replay' as const, minutes: 1, tapes: ['silent.parquet'] };
  await expect(markets.sessionsOn(plan, btcUsdPerp)).rejects.toThrow(
    'silent.parquet: the tape holds no trade: nothing could ever fill',
  );
});

describe('a contract that pays 0 or 1', () => {
  const yes: Instrument = { ...btcUsdPerp, symbol: 'YES', contract: 'binary', tickSize: 0.01, lotSize: 1 };

  /** Two minutes around 0.52, and one row more. */
  function atFiftyTwo(change: (tape: TapeBuilder) => void) {
    const folder = mkdtempSync(join(tmpdir(), 'markets-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const builder = new TapeBuilder({ symbol: 'YES', tickSize: 0.01, lotSize: 1, startUs: 0 });
    builder.depth(0, BID, 50, 5);
    builder.depth(0, ASK, 54, 5);
    builder.trade(1e6, ASK, 54, 1);
    change(builder);
    builder.clock(120e6);
    const file = join(folder, 'yes.parquet');
    writeTape(file, builder.build());
    const workspace = { folder, compiledFolder: join(folder, 'compiled') };
    const markets = new WorkspaceMarkets(workspace, () => undefined);
    const plan = { ...threeSimHours, mode: 'replay' as const, minutes: 1, tapes: ['yes.parquet'] };
    return { file, plan, markets, whole: new WorkspaceLaneMarkets(workspace, markets) };
  }

  test('may cost from 0.01 to 0.99, and a level that was removed does not count', async () => {
    const { markets, plan } = atFiftyTwo((tape) => {
      tape.trade(2e6, ASK, 99, 1);
      tape.trade(3e6, BID, 1, 1);
      tape.depth(4e6, ASK, 100, 0);
    });
    expect(await markets.sessionsOn(plan, yes)).toBe(2);
  });

  test.each([0, 100])('is settled by a trade at %i cents: what comes later is not looked at', async (ticks) => {
    const { markets, plan } = atFiftyTwo((tape) => {
      tape.trade(2e6, ASK, ticks, 1);
      tape.trade(3e6, ASK, 150, 1);
    });
    expect(await markets.sessionsOn(plan, yes)).toBe(2);
  });

  test.each<[string, (tape: TapeBuilder) => void, string]>([
    ['a trade at 1.01', (tape) => tape.trade(2e6, ASK, 101, 1), 'a trade at 1.01 after 2 s'],
    ['an ask of 0', (tape) => tape.best(61e6, ASK, 0, 1), 'a quote at 0 after 61 s'],
  ])('cannot have %s: neither sessions nor whole tapes take it', async (_, change, message) => {
    const { file, markets, plan, whole } = atFiftyTwo(change);
    const refusal = `yes.parquet: ${message}: a contract that pays 0 or 1 (instrument.contract = "binary") has prices from 0.01 to 0.99`;
    await expect(markets.sessionsOn(plan, yes)).rejects.toThrow(refusal);
    await expect(whole.load({ type: 'whole-tape', file }, yes)).rejects.toThrow(message);
    // Another kind of contract may cost that.
    expect(await markets.sessionsOn(plan, { ...yes, contract: 'linear' })).toBe(2);
    expect((await whole.load({ type: 'whole-tape', file }, { ...yes, contract: 'linear' })).trades).toBeGreaterThan(0);
  });

  test('is refused in the piece of a session, too', async () => {
    const { markets, plan } = atFiftyTwo((tape) => tape.trade(61e6, ASK, 101, 1));
    const [good, bad] = await markets.piecesOf(plan.tapes, 1, 2);
    expect((await markets.load(good ?? expect.fail('a piece'), yes)).compiled.trades).toBe(1);
    await expect(markets.load(bad ?? expect.fail('a piece'), yes)).rejects.toThrow('a trade at 1.01 after 1 s');
  });
});

test('tapes by the clock of receipt are not mixed with others, and a delay of the feed on top of theirs is said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'markets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const tape = generateMarket({ family: 'calm', seed: 'clock', minutes: 2, instrument: btcUsdPerp });
  writeTape(join(folder, 'venue.parquet'), tape);
  const live = { ...tape, clock: 'receipt' as const, window: { low: 400_000, high: 1_500_000 } };
  writeTape(join(folder, 'live.parquet'), live);
  const said: string[] = [];
  const markets = new WorkspaceMarkets({ folder, compiledFolder: join(folder, 'compiled') }, (text) => said.push(text));
  const plan = { ...threeSimHours, mode: 'replay' as const, minutes: 1, tapes: ['live.parquet'] };
  const mixed = { ...plan, gateTapes: ['venue.parquet'] };
  await expect(markets.sessionsOn(mixed, btcUsdPerp)).rejects.toThrow(
    "live.parquet is by the clock of its receiver and venue.parquet by the venue's",
  );
  const delayed = (feedUs: number) => ({ ...plan, latency: { ...plan.latency, feedUs } });
  expect(await markets.sessionsOn(delayed(0), btcUsdPerp)).toBeGreaterThanOrEqual(1);
  expect(said).toEqual([]);
  await markets.sessionsOn(delayed(50_000), btcUsdPerp);
  expect(said).toEqual([expect.stringContaining('latency.feed_ms = 50 comes on top')]);
});

test('the same seed on another grid is another market', async () => {
  const markets = new WorkspaceMarkets({ folder: '.', compiledFolder: '.' }, () => undefined);
  const first = await markets.load(source('a'), btcUsdPerp);
  const other = await markets.load(source('a'), { ...btcUsdPerp, tickSize: 1 });
  expect(other.digest).not.toBe(first.digest);
});

test('a market that generator 1 made is made again, the same in every row', async () => {
  const markets = new WorkspaceMarkets({ folder: '.', compiledFolder: '.' }, () => undefined);
  const old = await markets.load(source('a', 'thin', 1), btcUsdPerp);
  // Of the program that had generator 1.
  expect(old.digest).toBe('423a72ea981a6aaa');
  expect((await markets.load(source('a'), btcUsdPerp)).digest).toBe(old.digest);
});

test.each([
  ['a newer generator', 'thin', GENERATOR_VERSION + 1],
  ['a newer generator with a family that is unknown here', 'tidal', GENERATOR_VERSION + 1],
  ['no generator', 'thin', 0],
  ['a generator that did not have the family', 'bursty', 1],
])('a market of %s is refused with what it would take', async (_, family, generator) => {
  const markets = new WorkspaceMarkets({ folder: '.', compiledFolder: '.' }, () => undefined);
  await expect(markets.load(source('a', family, generator), btcUsdPerp)).rejects.toThrow(
    `the ${family} market was made by generator ${generator}; this program has ${GENERATOR_VERSION} and cannot make it as it was`,
  );
});

test('a family that no generator had is refused by name', async () => {
  const markets = new WorkspaceMarkets({ folder: '.', compiledFolder: '.' }, () => undefined);
  await expect(markets.load(source('a', 'tidal', 1), btcUsdPerp)).rejects.toThrow(/"tidal"; known: bursty, calm/);
});
