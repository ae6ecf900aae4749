import { describe, expect, it } from 'vitest';
import { aDraft, plainStrategy } from '../../testing/draft.ts';
import { permutationWarning, sameAnswer } from './permutationCheck.ts';

const same = (a: Parameters<typeof aDraft>[0], b: Parameters<typeof aDraft>[0]): boolean =>
  sameAnswer(aDraft(a), aDraft(b), plainStrategy.parameters);

describe('two answers', () => {
  it('are the same whatever their order and words', () => {
    expect(same({ alpha: 45, beta: 38 }, { beta: 38, alpha: 45 })).toBe(true);
    expect(
      sameAnswer(
        aDraft({ alpha: 45 }),
        aDraft({ alpha: 45 }, { hypothesis: 'quite another' }),
        plainStrategy.parameters,
      ),
    ).toBe(true);
    expect(same({ pause: true }, { pause: true })).toBe(true);
  });

  it('are the same one step apart, not two, and not on both sides of where they start', () => {
    expect(same({ alpha: 45 }, { alpha: 46 })).toBe(true);
    expect(same({ alpha: 45 }, { alpha: 47 })).toBe(false);
    // v1 has 40: nothing happens at 40, and 39 goes the other way.
    expect(same({ alpha: 41 }, { alpha: 40 })).toBe(false);
    expect(same({ alpha: 40.5 }, { alpha: 39.5 })).toBe(false);
  });

  it('differ by parameter, number of changes, intent and base', () => {
    expect(same({ alpha: 45 }, { beta: 45 })).toBe(false);
    expect(same({ alpha: 45 }, { alpha: 45, beta: 38 })).toBe(false);
    for (const more of [{ intent: 'explore' }, { base: 2 }] as const) {
      expect(sameAnswer(aDraft({ alpha: 45 }), aDraft({ alpha: 45 }, more), plainStrategy.parameters)).toBe(false);
    }
  });

  it('that are the same bring a warning that names the model', () => {
    expect(permutationWarning('qwen3-8b')).toMatch(
      /^qwen3-8b gave the same answer .* does not seem to read its history/,
    );
  });
});
