import { expect, it } from 'vitest';
import type { RaceRecord } from '../study/records.ts';
import { isLost, type Ranked } from './ranking.ts';

/** $ an hour that the base is expected to gain over the champion. */
const TO_BEAT = 0.1;

/** A candidate that won: expected to gain more than the base, better than the champion under both fill models, on six recorded markets. */
function aWinner(change: Partial<Ranked>, changeOfRace: Partial<RaceRecord> = {}): Ranked {
  const gain = { mean: 0.5, low: 0.1, high: 0.9, level: 0.9 };
  return {
    candidate: {
      draft: { proposer: 'surrogate', base: 1, intent: 'explore', changes: [], hypothesis: '', prediction: null },
      findings: [],
      calls: [],
      learnings: [],
    },
    parameters: {},
    result: null,
    sameAs: null,
    cut: null,
    tradesEnough: true,
    expectedGain: 0.3,
    race: {
      champion: 1,
      sessions: [1, 2, 3, 4, 5, 6],
      tapes: [],
      hours: 6,
      gainPerHour: gain,
      profitPerHour: gain,
      markoutPerHour: gain,
      holdingPerHour: gain,
      riskChargePerHour: gain,
      byMarket: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      probabilityBetter: 0.9,
      volumePerHour: 1_000,
      signAgrees: true,
      belief: 0.3,
      replayWeight: 0.6,
      ...changeOfRace,
    },
    ...change,
  };
}

it.each<[string, Ranked, boolean]>([
  ['one that gains under both fill models and is expected to gain more than the base goes on', aWinner({}), false],
  ['one that gains under one fill model alone is lost', aWinner({}, { signAgrees: false }), true],
  ['one of a search, which ran under one fill model, is not lost for that', aWinner({}, { signAgrees: null }), false],
  ['one that is more likely worse than the champion is lost', aWinner({}, { probabilityBetter: 0.49 }), true],
  ['one that is expected to gain no more than the base is lost', aWinner({ expectedGain: TO_BEAT }), true],
  ['one that was taken out is lost, whatever gain is expected', aWinner({ cut: 'leader' }), true],
  ['one that hardly trades is lost, whatever gain is expected', aWinner({ tradesEnough: false }), true],
  ['four markets are too few to lose on', aWinner({ expectedGain: -1 }, { sessions: [1, 2, 3, 4] }), false],
  [
    'pieces of tapes count as markets',
    aWinner({ expectedGain: -1 }, { sessions: [1, 2, 3, 4], tapes: [aPiece()] }),
    true,
  ],
])('%s', (_, candidate, lost) => {
  expect(isLost(candidate, TO_BEAT)).toBe(lost);
});

function aPiece(): RaceRecord['tapes'][number] {
  return { type: 'tape', file: 'a.parquet', sha256: '', fromUs: 0, toUs: 60e6 };
}
