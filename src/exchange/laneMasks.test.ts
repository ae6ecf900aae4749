import { describe, expect, it } from 'vitest';
import { LaneMasks } from './laneMasks.ts';

describe('masks of lanes', () => {
  it('know who rests where, up to the last lane and the last level', () => {
    const masks = new LaneMasks(5_001);
    for (const level of [0, 1_023, 1_024, 5_000]) {
      expect(masks.at(level)).toBe(0);
      masks.add(level, 1 << 0);
      masks.add(level, 1 << 31);
      expect(masks.at(level)).toBe((1 << 0) | (1 << 31));
    }
    expect(masks.at(1_022)).toBe(0);
    expect(masks.at(1_025)).toBe(0);
  });

  it('say when the last lane has left a level', () => {
    const masks = new LaneMasks(2_048);
    masks.add(7, 1 << 3);
    masks.add(7, 1 << 31);
    expect(masks.remove(7, 1 << 31)).toBe(false);
    expect(masks.at(7)).toBe(1 << 3);
    expect(masks.remove(7, 1 << 3)).toBe(true);
    expect(masks.at(7)).toBe(0);
  });
});
