/** Levels against a plain map, over a window of many pages. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LevelPages, MARK, PAGE_BITS } from './levelPages.ts';

const LEVELS = 100_000;

/** Levels around a few places: the ends, the bounds of pages, and everywhere. */
const level = fc.oneof(
  fc.integer({ min: 0, max: LEVELS - 1 }),
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: LEVELS - 5, max: LEVELS - 1 }),
  fc.integer({ min: (7 << PAGE_BITS) - 3, max: (7 << PAGE_BITS) + 3 }),
);

type Step =
  | { readonly kind: 'set'; readonly level: number; readonly lots: number }
  | { readonly kind: 'mark' | 'unmark'; readonly level: number }
  | { readonly kind: 'clear' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('set' as const), level, lots: fc.integer({ min: 0, max: 2 }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('mark' as const, 'unmark' as const), level }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
  ),
  { maxLength: 200 },
);

/** What the scan of a replay reads. */
function isMarked({ cells }: LevelPages, at: number): boolean {
  return ((cells[at + (cells[at >> PAGE_BITS] as number)] as number) & MARK) !== 0;
}

describe('levels in pages', () => {
  it('hold what was set last, and the marks of own orders through every clearing', () => {
    fc.assert(
      fc.property(steps, fc.array(level, { maxLength: 20 }), (script, questions) => {
        const pages = new LevelPages(LEVELS);
        const lots = new Map<number, number>();
        const marks = new Set<number>();
        for (const step of script) {
          if (step.kind === 'clear') {
            pages.clear();
            lots.clear();
          } else if (step.kind === 'set') {
            pages.set(step.level, step.lots);
            lots.set(step.level, step.lots);
          } else if (step.kind === 'mark') {
            pages.mark(step.level);
            marks.add(step.level);
          } else if (marks.delete(step.level)) pages.unmark(step.level);
        }
        const held = [...lots].filter(([, size]) => size > 0).map(([at]) => at);
        for (const [at, size] of lots) expect(pages.lotsAt(at)).toBe(size);
        for (const at of held) expect(isMarked(pages, at)).toBe(marks.has(at));
        for (const at of marks) expect(isMarked(pages, at)).toBe(true);
        for (const at of questions) {
          const alike = held.filter((other) => (other & 1) === (at & 1));
          expect(pages.below(at)).toBe(Math.max(-1, ...alike.filter((other) => other <= at)));
          const above = alike.filter((other) => other >= at);
          expect(pages.above(at)).toBe(above.length === 0 ? -1 : Math.min(...above));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keep few bytes of a window of eight million prices, also when the market crosses all of it', () => {
    const prices = 8_000_000;
    const pages = new LevelPages(2 * prices);
    for (let price = 0; price + 40 < prices; price += 20) {
      for (const at of [2 * price, 2 * (price + 40) + 1]) pages.set(at, 5);
      if (price >= 400) for (const at of [2 * (price - 400), 2 * (price - 360) + 1]) pages.set(at, 0);
    }
    expect(pages.bytes).toBeLessThan(2 ** 20);
    expect(pages.lotsAt(2 * 7_999_940)).toBe(5);
  });

  it('make room for as many pages as have levels', () => {
    const pages = new LevelPages(LEVELS);
    for (let at = 0; at < LEVELS; at++) pages.set(at, at + 1);
    for (let at = 0; at < LEVELS; at++) expect(pages.lotsAt(at)).toBe(at + 1);
  });
});
