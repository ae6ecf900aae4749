/** Same tape, same version, same code: the same bytes, whoever else is there and however the run is cut. */

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
  it('ends the same alone as among 31 others', () => {
    all.forEach((lane, i) => {
      expect(digests([lane])).toEqual([together[i]]);
    });
  });

  it('ends the same wherever it stands among the others', () => {
    expect(digests(all.toReversed())).toEqual(together.toReversed());
  });

  it('differs from lanes with other parameters', () => {
    expect(new Set(together.slice(0, 4)).size).toBe(4);
  });

  it('is the last at 32', () => {
    expect(() => sessionResult(tape, lanesOf(33), changes)).toThrow('at most 32 lanes');
  });
});

describe('a session', () => {
  it.each([[[1]], [[7]], [[60, 1, 13]], [[179]]])('in slices of %j seconds ends the same', (slices) => {
    expect(digests(all.slice(0, 6), slices)).toEqual(together.slice(0, 6));
  });

  it('ends the same after somebody looked at its result on the way', () => {
    const session = new Session(compileTape(tape), all.slice(0, 6), { ...busySettings, ...changes });
    while (!session.done) {
      session.advance(11);
      session.result();
    }
    expect(session.result().lanes.map((lane) => lane.digest)).toEqual(together.slice(0, 6));
  });

  it('stopped early is the beginning of the whole', () => {
    const [whole] = sessionResult(tape, all.slice(0, 1), changes).lanes;
    const [part] = sessionResult(tape, all.slice(0, 1), { durationUs: 90e6 }).lanes;
    const count = part?.fills.length ?? 0;
    expect(count).toBeGreaterThan(0);
    expect(part?.fills.timeUs).toEqual(whole?.fills.timeUs.slice(0, count));
    expect(part?.samples.profit).toEqual(whole?.samples.profit.slice(0, 90));
  });
});
