import { expect, it } from 'vitest';
import { TradeFlow } from './tradeFlow.ts';

it('the flow of trades forgets older ones by its time constant', () => {
  const flow = new TradeFlow(10);
  expect(flow.imbalance).toBe(0);
  flow.push(0, 30);
  flow.push(0, -10);
  // (30 − 10) / 40
  expect(flow.imbalance).toBe(0.5);
  flow.push(10e6, -10);
  // 20/e − 10 against 40/e + 10
  expect(flow.imbalance).toBeCloseTo((20 / Math.E - 10) / (40 / Math.E + 10), 12);
  flow.reset();
  flow.push(5e6, -1);
  expect(flow.imbalance).toBe(-1);
});
