/** What a listener sees, and when: against a list of rows with the moment at which each had arrived. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelayCollector } from '../market/delaySteps.ts';
import { FrameCollector } from '../market/receivedFrames.ts';
import type { RecordedFeedKind } from './engine.ts';
import { type FeedLatency, feedLatencyOf, type RecordedTape } from './feedLatency.ts';
import type { Latency } from './latency.ts';

const medians: Latency = { feedUs: 50, orderUs: 100, responseUs: 120 };
const recorded: Latency = { ...medians, feed: 'recorded' };

type Events = readonly (readonly [atUs: number, delayUs: number])[];

/** A tape of events at these moments, so long on their way; known up to the last but one where it grows. */
function tapeOf(recordedFeed: RecordedFeedKind, events: Events, grows = false): RecordedTape {
  const collector = new DelayCollector();
  const frames = new FrameCollector();
  let before = Number.NEGATIVE_INFINITY;
  for (const [atUs, delayUs] of events) {
    collector.add(atUs, delayUs, before);
    frames.delay(atUs, delayUs);
    frames.add(atUs);
    before = atUs;
  }
  const knownUs = grows ? before : Number.POSITIVE_INFINITY;
  const tape = { delays: collector.steps(), frames: frames.frames(), knownUs, length: events.length };
  return { recordedFeed, tape };
}

const steps = (...events: Events): RecordedTape => tapeOf('looks-ahead', events);
const heard = (...events: Events): RecordedTape => tapeOf('heard', events);

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

const anyRows = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(0, 1, 2, 5, 40)), { minLength: 1, maxLength: 30 });

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

describe('a recorded feed that looks ahead', () => {
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

  it('shows at every moment what had arrived by then, each row not before those before it', () => {
    fc.assert(
      fc.property(anyRows, (waits) => {
        const { rows, arrived } = arrivals(waits);
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

describe('a recorded feed that is heard', () => {
  it('shows the newest frame that was received, and a moment with the first frame of that time or later', () => {
    const tape = heard([0, 30], [100, 500], [200, 20], [300, 20]);
    // Of 0 received at 30, of 100 at 600; that of 200 would have come at 220 and waits for it; of 300 at 320 likewise.
    expect(seenAt(feedLatencyOf(recorded, tape, 'test'), 29, 30, 129, 599, 600)).toEqual([-1, 0, 0, 0, 300]);
    expect(shownAt(feedLatencyOf(recorded, tape, 'test'), 0, 1, 99, 100, 150, 300)).toEqual([
      30, 600, 600, 600, 600, 600,
    ]);
  });

  it('goes on after the end of the tape as late as the last frame was', () => {
    const tape = heard([0, 30], [100, 50]);
    expect(seenAt(feedLatencyOf(recorded, tape, 'test'), 149, 150, 151, 1_000)).toEqual([0, 100, 101, 950]);
    expect(shownAt(feedLatencyOf(recorded, tape, 'test'), 100, 101, 1_000)).toEqual([150, 151, 1_050]);
  });

  it('needs a tape that says how late its feed was', () => {
    const { tape } = heard([0, 30]);
    const without = (knownUs: number, length: number): RecordedTape => ({
      recordedFeed: 'heard',
      tape: { ...tape, frames: undefined, knownUs, length },
    });
    for (const silent of [without(Number.POSITIVE_INFINITY, 0), without(50, 1)]) {
      expect(() => feedLatencyOf(recorded, silent, 'test')).toThrow('does not say how late');
    }
    // Nothing is known of a tape yet that has no rows.
    expect(seenAt(feedLatencyOf(recorded, without(50, 0), 'test'), 10)).toEqual([0]);
  });

  it('shows at every moment the newest frame received by then, and each moment when a frame of it or later is', () => {
    fc.assert(
      fc.property(anyRows, (waits) => {
        const { rows, arrived } = arrivals(waits);
        const lastUs = arrived.at(-1)?.thereUs ?? 0;
        const seen = feedLatencyOf(recorded, heard(...rows), 'test');
        for (let localUs = 0; localUs < lastUs; localUs++) {
          const there = arrived.filter((row) => wholeBy(arrived, row.fromUs, localUs));
          expect(seenAt(seen, localUs), `at ${localUs}`).toEqual([there.at(-1)?.fromUs ?? -1]);
        }
        const shown = feedLatencyOf(recorded, heard(...rows), 'test');
        for (let venueUs = 0; venueUs <= (arrived.at(-1)?.fromUs ?? 0); venueUs++) {
          const next = arrived.find((row) => row.fromUs >= venueUs)?.fromUs;
          const whole = Math.max(...arrived.filter((row) => row.fromUs === next).map((row) => row.thereUs));
          expect(shownAt(shown, venueUs), `of ${venueUs}`).toEqual([whole]);
        }
      }),
    );
  });

  it('tells of a tape that grows what the whole tape tells, or that it cannot be told yet and the earliest that it can be', () => {
    fc.assert(
      fc.property(anyRows, fc.nat(29), fc.nat(200), (waits, at, localUs) => {
        const { rows } = arrivals(waits);
        const known = rows.slice(0, 1 + (at % rows.length));
        // The whole frame is known.
        const whole = known.length < rows.length && rows[known.length]?.[0] === known.at(-1)?.[0] ? rows : known;
        const growing = feedLatencyOf(recorded, tapeOf('heard', whole, true), 'test');
        const [part = Number.NaN] = seenAt(growing, localUs);
        const [truth = Number.NaN] = seenAt(feedLatencyOf(recorded, heard(...rows), 'test'), localUs);
        if (growing.settled) expect(part).toBe(truth);
        else expect(part).toBeLessThanOrEqual(truth);
        expect(growing.settled).toBe(part < (whole.at(-1)?.[0] ?? 0));
      }),
    );
  });

  it('does not tell when a moment is seen whose frame is not known yet', () => {
    const growing = feedLatencyOf(recorded, tapeOf('heard', [[0, 30]], true), 'test');
    expect(shownAt(growing, 0)).toEqual([30]);
    expect(() => shownAt(growing, 1)).toThrow('no frame of 1 µs or later is known yet');
  });
});

/** One row after the other: there when it and all before it are; a moment is seen when all its rows are. */
function arrivals(waits: readonly (readonly [wait: number, delayUs: number])[]) {
  const rows: [number, number][] = [];
  const arrived: { fromUs: number; thereUs: number }[] = [];
  for (const [wait, delayUs] of waits) {
    const fromUs = (rows.at(-1)?.[0] ?? 0) + wait;
    rows.push([fromUs, delayUs]);
    arrived.push({ fromUs, thereUs: Math.max(arrived.at(-1)?.thereUs ?? 0, fromUs + delayUs) });
  }
  return { rows, arrived };
}

function wholeBy(rows: readonly { fromUs: number; thereUs: number }[], atUs: number, localUs: number): boolean {
  return rows.filter((row) => row.fromUs <= atUs).every((row) => row.thereUs <= localUs);
}
