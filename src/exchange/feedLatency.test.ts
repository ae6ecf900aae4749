/** What a listener sees, and when: against a list of rows with the moment at which each had arrived. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelayCollector, type DelaySteps } from '../market/delaySteps.ts';
import { type FeedLatency, feedLatencyOf } from './feedLatency.ts';
import type { Latency } from './latency.ts';

const medians: Latency = { feedUs: 50, orderUs: 100, responseUs: 120 };
const recorded: Latency = { ...medians, feed: 'recorded' };

/** Of events at these moments, so long on their way. */
function steps(...events: readonly (readonly [atUs: number, delayUs: number])[]): { delays: DelaySteps | undefined } {
  const collector = new DelayCollector();
  let before = Number.NEGATIVE_INFINITY;
  for (const [atUs, delayUs] of events) {
    collector.add(atUs, delayUs, before);
    before = atUs;
  }
  return { delays: collector.steps() };
}

function seenAt(feed: FeedLatency, ...localsUs: readonly number[]): number[] {
  return localsUs.map((localUs) => {
    feed.localUs = localUs;
    feed.see();
    return feed.seenUs;
  });
}

function shownAt(feed: FeedLatency, ...venuesUs: readonly number[]): number[] {
  return venuesUs.map((venueUs) => {
    feed.venueUs = venueUs;
    feed.show();
    return feed.shownUs;
  });
}

describe('a constant feed', () => {
  it('shows the venue as it was so long ago', () => {
    const feed = feedLatencyOf(medians, steps(), 'test');
    expect(seenAt(feed, 10, 50, 1000)).toEqual([-40, 0, 950]);
    expect(shownAt(feed, 0, 7)).toEqual([50, 57]);
  });
});

describe('a varying feed', () => {
  const varying = { ...medians, feedUs: 50_000, jitter: { spread: 0.5, seed: 'a' } };

  it('never shows an earlier moment than before, and draws the same for one listener', () => {
    const locals = Array.from({ length: 500 }, (_, i) => 1_000_000 + i * 1000);
    const seen = seenAt(feedLatencyOf(varying, steps(), 'one'), ...locals);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.every((us, i) => us < (locals[i] ?? 0))).toBe(true);
    expect(new Set(seen.map((us, i) => (locals[i] ?? 0) - us)).size).toBeGreaterThan(50);
    expect(seenAt(feedLatencyOf(varying, steps(), 'one'), ...locals)).toEqual(seen);
    expect(seenAt(feedLatencyOf(varying, steps(), 'two'), ...locals)).not.toEqual(seen);
  });
});

describe('a recorded feed', () => {
  it('shows nothing before the first receipt, then what was there', () => {
    // From 0 on 30 µs late, from 100 on 500 µs, from 200 on 20 µs: but what came later waits for what came before, and says that between them was nothing.
    const tape = steps([0, 30], [100, 500], [200, 20]);
    const feed = feedLatencyOf(recorded, tape, 'test');
    expect(seenAt(feed, 29, 30, 129, 130, 599, 600, 601)).toEqual([-1, 0, 99, 99, 99, 580, 581]);
    const venueUs = [0, 99, 100, 150, 200, 580, 581];
    expect(shownAt(feedLatencyOf(recorded, tape, 'test'), ...venueUs)).toEqual([30, 129, 600, 600, 600, 600, 601]);
  });

  it('needs a tape that says how late its feed was', () => {
    expect(() => feedLatencyOf(recorded, steps(), 'test')).toThrow('does not say how late');
  });

  const anyRows = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(0, 1, 2, 5, 40)), { minLength: 1, maxLength: 30 });

  it('shows at every moment what had arrived by then, each row not before those before it', () => {
    fc.assert(
      fc.property(anyRows, (waits) => {
        // One row after the other: there when it and all before it are; a moment is seen when all its rows are.
        const rows: [number, number][] = [];
        const arrived: { fromUs: number; thereUs: number }[] = [];
        for (const [wait, delayUs] of waits) {
          const fromUs = (rows.at(-1)?.[0] ?? 0) + wait;
          rows.push([fromUs, delayUs]);
          arrived.push({ fromUs, thereUs: Math.max(arrived.at(-1)?.thereUs ?? 0, fromUs + delayUs) });
        }
        const seen = feedLatencyOf(recorded, steps(...rows), 'test');
        for (let localUs = 0; localUs < 150; localUs++) {
          const [seenUs = Number.NaN] = seenAt(seen, localUs);
          for (const row of arrived)
            expect(row.fromUs <= seenUs, `${row.fromUs} at ${localUs}`).toBe(wholeBy(arrived, row.fromUs, localUs));
          expect(seenUs).toBeLessThanOrEqual(localUs);
        }
        const shown = feedLatencyOf(recorded, steps(...rows), 'test');
        for (const { fromUs } of arrived) {
          const whole = Math.max(...arrived.filter((row) => row.fromUs === fromUs).map((row) => row.thereUs));
          expect(shownAt(shown, fromUs)).toEqual([whole]);
        }
      }),
    );
  });
});

function wholeBy(rows: readonly { fromUs: number; thereUs: number }[], atUs: number, localUs: number): boolean {
  return rows.filter((row) => row.fromUs <= atUs).every((row) => row.thereUs <= localUs);
}
