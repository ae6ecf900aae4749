import { expect, test } from 'vitest';
import type { SessionRecord } from './records.ts';
import { regimesAmong } from './regime.ts';

/** A completed session over its own hour of one tape, in which the mid moved so much. */
function recorded(number: number, volatilityBps: number): SessionRecord {
  const session: SessionRecord = {
    id: number,
    number,
    campaignId: 1,
    mode: 'replay',
    source: { type: 'tape', file: 'a.parquet', sha256: 'a', fromUs: number * 3.6e9, toUs: (number + 1) * 3.6e9 },
    acting: 1,
    champion: 1,
    status: 'completed',
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T01:00:00Z',
    endReason: null,
    facts: {
      startUs: 0,
      durationUs: 3.6e9,
      events: 1,
      trades: 1,
      tapeDigest: '',
      market: { volatilityBps, rangeBps: 0, moveBps: 0 },
    },
  };
  return session;
}

test('hours of an instrument that is always quiet still differ: thirds of its own volatility', () => {
  const sessions = [0.4, 0.9, 0.5, 0.8, 0.6, 0.7].map((volatility, i) => recorded(i + 1, volatility));
  const regime = regimesAmong(sessions);
  expect(sessions.map(regime)).toEqual(['quiet', 'fast', 'quiet', 'fast', 'usual', 'usual']);
});

test('hours that all moved alike, and one or two hours, are usual', () => {
  const alike = [1, 2, 3, 4].map((number) => recorded(number, 2));
  expect(alike.map(regimesAmong(alike))).toEqual(['usual', 'usual', 'usual', 'usual']);
  const two = [recorded(1, 1), recorded(2, 9)];
  expect(two.map(regimesAmong(two))).toEqual(['usual', 'usual']);
});

test('a synthetic market has its family, whatever else the study has seen', () => {
  const synthetic: SessionRecord = {
    ...recorded(9, 50),
    source: { type: 'synthetic', family: 'toxic', seed: 's', generator: 1, minutes: 60, startPrice: 92_000 },
  };
  expect(regimesAmong([recorded(1, 1), recorded(2, 2), recorded(3, 3), synthetic])(synthetic)).toBe('toxic');
});
