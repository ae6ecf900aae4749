/**
 * A language model whose answers come from a script, not from a network. It receives the real prompt in this process, and the real
 * parser reads its answers.
 */

import type { Llm, LlmQuestion } from '../../src/proposer/llm.ts';
import type { Parameters, ParameterValue } from '../../src/strategy/parameters.ts';

/** What a script knows of a question. */
export interface Asked {
  readonly base: number;
  readonly parameters: Parameters;
  /** Values that each parameter can take in one step, by name. */
  readonly reachable: ReadonlyMap<string, readonly ParameterValue[]>;
  readonly question: LlmQuestion;
}

/** A change of one parameter. */
export interface Move {
  readonly parameter: string;
  readonly value: ParameterValue;
}

/** The moves of a script, and the effect that it expects of them together: gain per hour in USD. */
export interface Reply {
  readonly moves: readonly Move[];
  readonly expected: number;
  /** Standard deviation of the expected effect. */
  readonly spread: number;
}

/** The 90 % quantile of the standard normal distribution. */
const Z_90 = 1.2816;

export function scriptedLlm(name: string, script: (asked: Asked) => Reply): Llm {
  return {
    provider: 'openai',
    endpoint: 'in process',
    model: name,
    ask: (question) => {
      const asked = read(question);
      const text = JSON.stringify(answerOf(asked, script(asked)));
      return Promise.resolve({
        text,
        reasoning: '',
        finish: 'stop',
        usage: null,
        model: name,
        request: '{}',
        tries: 1,
        durationMs: 0,
      });
    },
  };
}

function answerOf({ base }: Asked, { moves, expected, spread }: Reply): object {
  const isNoChange = moves.length === 0;
  return {
    base_version: base,
    intent: isNoChange ? 'no_change' : 'exploit',
    changes: moves.map(({ parameter, value }) => ({ parameter, value, why: 'The script says so.', evidence: [base] })),
    hypothesis: 'The script says so.',
    falsifier: 'A worse result.',
    predicted: isNoChange
      ? null
      : { metric: 'gain_per_hour', mean: expected, p10: expected - Z_90 * spread, p90: expected + Z_90 * spread },
    p_better: isNoChange ? null : expected > 0 ? 0.7 : 0.3,
    risks: 'Unknown.',
    learnings_proposed: [],
  };
}

/** @throws Error for a prompt without a base version or without a schema of changes */
function read(question: LlmQuestion): Asked {
  const [head, ...rows] = tableIn(question.task, 'Base version');
  const base = /^v(\d+)$/.exec(head?.[1] ?? '')?.[1];
  if (base === undefined) throw new Error('the prompt names no base version');
  const parameters = Object.fromEntries(
    rows.map(([name = '', value = '']) => [name, JSON.parse(value) as ParameterValue]),
  );
  return { base: Number(base), parameters, reachable: reachableIn(question), question };
}

/** Rows of cells of the table in a section, its head first; empty where there is none. */
export function tableIn(task: string, section: string): string[][] {
  const [, after = ''] = task.split(`\n## ${section}\n`);
  const [text = ''] = after.split('\n## ');
  return text.split('\n').flatMap((line) => (line.includes(' | ') ? [line.split(' | ')] : []));
}

interface ChangeSchema {
  readonly properties: {
    readonly parameter: { readonly const: string };
    readonly value: { readonly const?: ParameterValue; readonly enum?: readonly ParameterValue[] };
  };
}

function reachableIn({ shape }: LlmQuestion): Map<string, readonly ParameterValue[]> {
  const schema = shape?.schema as
    | {
        readonly properties: {
          readonly changes: { readonly items: ChangeSchema | { readonly anyOf: readonly ChangeSchema[] } };
        };
      }
    | undefined;
  if (schema === undefined) throw new Error('the question asks for no shape');
  const { items } = schema.properties.changes;
  const options = 'anyOf' in items ? items.anyOf : [items];
  return new Map(
    options.map(({ properties: { parameter, value } }) => [
      parameter.const,
      value.enum ?? (value.const === undefined ? [] : [value.const]),
    ]),
  );
}
