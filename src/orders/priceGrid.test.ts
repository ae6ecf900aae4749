import { describe, expect, it } from 'vitest';
import { lotsOf, placeableTicks, priceText, sizeText, ticksOf } from './priceGrid.ts';

const hyperliquid = { tickSize: 0.0001, lotSize: 0.01, significantDigits: 5 };
const binance = { tickSize: 0.1, lotSize: 0.001, significantDigits: null };

describe('a price on the grid', () => {
  it('is rounded away from the market', () => {
    expect(ticksOf(binance, 'buy', 100.19)).toBe(1001);
    expect(ticksOf(binance, 'sell', 100.11)).toBe(1002);
    // 100.3 / 0.1 is 1002.9999999999999.
    expect(ticksOf(binance, 'buy', 100.3)).toBe(1003);
    expect(ticksOf(binance, 'sell', 100.3)).toBe(1003);
  });

  it.each([
    // Five digits: 0.01 steps at 150, 0.0001 at 1.5; a whole price may have more.
    [150.1234, '150.12', '150.13'],
    [1.50001, '1.5', '1.5001'],
    [0.12345, '0.1234', '0.1235'],
    [12345.6, '12345', '12346'],
    [123456.7, '123456', '123457'],
    [999.999, '999.99', '1000'],
  ])('has five significant digits on Hyperliquid: %d', (price, bid, ask) => {
    expect(priceText(hyperliquid, ticksOf(hyperliquid, 'buy', price))).toBe(bid);
    expect(priceText(hyperliquid, ticksOf(hyperliquid, 'sell', price))).toBe(ask);
  });

  it('stays where it can be placed', () => {
    for (const ticks of [1_501_200, 9_999_900, 1]) expect(placeableTicks(hyperliquid, 'sell', ticks)).toBe(ticks);
  });

  it('and a size are written without binary dust', () => {
    expect(priceText(binance, 1003)).toBe('100.3');
    expect(sizeText(binance, 100)).toBe('0.1');
    expect(sizeText({ ...binance, lotSize: 1 }, 100)).toBe('100');
  });

  it('is refused where it is none, and so is a size of another instrument', () => {
    expect(() => ticksOf(binance, 'buy', Number.NaN)).toThrow('a price is a positive number, not NaN');
    expect(() => lotsOf(binance, 0.0005)).toThrow('0.0005 is no multiple of the lot 0.001');
    expect(lotsOf(binance, -0.3)).toBe(-300);
  });
});
