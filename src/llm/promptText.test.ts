import { describe, expect, it } from 'vitest';
import { tokenCounter } from './promptText.ts';

describe('tokens', () => {
  // Published in OpenAI's cookbook for o200k_base:
  // https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
  it.each([
    ['antidisestablishmentarianism', 6],
    ['2 + 2 = 4', 7],
    ['お誕生日おめでとう', 8],
  ])('%s', async (text, tokens) => {
    const count = await tokenCounter();
    expect(count(text)).toBe(tokens);
  });

  it('a text that looks like a control token is a text', async () => {
    const count = await tokenCounter();
    expect(count('<|endoftext|>')).toBeGreaterThan(1);
  });
});
