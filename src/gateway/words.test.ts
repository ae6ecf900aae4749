import { expect, it } from 'vitest';
import { meaningOf } from './binance/binanceWords.ts';
import { isOverBudget, rejectReason } from './hyperliquid/hyperliquidWords.ts';

it.each([
  ['Post only order would have immediately matched, bbo was 1@2. asset=2', 'post-only'],
  ['Trading is halted.', 'paused'],
  ['Only post-only orders allowed immediately after a network upgrade.', 'paused'],
  ['Order expired: expiresAfter has passed', 'clock'],
  ['Insufficient margin to place order. asset=2', 'refused'],
])('Hyperliquid: %s', (text, reason) => {
  expect(rejectReason(text)).toBe(reason);
  expect(isOverBudget(text)).toBe(false);
});

it('Hyperliquid: an address that used up its actions', () => {
  expect(isOverBudget('Too many cumulative requests sent (2 > 1) for cumulative volume traded $0.')).toBe(true);
});

it.each([
  [-5022, 'post-only'],
  [-4084, 'paused'],
  [-1021, 'clock'],
  [-1008, 'limited'],
  // The venue says of itself that it does not know.
  [-1007, 'unresolved'],
  [-4116, 'unresolved'],
  [-2019, 'refused'],
] as const)('Binance: %d', (code, meaning) => {
  expect(meaningOf(code)).toBe(meaning);
});
