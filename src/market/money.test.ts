import { expect, it } from 'vitest';
import { amountText, currencyOf } from './money.ts';

it('dollars and coins that stand for one are written with a sign, others with their code', () => {
  for (const quoteCurrency of ['USD', 'USDT', 'USDC', 'USDe']) expect(currencyOf({ quoteCurrency })).toBe('$');
  expect(currencyOf({})).toBe('$');
  expect(currencyOf({ quoteCurrency: 'EUR' })).toBe('EUR');
});

it('amounts of coins keep the digits that matter', () => {
  expect(amountText(-12.345, '$')).toBe('$12.35');
  expect(amountText(12.345, 'EUR')).toBe('12.35 EUR');
  expect(amountText(0.01234, 'BTC')).toBe('0.0123 BTC');
  expect(amountText(0.00001234, 'BTC')).toBe('0.00001234 BTC');
  expect(amountText(1234, 'ETH', 0)).toBe('1234.00 ETH');
});
