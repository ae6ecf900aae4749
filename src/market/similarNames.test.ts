import { describe, expect, it } from 'vitest';
import { editDistance, similarNames } from './similarNames.ts';

describe('similar names', () => {
  it('differ in few letters', () => {
    expect(editDistance('BTCUSDT', 'BTCUSTD')).toBe(2);
    expect(editDistance('ETH', 'ETC')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('are first those that begin with the name, then those that hold it, then those with a typing error', () => {
    const known = ['WBTC', 'BTCUSDC', 'BTCUSDT', 'ETHUSDT', 'BTT', 'SOL'];
    expect(similarNames('btc', known, 9)).toEqual(['BTCUSDC', 'BTCUSDT', 'WBTC', 'BTT']);
    expect(similarNames('btc', known, 2)).toEqual(['BTCUSDC', 'BTCUSDT']);
    expect(similarNames('ETHUSTD', known, 9)).toEqual(['ETHUSDT']);
    expect(similarNames('DOGE', known, 9)).toEqual([]);
    expect(similarNames('', known, 9)).toEqual([]);
  });
});
