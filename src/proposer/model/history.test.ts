import { describe, expect, it } from 'vitest';
import { createRng } from '../../market/rng.ts';
import { championOf } from '../../study/champions.ts';
import { aHistory } from '../../testing/modelHistory.ts';
import { parseHistoryMode, selectHistory } from './history.ts';
import { permuteOutcomes } from './permute.ts';
import { figuresOf } from './promptLine.ts';
import { historyRecords, recordTexts } from './records.ts';

describe('the setting of the history', () => {
  it('is read as what it says', () => {
    expect(parseHistoryMode('full')).toEqual({ kind: 'full' });
    expect(parseHistoryMode('permuted')).toEqual({ kind: 'permuted' });
    expect(parseHistoryMode('last:20')).toEqual({ kind: 'last', versions: 20 });
    expect(parseHistoryMode('best:1')).toEqual({ kind: 'best', versions: 1 });
  });

  it.each(['', 'last', 'last:0', 'last:-1', 'last:1.5', 'last:01', 'best:', 'FULL', 'full ', 'last:9999999'])(
    'is refused as "%s"',
    (text) => {
      expect(() => parseHistoryMode(text)).toThrow('full, permuted, last:k or best:k');
    },
  );
});

describe('a selected history', () => {
  const records = historyRecords(aHistory(12));
  const versionsOf = (mode: string, ranking: readonly number[] = []): string[] =>
    selectHistory(records, parseHistoryMode(mode), ranking).flatMap(({ id }) => (id.startsWith('v') ? [id] : []));

  it('is all of it by default', () => {
    expect(selectHistory(records, { kind: 'full' }, [])).toEqual(records);
    expect(versionsOf('last:99')).toHaveLength(12);
  });

  it('keeps the newest versions, and the champion that ran beside them', () => {
    expect(versionsOf('last:3')).toEqual(['v1', 'v9', 'v10', 'v11', 'v12']);
    const ids = selectHistory(records, { kind: 'last', versions: 3 }, []).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('s'))).toEqual(['s10', 's11', 's12']);
    expect(ids).not.toContain('p3');
  });

  it('keeps the best versions', () => {
    const ids = selectHistory(records, { kind: 'best', versions: 2 }, [7, 4, 2]).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('s'))).toEqual(['s4', 's7']);
    expect(ids).toEqual(expect.arrayContaining(['v1', 'v4', 'v7', 'e4', 'e7']));
    expect(ids).not.toContain('v10');
  });

  it('gives all parameters of a version whose parent is not shown', () => {
    const shown = selectHistory(records, { kind: 'best', versions: 1 }, [7]);
    const [first, base, best] = shown.flatMap(({ kind, lines }) => (kind === 'version' ? [lines[0]?.text] : []));
    // v6 is the base of the proposal behind v7, v5 is not shown.
    expect(first).toMatch(/^v1 by human: spreadBps .*stopLossPct/);
    expect(base).toMatch(/^v6 from v5 by model: spreadBps .*stopLossPct/);
    expect(best).toBe('v7 is p7 on v6');
  });
});

describe('a permuted history', () => {
  const history = aHistory(9);
  const permuted = permuteOutcomes(history, 1, createRng('permute'));
  if (permuted === null) throw new Error('eight versions can change places');
  const text = (input: typeof history): string => recordTexts(historyRecords(input)).join('');
  const numbers = (input: typeof history): number[] => figuresOf(text(input)).sort((a, b) => a - b);

  it('has every figure of the true one, and about its length', () => {
    expect(numbers(permuted)).toEqual(numbers(history));
    expect(Math.abs(text(permuted).length - text(history).length)).toBeLessThan(10);
  });

  it('leaves parameters and champion, and gives no other version its own results', () => {
    expect(permuted.versions).toEqual(history.versions);
    expect(championOf(permuted)).toBe(1);
    const profits = (input: typeof history): Map<number, number> =>
      new Map(input.lanes.filter((l) => l.fillModel === 'pessimistic').map((l) => [l.version, l.metrics.profit]));
    const [before, after] = [profits(history), profits(permuted)];
    expect(after.get(1)).toBe(before.get(1));
    for (const version of [2, 3, 4, 5, 6, 7, 8, 9]) expect(after.get(version)).not.toBe(before.get(version));
  });

  it('agrees with itself: a leaderboard follows from it as from any study', () => {
    const { leaderboard } = permuted;
    for (const evaluation of permuted.evaluations) {
      for (const { challenger, gainPerHour } of evaluation.comparisons) {
        const found = leaderboard.versions.find(({ version }) => version.number === challenger);
        expect(found?.effect?.mean).toBeCloseTo(gainPerHour?.mean ?? Number.NaN, 12);
      }
    }
  });

  it('has the claims of a document under the wrong versions, and all of them', () => {
    const figures = { volume: 1, fills: 1, profit: 1, profitPer10k: 1, forceCloses: 1 };
    const rest = { line: 1, title: '', date: '', figures, change: '', analysis: [], assumed: [], open: [] };
    const claimed = [1, 2, 3].map((version) => ({ ...rest, version, insight: `said of v${version}` }));
    const document = { id: 1, name: 'a.md', sha256: '00', claimed, unread: [], importedAt: '2026-01-05T00:00:00.000Z' };
    const found = permuteOutcomes(history.with({ documents: [document] }), 1, createRng('permute'));
    expect(found?.documents[0]?.claimed.map(({ version, insight }) => [version, insight])).toEqual([
      [2, 'said of v1'],
      [3, 'said of v2'],
      [1, 'said of v3'],
    ]);
  });

  it('has no words of code that tell the true outcomes', () => {
    const told = (earned: string): string => {
      const refusal = { severity: 'refusal' as const, limit: earned, value: earned, reason: earned };
      const proposals = history.proposals.map((proposal, i) => ({
        ...proposal,
        proposer: i % 2 === 0 ? ('surrogate' as const) : ('model' as const),
        outcome: `behind v1: ${earned}`,
        findings: [
          { ...refusal, rule: i % 2 === 0 ? 'surrogate-veto' : 'proven-worse' },
          { ...refusal, rule: 'duplicate', limit: 'anything but v1', value: 'v1' },
        ],
        ...(i % 2 === 0
          ? {
              hypothesis: earned,
              changes: proposal.changes.map((change) => ({ ...change, why: earned })),
              prediction: { mean: earned.length, p10: 0, p90: 99, probabilityBetter: 0.5 },
            }
          : {}),
      }));
      const versions = history.versions.map((version) =>
        version.number === 2 ? { ...version, author: 'surrogate' as const, reason: earned } : version,
      );
      const decisions = history.decisions.map((decision) => ({ ...decision, by: 'policy:evidence', reason: earned }));
      const found = permuteOutcomes(history.with({ proposals, versions, decisions }), 1, createRng('permute'));
      if (found === null) throw new Error('eight versions can change places');
      return text(found);
    };
    expect(told('+$0.11 an hour')).toBe(told('−$123.45 an hour'));
    expect(told('+$0.11 an hour')).toContain('another was taken');
  });

  it('comes of its seed alone, and not at all with fewer than two versions to exchange', () => {
    expect(permuteOutcomes(history, 1, createRng('permute'))).toEqual(permuted);
    expect(permuteOutcomes(history, 1, createRng('other'))).not.toEqual(permuted);
    expect(permuteOutcomes(aHistory(2), 1, createRng('x'))).toBeNull();
    expect(permuteOutcomes(aHistory(3), 1, createRng('x'))).not.toBeNull();
  });
});
