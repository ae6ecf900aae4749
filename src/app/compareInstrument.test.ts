import { describe, expect, it } from 'vitest';
import type { Instrument } from '../market/instrument.ts';
import type { CampaignRecord } from '../study/records.ts';
import { smallPlan } from '../testing/smallStudy.ts';
import { compareInstruments, requireSameFeed } from './compareInstrument.ts';

const sol: Instrument = {
  symbol: 'SOL',
  contract: 'linear',
  tickSize: 0.01,
  lotSize: 0.01,
  minNotional: 10,
  makerFeeBps: 1.5,
  takerFeeBps: 4.5,
};
const compared = (ours: Partial<Instrument>, theirs: Partial<Instrument> = {}) =>
  compareInstruments({ ...sol, ...ours }, { ...sol, ...theirs }, 'hyperliquid');

describe('the instrument of the settings', () => {
  it('is that of the venue where all its terms are, whatever its name', () => {
    expect(compared({ symbol: 'SOL-PERP' })).toEqual({ problems: [], warnings: [] });
    expect(compared({ tickSize: 0.1 + 0.2, lotSize: 1e-5 }, { tickSize: 0.3, lotSize: 0.00001 }).problems).toEqual([]);
  });

  it('is another with a finer or a coarser tick, another lot, another kind of contract or another value of it', () => {
    expect(compared({ tickSize: 0.001 }).problems).toEqual([
      'instrument.tick_size is 0.001, and hyperliquid says 0.01',
    ]);
    expect(compared({ tickSize: 0.1 }).problems).toHaveLength(1);
    expect(compared({ lotSize: 0.0000001 }).problems).toEqual([
      'instrument.lot_size is 0.0000001, and hyperliquid says 0.01',
    ]);
    expect(compared({}, { contract: 'inverse', contractValue: 100 }).problems).toHaveLength(2);
  });

  it('is said to flatter where its fees or its smallest order are below those of the venue', () => {
    expect(compared({ makerFeeBps: -0.2, minNotional: 1 }).warnings).toEqual([
      'instrument.min_notional is 1, and hyperliquid says 10: smaller orders count here and would be refused there.',
      'instrument.maker_fee_bps is -0.2, and hyperliquid says 1.5 for a new account: results are too good if yours is one.',
    ]);
    expect(compared({ makerFeeBps: 2, takerFeeBps: 5, minNotional: 20 }).warnings).toEqual([]);
  });
});

it('a study hears one market: the same again, never another', () => {
  const heard = (symbol: string): CampaignRecord => ({
    id: 1,
    plan: { ...smallPlan, mode: 'paper', feed: { venue: 'hyperliquid', symbol } },
    status: 'finished',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
  });
  const sim: CampaignRecord = { ...heard('SOL'), plan: smallPlan };
  expect(() => requireSameFeed({ venue: 'hyperliquid', symbol: 'SOL' }, [sim, heard('SOL')])).not.toThrow();
  expect(() => requireSameFeed({ venue: 'hyperliquid', symbol: 'BTC' }, [sim, heard('SOL')])).toThrow(
    'this study has heard SOL on hyperliquid, and BTC on hyperliquid is another market',
  );
});
