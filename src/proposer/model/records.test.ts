import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../study/journal.ts';
import type { ProposalStatus } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { aHistory } from '../../testing/modelHistory.ts';
import { aRace } from '../../testing/studyRecords.ts';
import { lines } from './json.ts';
import { historyRecords } from './records.ts';

function rendered(input: StudySnapshot): string {
  return lines(historyRecords(input).map((record) => record.data));
}

describe('the records of a history', () => {
  it('are one line of JSON for each thing that happened, in its order', () => {
    const input = aHistory(3);
    const ids = rendered(input)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(['v1', 's1', 'e1', 'p1', 'd1', 'v2', 's2', 'e2', 'p2', 'l1', 'd2', 'v3', 's3', 'e3']);
  });

  it('show a first version whole and the others as what they change', () => {
    const [first, ...rest] = historyRecords(aHistory(2)).filter(({ kind }) => kind === 'version');
    expect(first?.data).toMatchObject({ id: 'v1', parent: null, parameters: { spreadBps: 1, levels: 3 } });
    const input = aHistory(2);
    const changes = input.proposals[0]?.changes ?? [];
    expect(rest[0]?.data).toEqual({
      id: 'v2',
      parent: 'v1',
      author: 'model',
      proposal: 'p1',
      diff: Object.fromEntries(changes.map(({ parameter, from, to }) => [parameter, [from, to]])),
    });
  });

  it('are append-only: what is rendered of the first entries begins what is rendered of all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 25 }),
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, seed, share) => {
          const input = aHistory(n, {}, seed);
          const part = input.with({ timeline: input.timeline.slice(0, Math.floor(share * input.timeline.length)) });
          expect(rendered(input).startsWith(rendered(part))).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("show of the candidates that a round passed over the first five; a model's in any case", () => {
    const input = aHistory(2);
    const [taken] = input.proposals;
    if (taken === undefined) return expect.unreachable();
    const { notes: _, ...byCode } = taken;
    const passed = Array.from({ length: 12 }, (_, i) => ({
      ...(i === 0 ? taken : byCode),
      id: 100 + i,
      status: 'passed-over' as const,
      race: aRace([i]),
    }));
    const happened = passed.map(({ id }) => ({
      ...(input.timeline[0] as TimelineEntry),
      kind: 'proposal' as const,
      id,
    }));
    const more = input.with({
      proposals: [...input.proposals, ...passed],
      timeline: [...input.timeline, ...happened],
    });
    const shown = historyRecords(more).flatMap(({ kind, id }) => (kind === 'proposal' ? [id] : []));
    expect(shown).toEqual(['p1', 'p100', 'p101', 'p102', 'p103', 'p104', 'p105']);
  });

  it('are fixed: what became of a proposal later changes none of them', () => {
    const input = aHistory(6);
    const later = (status: ProposalStatus): StudySnapshot =>
      input.with({
        proposals: input.proposals.map((p) => (p.status === 'approved' ? { ...p, status } : p)),
      });
    for (const status of ['waiting', 'approved', 'rejected', 'replaced', 'superseded'] as const) {
      expect(rendered(later(status))).toBe(rendered(input));
    }
    expect(rendered(input)).toContain('"status":"waiting"');
    expect(rendered(input)).toContain('"status":"refused"');
  });

  it('round figures to four digits and leave parameters exact', () => {
    const input = aHistory(1);
    const [lane] = input.lanes;
    if (lane === undefined) throw new Error('v1 has run');
    const metrics = {
      ...lane.metrics,
      profit: -1.234567,
      volume: 12_345.678,
      pauseShare: 0.000012,
      maxDrawdown: 0.98765,
    };
    const [, session] = historyRecords(input.with({ lanes: [{ ...lane, metrics }] }));
    expect(session?.data).toMatchObject({
      versions: [
        { id: 'v1', profit: -1.235, volume: 12_346, pauseShare: 0, maxDrawdown: 0.9877, profitOptimistic: null },
      ],
    });
  });

  it('tell of sessions that did not complete, with the reason', () => {
    const input = aHistory(1);
    const aborted = input.sessions.map((s) => ({ ...s, status: 'aborted' as const, endReason: 'killed', facts: null }));
    const [, session] = historyRecords(input.with({ sessions: aborted, lanes: [] }));
    expect(session?.data).toMatchObject({ id: 's1', status: 'aborted', reason: 'killed', versions: [] });
    expect(session?.data).not.toHaveProperty('minutes');
  });

  it('give the refusals of a proposal with limit and value', () => {
    const refused = historyRecords(aHistory(5)).find(({ data }) => data.status === 'refused');
    expect(refused?.data).toMatchObject({
      refusals: [{ rule: 'bounds', limit: 'a number from 0.1 to 20 bps in steps of 0.1', value: '500' }],
    });
  });

  it('are refused for a timeline that names what is not there, or what still runs', () => {
    const input = aHistory(2);
    expect(() => historyRecords(input.with({ versions: [] }))).toThrow('version 1, which is not on record');
    const running = input.sessions.map((s) => ({ ...s, status: 'running' as const }));
    expect(() => historyRecords(input.with({ sessions: running }))).toThrow('session 1, which still runs');
  });
});
