import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProposalStatus, TimelineEntry } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { aHistory } from '../../testing/modelHistory.ts';
import { aRace } from '../../testing/studyRecords.ts';
import { type HistoryRecord, historyRecords, recordTexts } from './records.ts';

function rendered(input: StudySnapshot): string {
  return recordTexts(historyRecords(input)).join('');
}

function textsOf(input: StudySnapshot, id: string): string[] {
  return historyRecords(input)
    .filter((record) => record.id === id)
    .flatMap(({ lines }) => lines.map(({ text }) => text));
}

/** With a document that claims figures of v1 and none of v2. */
function claiming(input: StudySnapshot): StudySnapshot {
  const none = { volume: null, fills: null, profit: null, profitPer10k: null, forceCloses: null };
  const said = { line: 1, title: '', date: '', change: '', assumed: [], open: [] };
  const figures = { volume: 1_800, fills: 18, profit: 0.09, profitPer10k: 0.48, forceCloses: null };
  const claimed = [
    { ...said, version: 1, figures, insight: 'Too tight', analysis: ['v9 <wins>'] },
    { ...said, version: 2, figures: none, insight: '', analysis: [] },
  ];
  const document = { id: 1, name: 'a.md', sha256: '00', unread: [], importedAt: '2026-01-05T00:00:00.000Z' };
  return input.with({ documents: [{ ...document, claimed }] });
}

describe('the records of a history', () => {
  it('stand in the order in which things happened', () => {
    const ids = historyRecords(aHistory(3)).map(({ id }) => id);
    expect(ids).toEqual(['v1', 's1', 'e1', 'p1', 'd1', 'v2', 's2', 'e2', 'p2', 'l1', 'd2', 'v3', 's3', 'e3']);
    const begun = rendered(aHistory(3))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/[ |]/)[0]);
    expect(begun).toEqual([
      ...['v1', 's1', 'v1', 'After', 'p1', 'd1', 'v2', 's2', 'v1', 'v2', 'e2'],
      ...['After', 'p2', 'd2', 'v3', 's3', 'v1', 'v3', 'e3'],
    ]);
  });

  it('show a first version whole and the others by their proposal, which says what they change', () => {
    const input = aHistory(2);
    expect(textsOf(input, 'v1')[0]).toMatch(/^v1 by human: spreadBps 1, .*levels 3, .*; reason "to begin with"$/);
    const changes = input.proposals[0]?.changes.map(({ parameter, from, to }) => `${parameter} ${from}→${to}`);
    expect(textsOf(input, 'p1')[0]).toContain(`p1 waiting model exploit: v1 with ${changes?.[0]} ("Markouts at 30 s`);
    expect(textsOf(input, 'v2')).toEqual(['v2 is p1 on v1']);
  });

  it('say what a version changes where its proposal is not shown, or where it is not as proposed', () => {
    const input = aHistory(2);
    const changes = input.proposals[0]?.changes ?? [];
    const alone = recordTexts(historyRecords(input).filter(({ id }) => id !== 'p1')).join('');
    const made = alone.split('\n').find((line) => line.startsWith('v2 from v1 by model: '));
    expect(changes.length).toBeGreaterThan(0);
    for (const { parameter, from, to } of changes) expect(made).toContain(`${parameter} ${from}→${to}`);
    const edited = input.with({
      versions: input.versions.map((version) =>
        version.number === 2 ? { ...version, parameters: { ...version.parameters, pauseSeconds: 77 } } : version,
      ),
    });
    expect(textsOf(edited, 'v2')[0]).toMatch(/^v2 from v1 by model: .*pauseSeconds 0→77.*; after p1$/);
  });

  it('show what a document claims of a version, as claimed and with its words quoted', () => {
    const input = claiming(aHistory(2));
    expect(textsOf(input, 'v1')[1]).toBe(
      'v1 claimed by an imported document, not measured here: volume 1800, fills 18, profit 0.09, per 10k 0.48; said "Too tight; v9 \\u003cwins\\u003e"',
    );
    expect(rendered(input)).toContain('\nv2 claimed by an imported document, not measured here: no figure\n');
    expect(rendered(aHistory(2))).not.toContain('claimed by');
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

  it("show of the candidates that a round passed over the first three; a model's in any case", () => {
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
    expect(shown).toEqual(['p1', 'p100', 'p101', 'p102', 'p103']);
  });

  it('tell of a race with its parts: markout, holding, charge for risk', () => {
    const input = aHistory(2);
    const estimate = (mean: number): { mean: number; low: number; high: number; level: number } => ({
      mean,
      low: mean - 1,
      high: mean + 1,
      level: 0.9,
    });
    const race = {
      ...aRace([1]),
      champion: 1,
      sessions: [1],
      gainPerHour: estimate(0.5),
      markoutPerHour: estimate(0.75),
      holdingPerHour: estimate(-0.5),
      riskChargePerHour: estimate(-0.25),
      probabilityBetter: 0.6512,
      signAgrees: false,
    };
    const raced = input.with({ proposals: input.proposals.map((proposal) => ({ ...proposal, race })) });
    expect(textsOf(raced, 'p1')[0]).toContain(
      'race on 1 against v1: 0.5 [-0.5, 1.5] (0.75/-0.5/-0.25), P 65 %, sign differs',
    );
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
    expect(rendered(input)).toContain('p1 waiting model');
    expect(rendered(input)).toContain('p4 refused model');
  });

  it('round figures to three digits, and leave out words of code that repeat figures', () => {
    const input = aHistory(1);
    const [lane] = input.lanes;
    if (lane === undefined) throw new Error('v1 has run');
    const metrics = { ...lane.metrics, profit: -1.234567, volume: 12_345.678, maxDrawdown: 0.98765 };
    const [, session] = historyRecords(input.with({ lanes: [{ ...lane, metrics }] }));
    const row = session?.lines[1]?.text.split('|') ?? [];
    // Version, profit, optimistic (none), …, volume, fills by side, …, drawdown, orders, away: bids 50 %, asks 25 % + 12.5 %.
    expect([row[0], row[1], row[2], row[6], row[10], row[11], row[12]]).toEqual([
      ...['v1', '-1.23', '–', '12346', '0.988', '800', '50/38'],
    ]);
    expect(row[7]).toMatch(/^\d+ \(12b 8s\)$/);
  });

  it('show sessions from before fills were recorded by side', () => {
    const input = aHistory(1);
    const old = input.lanes.map((lane) => {
      const { fillsBySide: _, quoteGaps: __, ...metrics } = lane.metrics;
      return { ...lane, metrics: { ...metrics, fills: 21, pauseShare: 0.04 } };
    });
    const facts = input.sessions.map((session) => {
      if (session.facts === null) return session;
      const { spreadBps: _, ...market } = session.facts.market;
      return { ...session, facts: { ...session.facts, market } };
    });
    const [head, row] = textsOf(input.with({ lanes: old, sessions: facts }), 's1');
    expect(row).toContain('|21|');
    expect(row).toContain('|paused 4 %|');
    expect(head).not.toContain('spread');
    expect(textsOf(input, 's1')[0]).toContain('spread 0.125 bps, 66.7 trades a min');
  });

  it('tell of sessions that did not complete, with the reason', () => {
    const input = aHistory(1);
    const aborted = input.sessions.map((s) => ({ ...s, status: 'aborted' as const, endReason: 'killed', facts: null }));
    expect(textsOf(input.with({ sessions: aborted, lanes: [] }), 's1')).toEqual([
      's1 aborted, sim, synthetic trending; v1 on trial beside champion v1 ("killed")',
    ]);
  });

  it('give the refusals of a proposal with limit and value', () => {
    const refused = historyRecords(aHistory(5)).find(
      (record) => record.kind === 'proposal' && record.proposal.status === 'refused',
    );
    expect(refused?.lines[0]?.text).toContain('bounds: "500", allowed "a number from 0.1 to 20 bps in steps of 0.1"');
  });

  it('name no person, and give their reasons', () => {
    const input = aHistory(2);
    const decisions = input.decisions.map((decision) => ({ ...decision, by: 'ada', reason: 'worth a try' }));
    expect(textsOf(input.with({ decisions }), 'd1')).toEqual(['d1 approve p1 v2 by a person: "worth a try"']);
  });

  it('are refused for a timeline that names what is not there, or what still runs', () => {
    const input = aHistory(2);
    expect(() => historyRecords(input.with({ versions: [] }))).toThrow('version 1, which is not on record');
    const running = input.sessions.map((s) => ({ ...s, status: 'running' as const }));
    expect(() => historyRecords(input.with({ sessions: running }))).toThrow('session 1, which still runs');
  });
});

it('a round of proposals begins with the session that it follows, once', () => {
  const records: HistoryRecord[] = historyRecords(aHistory(5));
  const heads = recordTexts(records)
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('After'));
  // The fifth round has a refused proposal and one that was taken.
  expect(heads).toEqual([1, 2, 3, 4].map((session) => `After s${session} were proposed:`));
});
