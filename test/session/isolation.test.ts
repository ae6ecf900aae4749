/** The same tape, version and code give the same bytes, with any other lanes and in any slices of time. */

import { describe, expect, it } from 'vitest';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { type LaneRequest, Session } from '../../src/session/session.ts';
import { busySettings, lanesOf, sessionResult } from './recordedStrategy.ts';

const tape = generateMarket({ family: 'toxic', seed: 'isolation', minutes: 3, instrument: btcUsdPerp });
const changes = { durationUs: 180e6 };
const digests = (lanes: readonly LaneRequest[], slices?: readonly number[]): string[] =>
  sessionResult(tape, lanes, changes, slices).lanes.map((lane) => lane.digest);

const all = lanesOf(32);
const together = digests(all);

describe('a lane', () => {
  it('gives the same result alone as among 31 others', () => {
    all.forEach((lane, i) => {
      expect(digests([lane])).toEqual([together[i]]);
    });
  });

  it('gives the same result at any position among the others', () => {
    expect(digests(all.toReversed())).toEqual(together.toReversed());
  });

  it('differs from lanes with other parameters', () => {
    expect(new Set(together.slice(0, 4)).size).toBe(4);
  });

  it('is refused beyond 32 lanes', () => {
    expect(() => sessionResult(tape, lanesOf(33), changes)).toThrow('at most 32 lanes');
  });
});

describe('a session', () => {
  it.each([[[1]], [[7]], [[60, 1, 13]], [[179]]])('gives the same result in slices of %j seconds', (slices) => {
    expect(digests(all.slice(0, 6), slices)).toEqual(together.slice(0, 6));
  });

  it('gives the same result when an intermediate result was read', () => {
    const session = new Session(compileTape(tape), all.slice(0, 6), { ...busySettings, ...changes });
    while (!session.done) {
      session.advance(11);
      session.result();
    }
    expect(session.result().lanes.map((lane) => lane.digest)).toEqual(together.slice(0, 6));
  });

  it('stopped early equals the beginning of the whole session', () => {
    const [whole] = sessionResult(tape, all.slice(0, 1), changes).lanes;
    const [part] = sessionResult(tape, all.slice(0, 1), { durationUs: 90e6 }).lanes;
    const count = part?.fills.length ?? 0;
    expect(count).toBeGreaterThan(0);
    expect(part?.fills.timeUs).toEqual(whole?.fills.timeUs.slice(0, count));
    expect(part?.samples.profit).toEqual(whole?.samples.profit.slice(0, 90));
  });
});
