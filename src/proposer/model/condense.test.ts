import { describe, expect, it } from 'vitest';
import { aHistory } from '../../testing/modelHistory.ts';
import { condense, HistoryTooLong } from './condense.ts';
import { historyRecords } from './records.ts';

/** Four characters a token. */
const count = (text: string): number => Math.ceil(text.length / 4);

describe('a history within its budget', () => {
  it('is all records, untouched', () => {
    const records = historyRecords(aHistory(5));
    const { text, tokens, condensed, rows } = condense(records, 100_000, count);
    expect(text.trimEnd().split('\n')).toHaveLength(records.length);
    expect({ condensed, rows }).toEqual({ condensed: 0, rows: 0 });
    expect(tokens).toBeGreaterThanOrEqual(count(text));
  });
});

describe('a history of a thousand versions', () => {
  const records = historyRecords(aHistory(1000));

  it('fits, with every version in the table or in full', () => {
    const budget = 120_000;
    const { text, tokens, condensed, rows } = condense(records, budget, count);
    expect(tokens).toBeLessThanOrEqual(budget);
    expect(condensed % 50).toBe(0);
    const [head, ...rest] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ id: 'table', columns: expect.any(Array), refusals: { bounds: expect.any(Number) } });
    const table = rest.slice(0, rows);
    expect(table.every((row) => Array.isArray(row) && row.length === head.columns.length)).toBe(true);
    const full = rest.slice(rows).flatMap(({ id }) => (String(id).startsWith('v') ? [id] : []));
    const all = Array.from({ length: 1000 }, (_, i) => `v${i + 1}`);
    expect([...table.map(([version]) => version), ...full]).toEqual(all);
  });

  it('keeps no prose in the table', () => {
    const told = historyRecords(aHistory(100, { hypothesis: (n) => `secret idea of v${n}`, why: () => 'because' }));
    const { text, rows } = condense(told, 20_000, count);
    const table = text.split('\n').slice(1, rows + 1);
    expect(rows).toBeGreaterThan(50);
    expect(table.join('\n')).not.toMatch(/secret|because/);
  });

  it('says what a version was known for at the end of the condensed records', () => {
    const input = aHistory(60);
    const { text, rows } = condense(historyRecords(input), 20_000, count);
    const row = text
      .split('\n')
      .slice(1, rows + 1)
      .map((line) => JSON.parse(line))
      .find(([version]) => version === 'v7');
    const comparison = input.evaluations[6]?.comparisons[0];
    const lane = input.lanes.find(({ version, fillModel }) => version === 7 && fillModel === 'pessimistic');
    expect(row?.slice(0, 2)).toEqual(['v7', 'v6']);
    expect(row?.slice(3, 7)).toEqual(['model', 'v1', 1, 1]);
    expect(row?.[7]).toBeCloseTo(comparison?.gainPerHour?.mean ?? Number.NaN, 3);
    expect(row?.[9]).toBeCloseTo(comparison?.probabilityBetter ?? Number.NaN, 3);
    expect(row?.slice(10)).toEqual([lane?.metrics.fills, comparison?.verdict]);
  });

  it('moves its boundary in steps of fifty records; between moves earlier text begins the later', () => {
    let [moves, before] = [0, { text: '', condensed: 0 }];
    for (let length = 300; length <= 600; length++) {
      const now = condense(records.slice(0, length), 40_000, count);
      expect(now.condensed).toBeGreaterThanOrEqual(before.condensed);
      if (now.condensed === before.condensed) expect(now.text.startsWith(before.text)).toBe(true);
      else moves++;
      before = now;
    }
    expect(before.condensed).toBeGreaterThan(0);
    expect(moves).toBeLessThanOrEqual(7);
  });

  it('condenses in steps of ten where no whole block is left', () => {
    const few = records.slice(0, 43);
    const whole = condense(few, 1_000_000, count);
    expect(whole.condensed).toBe(0);
    const tight = condense(few, Math.floor(whole.tokens * 0.6), count);
    expect(tight.condensed).toBeGreaterThan(0);
    expect(tight.condensed % 10).toBe(0);
    expect(tight.tokens).toBeLessThanOrEqual(Math.floor(whole.tokens * 0.6));
  });

  it('is refused where not even the table fits', () => {
    expect(() => condense(records, 5_000, count)).toThrow(HistoryTooLong);
    expect(() => condense(records, 5_000, count)).toThrow(
      /5190 of 5199 records condensed to a table of \d+ versions, the budget is 5000: raise llm.context_tokens/,
    );
  });
});
