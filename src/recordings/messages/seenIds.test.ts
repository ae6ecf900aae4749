import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdRanges } from './seenIds.ts';

describe('ranges of ids', () => {
  it('say like a set which ids are new, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40)), fc.nat(40), fc.nat(10), (ids, from, more) => {
        const ranges = new IdRanges();
        const set = new Set<number>();
        for (const id of ids) {
          expect(ranges.add(id)).toBe(!set.has(id));
          set.add(id);
        }
        const isIn = Array.from({ length: more + 1 }, (_, i) => from + i).some((id) => set.has(id));
        expect(ranges.intersects(from, from + more)).toBe(isIn);
      }),
    );
  });
});
