/** What is written about each strategy: its page follows from its declaration, and its rules fit a prompt. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenCounter } from '../../src/llm/promptText.ts';
import { strategies } from '../../src/strategy/catalog.ts';
import { pageOf, pageWithTable } from './parameterTable.ts';

const PROMPT_TOKENS = 900;

describe.each(Object.values(strategies))('the strategy $name', (kind) => {
  it('has its parameters on its page as they are declared (npm run docs:strategies)', () => {
    expect(readFileSync(pageOf(kind.name), 'utf8')).toBe(pageWithTable(kind));
  });

  it('has rules for a model in fewer than 900 tokens', async () => {
    const rules = readFileSync(join(import.meta.dirname, '../../prompts/strategies', `${kind.name}.md`), 'utf8');
    const tokensOf = await tokenCounter();
    expect(tokensOf(rules)).toBeLessThan(PROMPT_TOKENS);
  });
});
