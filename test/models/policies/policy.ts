/** Policies in place of a model: a rule that reads the request and writes a valid answer. */

import type { ModelAnswer } from '../../../src/proposer/model/answer.ts';
import { gridParameters } from '../../../src/strategy/grid/parameters.ts';
import { largestMove, placeOf, valueAt } from '../../../src/strategy/moves.ts';
import type { Parameters, ParameterValue } from '../../../src/strategy/parameters.ts';
import type { ModelAsk, ModelReply } from '../modelReply.ts';

/** The text of an answer; a policy may remember what it was asked before. */
export type Policy = (ask: ModelAsk) => string;

export interface Base {
  readonly number: number;
  readonly parameters: Parameters;
}

/** The policy as a script of the model server. */
export function answering(policy: Policy): (ask: ModelAsk) => ModelReply {
  // Whole texts in one event save time, because policies answer many questions.
  return (ask) => ({ kind: 'text', text: policy(ask), eventCharacters: 20_000, writeBytes: 65_536 });
}

/** The base of the round, from its table in the task. @throws Error where there is none */
export function baseIn({ user }: ModelAsk): Base {
  const [, number, rows] = /^parameter \| v(\d+) \| can go .*\n((?:\w+ \| .*\n)+)/m.exec(user) ?? [];
  if (number === undefined || rows === undefined) throw new Error('the question names no base version');
  const cells = [...rows.matchAll(/^(\w+) \| (\S+) \|/gm)];
  const parameters = Object.fromEntries(
    cells.map(([, name = '', value = '']) => [name, JSON.parse(value) as ParameterValue]),
  );
  return { number: Number(number), parameters };
}

/** How often the answer was sent back. */
export function repairsIn({ messages }: ModelAsk): number {
  return messages.filter(({ role }) => role === 'assistant').length;
}

/** The value nearest to `to` within `share` of the largest step that guardrails allow. */
export function towards(parameter: string, from: ParameterValue, to: ParameterValue, share = 1): ParameterValue {
  const declaration = Object.hasOwn(gridParameters, parameter)
    ? gridParameters[parameter as keyof typeof gridParameters]
    : undefined;
  if (declaration?.kind !== 'number' || typeof from !== 'number' || typeof to !== 'number') return to;
  const most = Math.max(declaration.step, largestMove(declaration, from) * share);
  const [start, end] = [placeOf(declaration, from), placeOf(declaration, to)];
  const reached = start + Math.sign(end - start) * Math.min(most, Math.abs(end - start));
  const nearest = valueAt(declaration, reached);
  // Rounding to the grid may have exceeded the limit.
  const tooFar = Math.abs(placeOf(declaration, nearest) - start) > most * (1 + 1e-9);
  return tooFar ? valueAt(declaration, reached + Math.sign(start - end) * declaration.step) : nearest;
}

/** An answer that moves these parameters, or proposes no change when there are none. Its reasons contain no figures. */
export function anAnswerTo(base: Base, moves: Readonly<Record<string, ParameterValue>>, words = 'A try.'): string {
  const changes = Object.entries(moves)
    .filter(([parameter, value]) => base.parameters[parameter] !== value)
    .map(([parameter, value]) => ({ parameter, value, why: words, evidence: [] }));
  const stays = changes.length === 0;
  const answer: ModelAnswer = {
    base_version: base.number,
    intent: stays ? 'no_change' : 'exploit',
    changes,
    hypothesis: words,
    falsifier: 'The opposite.',
    predicted: stays ? null : { metric: 'gain_per_hour', mean: 0.1, p10: -0.5, p90: 0.7 },
    p_better: stays ? null : 0.6,
    risks: 'It may be wrong.',
    learnings_proposed: [],
  };
  return JSON.stringify(answer);
}

/** One step towards the target for the first three parameters that differ from it. */
export function stepTo(target: Parameters, { parameters }: Base, share = 1): Record<string, ParameterValue> {
  return Object.fromEntries(
    Object.entries(target)
      .filter(([parameter, value]) => parameters[parameter] !== value)
      .slice(0, 3)
      .map(([parameter, value]) => [parameter, towards(parameter, parameters[parameter] ?? value, value, share)]),
  );
}
