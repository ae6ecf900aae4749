import { expect, test } from 'vitest';
import { btcUsdPerp } from '../market/instrument.ts';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import { tapeDigest } from '../session/digest.ts';
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

test('the same seed on another grid is another market', async () => {
  const markets = new WorkspaceMarkets({ folder: '.', compiledFolder: '.' }, () => undefined);
  const first = await markets.load(source('a'), btcUsdPerp);
  const other = await markets.load(source('a'), { ...btcUsdPerp, tickSize: 1 });
  expect(other.digest).not.toBe(first.digest);
});
