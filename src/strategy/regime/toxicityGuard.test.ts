import { describe, expect, it } from 'vitest';
import { regimeOf } from '../../testing/regime.ts';
import { ToxicityGuard } from './toxicityGuard.ts';

function guardAfter(mids: readonly number[], limitScale = 1, trend = 0, changes = {}): ToxicityGuard {
  const guard = new ToxicityGuard(regimeOf(changes));
  for (const mid of mids) guard.push(mid, limitScale, trend);
  return guard;
}

describe('the toxicity guard', () => {
  it('widens beyond 6 bps of drift and pauses beyond 7.5', () => {
    expect(guardAfter([10_000, 10_006])).toMatchObject({ paused: false });
    expect(guardAfter([10_000, 10_006]).excessBps).toBeCloseTo(0, 9);
    expect(guardAfter([10_000, 10_007])).toMatchObject({ paused: false });
    expect(guardAfter([10_000, 10_007]).excessBps).toBeCloseTo(1, 9);
    expect(guardAfter([10_000, 9_992])).toMatchObject({ paused: true });
  });

  it('widens beyond 8 bps of volatility and pauses beyond 10', () => {
    // Up and down by 6 bps: √(6² + 6²) = 8.49, no drift.
    expect(guardAfter([10_000, 10_006, 10_000]).excessBps).toBeCloseTo(Math.hypot(6, 6) - 8, 1);
    expect(guardAfter([10_000, 10_006, 10_000]).paused).toBe(false);
    expect(guardAfter([10_000, 10_008, 10_000]).paused).toBe(true);
  });

  it('forgets after five seconds', () => {
    expect(guardAfter([10_000, ...new Array<number>(10).fill(10_010)]).paused).toBe(true);
    expect(guardAfter([10_000, ...new Array<number>(11).fill(10_010)]).paused).toBe(false);
  });

  it('has limits that grow with the regime, and tolerates drift along the trend', () => {
    expect(guardAfter([10_000, 10_014], 2).paused).toBe(false);
    expect(guardAfter([10_000, 10_009], 1, 0.5).paused).toBe(false);
    expect(guardAfter([10_000, 10_009], 1, -0.5).paused).toBe(true);
  });

  it('does nothing when it is switched off', () => {
    expect(guardAfter([10_000, 11_000], 1, 0, { toxicityEnabled: false })).toMatchObject({
      paused: false,
      excessBps: 0,
    });
  });
});
