import { expect, it } from 'vitest';
import { ccxtIdOf, isFeedVenue, ownFeedOf } from './feedVenue.ts';

it("a venue has a feed of its own or is heard through ccxt, by ccxt's name", () => {
  for (const name of ['hyperliquid', 'binance', 'paradex', 'ccxt:kraken', 'ccxt:binanceusdm']) {
    expect([name, isFeedVenue(name)]).toEqual([name, true]);
  }
  for (const name of ['kraken', 'ccxt:', 'ccxt:../x', 'ccxt:Kraken', 'ccxt', 'Binance', '', 7, null]) {
    expect([name, isFeedVenue(name)]).toEqual([name, false]);
  }
  expect([ccxtIdOf('ccxt:kraken'), ownFeedOf('ccxt:kraken')]).toEqual(['kraken', undefined]);
  expect([ccxtIdOf('paradex'), ownFeedOf('paradex')]).toEqual([undefined, 'paradex']);
});
