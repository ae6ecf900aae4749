/** Whether a first version may run on the markets of a campaign, before there is a study. */

import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { smallPlan } from '../testing/smallStudy.ts';
import { checkFirstVersion, type MarketPrice } from './smallestOrder.ts';

function refused(strategy: string, price: Partial<MarketPrice>, flags: Readonly<Record<string, string>> = {}): string {
  const { config } = loadConfig({
    tomlFile: 'none.toml',
    envFile: 'none.env',
    environment: {},
    flags: Object.fromEntries(
      Object.entries({ 'study.strategy': strategy, ...flags }).map(([key, text]) => [key, { name: `--${key}`, text }]),
    ),
  });
  try {
    checkFirstVersion(smallPlan, config, [{ priceTicks: 920_000, of: 'that of a test', quoteLevel: false, ...price }]);
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('a first version with the defaults of its strategy', () => {
  it.each(['grid', 'fade', 'regime', 'tiered'])('of %s may run on a BTC perpetual', (strategy) => {
    expect(refused(strategy, {})).toBe('');
  });

  it('of tiered may not run where best quotes alone are shown, which is said with both names', () => {
    expect(refused('tiered', { quoteLevel: true })).toMatch(
      /tiered reads depth .* tape of BTC-USD-PERP shows the best quotes/,
    );
    expect(refused('regime', { quoteLevel: true })).toBe('');
  });

  it('of spread needs a contract that pays 0 or 1, and a collar that lets its quotes pass', () => {
    expect(refused('spread', {})).toMatch(/instrument\.contract is linear/);
    const odds = {
      'instrument.contract': 'binary',
      'instrument.tick_size': '0.01',
      'instrument.lot_size': '1',
      'instrument.min_notional': '1',
    };
    // Two cents and the adjustment of ten at the maximum, at a price of 0.52.
    expect(refused('spread', { priceTicks: 52 }, odds)).toMatch(
      /too far from mid.*: 23\.1 %, the limit is 1 % from mid \(risk\.collar_pct\)/,
    );
    expect(refused('spread', { priceTicks: 52 }, { ...odds, 'risk.collar_pct': '50' })).toBe('');
  });

  it('of fade is held against the limits at the price of the market', () => {
    // 0.0002 coins are worth more than 30 % of the capital from a price of 1.5 million on.
    expect(refused('fade', { priceTicks: 16_000_000 })).toMatch(/one order would be too large: 32 % of capital/);
  });
});
