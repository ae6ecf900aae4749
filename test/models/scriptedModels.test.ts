/** The scripted models of the benchmarks read the prompt that a real model gets. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evidenceIn } from './historyScript.ts';
import { type Asked, scriptedLlm } from './scriptedLlm.ts';

/** A prompt after four sessions, in three parts: what is always said, the records, the task. */
const prompt = readFileSync(new URL('../../src/proposer/model/snapshots/answer.md', import.meta.url), 'utf8');
const [system = '', history = '', task = ''] = prompt.split(`${'='.repeat(80)}\n`);

async function asked(): Promise<Asked> {
  const seen: Asked[] = [];
  const llm = scriptedLlm('script', (one) => {
    seen.push(one);
    return { moves: [], expected: 0, spread: 1 };
  });
  const value = { enum: [0.1, 2.9] };
  await llm.ask({
    system,
    history,
    task,
    repairs: [],
    shape: {
      name: 'answer',
      schema: { properties: { changes: { items: { properties: { parameter: { const: 'spreadBps' }, value } } } } },
    },
    format: 'json_schema',
    thinking: 'default',
    maxOutputTokens: 1000,
  });
  return seen[0] as Asked;
}

it('a scripted model reads the base version, its parameters and what each may become', async () => {
  const { base, parameters, reachable } = await asked();
  expect(base).toBe(1);
  expect(parameters).toMatchObject({ spreadBps: 1, levels: 3, orderSizeUsd: 100, pauseOnTrend: false });
  expect(reachable.get('spreadBps')).toEqual([0.1, 2.9]);
});

it('a scripted model learns what was measured of each move', async () => {
  const evidence = evidenceIn(await asked());
  // v2 moved three parameters of v1 and is 0.0961 below it; v3 moved levels of v2 from 2 to 1 and is 0.316 above v1. An hour each.
  expect(evidence.get('levels -1')?.sum).toBeCloseTo(-0.0961 / 3 + 0.316 + 0.0961, 9);
  expect(evidence.get('levels -1')?.weight).toBe(2);
  expect(evidence.get('pauseOnTrend 1')?.sum).toBeCloseTo(-0.0961 / 3, 9);
  // v4 moved it back up, with two others, and is 0.3158 below v3.
  expect(evidence.get('levels 1')?.sum).toBeCloseTo((0.0002 - 0.316) / 3, 9);
});
