import { expect, test } from 'vitest';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { type KeptMarket, KeptMarkets } from './keptMarkets.ts';

const compiled = compileTape(
  generateMarket({ family: 'thin', seed: 'kept', minutes: 1, instrument: btcUsdPerp, startPrice: 92_000 }),
);
const bytes = compiled.timeUs.byteLength + compiled.code.byteLength + compiled.lots.byteLength;
const market = (digest: string): KeptMarket => ({ compiled, digest });

test('where room is short the market that was used longest ago goes first', () => {
  const kept = new KeptMarkets(2 * bytes);
  kept.keep('a', market('a'));
  kept.keep('b', market('b'));
  expect(kept.get('a')?.digest).toBe('a');
  kept.keep('c', market('c'));
  expect(['a', 'b', 'c'].map((name) => kept.get(name)?.digest)).toEqual(['a', undefined, 'c']);
});

test('the newest market is kept even where it is larger than the room', () => {
  const kept = new KeptMarkets(1);
  kept.keep('a', market('a'));
  expect(kept.get('a')?.digest).toBe('a');
  kept.keep('b', market('b'));
  expect(kept.get('a')).toBeUndefined();
  expect(kept.get('b')?.digest).toBe('b');
});

test('a market that is kept again takes no room twice', () => {
  const kept = new KeptMarkets(2 * bytes);
  kept.keep('a', market('old'));
  kept.keep('a', market('new'));
  kept.keep('b', market('b'));
  expect(['a', 'b'].map((name) => kept.get(name)?.digest)).toEqual(['new', 'b']);
});
