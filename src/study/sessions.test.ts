import { expect, test } from 'vitest';
import type { MarketSource, SessionRecord, SessionStatus } from './records.ts';
import { distinctSessions } from './sessions.ts';

function session(number: number, source: MarketSource, status: SessionStatus = 'completed'): SessionRecord {
  return {
    id: 100 + number,
    number,
    campaignId: 1,
    mode: source.type === 'tape' ? 'replay' : 'sim',
    source,
    acting: 1,
    champion: 1,
    status,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    endReason: null,
    facts: null,
  };
}

/** Minutes of a tape. */
function piece(sha256: string, from: number, to: number): MarketSource {
  return { type: 'tape', file: 'tapes/a.parquet', sha256, fromUs: from * 60e6, toUs: to * 60e6 };
}

function generated(seed: string, family = 'calm'): MarketSource {
  return { type: 'synthetic', family, seed, generator: 1, minutes: 60, startPrice: 100 };
}

const numbers = (sessions: readonly SessionRecord[]): number[] =>
  distinctSessions(sessions).map(({ number }) => number);

test('the minutes of a tape count once, whatever its file is called', () => {
  const again: MarketSource = { type: 'tape', file: 'copy.parquet', sha256: 'aa', fromUs: 0, toUs: 60 * 60e6 };
  expect(numbers([session(1, piece('aa', 0, 60)), session(2, piece('aa', 60, 120)), session(3, again)])).toEqual([
    1, 2,
  ]);
});

test('a part that overlaps an earlier one is left out; one that only touches it, or lies on another tape, is not', () => {
  const sessions = [
    session(1, piece('aa', 0, 60)),
    session(2, piece('aa', 59, 119)),
    // Free of session 1, and session 2 did not count.
    session(3, piece('aa', 60, 120)),
    session(4, piece('bb', 0, 60)),
    session(5, piece('aa', 30, 31)),
  ];
  expect(numbers(sessions)).toEqual([1, 3, 4]);
});

test('a generated market counts once', () => {
  const sessions = [
    session(1, generated('s1')),
    session(2, generated('s2')),
    session(3, generated('s1', 'trending')),
    session(4, generated('s1')),
  ];
  expect(numbers(sessions)).toEqual([1, 2, 3]);
});

test('what did not complete neither counts nor stands in the way of the same market', () => {
  const sessions = [
    session(1, piece('aa', 0, 60), 'interrupted'),
    session(2, generated('s1'), 'aborted'),
    session(3, generated('s2'), 'running'),
    session(4, piece('aa', 0, 60)),
    session(5, generated('s1')),
  ];
  expect(numbers(sessions)).toEqual([4, 5]);
});
