import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeTape } from '../feeds/writeTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import { ASK, BID, TapeBuilder } from '../market/tape.ts';
import { tapeDigest } from '../session/digest.ts';
import { threeSimHours } from '../store/testing/journalFixtures.ts';
import type { MarketSource } from '../study/records.ts';
import { WorkspaceMarkets } from './markets.ts';

const source = (seed: string): MarketSource => ({
  type: 'synthetic',
  family: 'thin',
  seed,
  generator: GENERATOR_VERSION,
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

test('the same seed on another grid is another market', async () => {
  const markets = new WorkspaceMarkets({ folder: '.', compiledFolder: '.' }, () => undefined);
  const first = await markets.load(source('a'), btcUsdPerp);
  const other = await markets.load(source('a'), { ...btcUsdPerp, tickSize: 1 });
  expect(other.digest).not.toBe(first.digest);
});
