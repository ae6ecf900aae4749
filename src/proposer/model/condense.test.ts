import { describe, expect, it } from 'vitest';
import { aHistory } from '../../testing/modelHistory.ts';
import { condense, HistoryTooLong } from './condense.ts';
import { percent } from './promptLine.ts';
import { historyRecords, recordTexts } from './records.ts';

/** Four characters a token. */
const count = (text: string): number => Math.ceil(text.length / 4);

describe('a history within its budget', () => {
  it('is all records, untouched', () => {
    const records = historyRecords(aHistory(5));
    const { text, tokens, condensed, rows } = condense(records, 100_000, count);
    expect(text).toBe(recordTexts(records).join(''));
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
    expect(condensed % 20).toBe(0);
    const [intro, head = '', ...rest] = text.trimEnd().split('\n');
    expect(intro).toMatch(/^The oldest \d+ records as a table; .* Proposals refused among them: bounds \d+\.$/);
    const table = rest.slice(0, rows).map((line) => line.split('|'));
    expect(table.every((row) => row.length === head.split('|').length)).toBe(true);
    const full = rest.slice(rows).flatMap((line) => /^(v\d+) (?:is|from|by)/.exec(line)?.[1] ?? []);
    const all = Array.from({ length: 1000 }, (_, i) => `v${i + 1}`);
    expect([...table.map(([version]) => version), ...full]).toEqual(all);
  });

  it('says what a version changes where its proposal is in the table', () => {
    const texts = [10, 20, 30, 40].map((least) => condense(records.slice(0, least + 40), 1_500 + 30 * least, count));
    for (const { text, condensed } of texts) {
      expect(condensed).toBeGreaterThan(0);
      const shown = text.match(/^p\d+/gm) ?? [];
      for (const [, proposal = ''] of text.matchAll(/^v\d+ is (p\d+) /gm)) expect(shown).toContain(proposal);
    }
  });

  it('keeps no prose in the table', () => {
    const told = historyRecords(aHistory(100, { hypothesis: (n) => `secret idea of v${n}`, why: () => 'because' }));
    const { text, rows } = condense(told, 11_000, count);
    const table = text.split('\n').slice(2, rows + 2);
    expect(rows).toBeGreaterThan(45);
    expect(table.join('\n')).not.toMatch(/secret|because/);
  });

  it('says what a version was known for at the end of the condensed records', () => {
    const input = aHistory(60);
    const { text, rows } = condense(historyRecords(input), 5_000, count);
    const row = text
      .split('\n')
      .slice(2, rows + 2)
      .map((line) => line.split('|'))
      .find(([version]) => version === 'v7');
    const comparison = input.evaluations[6]?.comparisons[0];
    const lane = input.lanes.find(({ version, fillModel }) => version === 7 && fillModel === 'pessimistic');
    expect(row?.slice(0, 2)).toEqual(['v7', 'v6']);
    expect(row?.slice(3, 7)).toEqual(['model', 'v1', '1', '1']);
    expect(Number(row?.[7])).toBeCloseTo(comparison?.gainPerHour?.mean ?? Number.NaN, 2);
    expect(row?.[9]).toBe(percent(comparison?.probabilityBetter));
    expect(row?.slice(10)).toEqual([String(lane?.metrics.fills), comparison?.verdict]);
  });

  it('moves its boundary in steps of twenty records; between moves earlier text begins the later', () => {
    let [moves, before] = [0, { text: '', condensed: 0 }];
    for (let length = 300; length <= 600; length++) {
      const now = condense(records.slice(0, length), 15_000, count);
      expect(now.condensed).toBeGreaterThanOrEqual(before.condensed);
      if (now.condensed === before.condensed) expect(now.text.startsWith(before.text)).toBe(true);
      else moves++;
      before = now;
    }
    expect(before.condensed).toBeGreaterThan(0);
    expect(moves).toBeLessThanOrEqual(16);
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
