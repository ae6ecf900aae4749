/**
 * The answer of a model: a diff with reasons. The schema has two forms: a wide one to check what came (guardrails judge the
 * values), and a narrow one to ask with (only values that can pass). Nothing is converted, corrected or filled in.
 */

import { z } from 'zod';
import { canHaveEffect } from '../../strategy/moves.ts';
import type { ParameterDeclarations, Parameters } from '../../strategy/parameters.ts';
import type { NewLearning } from '../../study/journal.ts';
import type { ParameterChange, ProposalDraft } from '../../study/records.ts';
import { regimes } from '../../study/regime.ts';
import type { AnswerShape } from '../llm.ts';
import { reachableValues } from './reachable.ts';

export interface AnswerChange {
  readonly parameter: string;
  readonly value: number | boolean;
  readonly why: string;
  /** Version numbers. */
  readonly evidence: readonly number[];
}

export interface AnswerLearning {
  readonly parameter: string;
  readonly direction: NewLearning['direction'];
  readonly effect: NewLearning['effect'];
  /** Claimed size, gain per hour in quote currency; both null when none is named. */
  readonly low: number | null;
  readonly high: number | null;
  /** A regime, or `any`. */
  readonly scope: string;
  readonly claim: string;
}

export interface ModelAnswer {
  /** What the changes start from; with intent `replicate` the version to run again, with `no_change` without meaning. */
  readonly base_version: number;
  readonly intent: ProposalDraft['intent'];
  readonly changes: readonly AnswerChange[];
  readonly hypothesis: string;
  readonly falsifier: string;
  /** Gain per hour against the base, quote currency; null when nothing changes. */
  readonly predicted: {
    readonly metric: 'gain_per_hour';
    readonly mean: number;
    readonly p10: number;
    readonly p90: number;
  } | null;
  readonly p_better: number | null;
  readonly risks: string;
  readonly learnings_proposed: readonly AnswerLearning[];
}

/** Scopes that code can test a claim in. */
const scopes: readonly string[] = ['any', ...regimes];

function learningOf(parameter: z.ZodType<string>): z.ZodType<AnswerLearning> {
  return z.strictObject({
    parameter,
    direction: z.enum(['raise', 'lower', 'switch-on', 'switch-off']),
    effect: z.enum(['better', 'worse', 'none']),
    low: z.number().nullable(),
    high: z.number().nullable(),
    scope: z.enum(scopes),
    claim: z.string(),
  });
}

/** A change of one of the parameters to one of the values. */
function changeOf(parameter: z.ZodType<string>, value: z.ZodType<number | boolean>): z.ZodType<AnswerChange> {
  return z.strictObject({ parameter, value, why: z.string(), evidence: z.array(z.int()) });
}

function answerOf(change: z.ZodType<AnswerChange>, learning: z.ZodType<AnswerLearning>): z.ZodType<ModelAnswer> {
  return z.strictObject({
    base_version: z.int(),
    intent: z.enum(['exploit', 'explore', 'replicate', 'no_change']),
    changes: z.array(change),
    hypothesis: z.string(),
    falsifier: z.string(),
    predicted: z
      .strictObject({ metric: z.literal('gain_per_hour'), mean: z.number(), p10: z.number(), p90: z.number() })
      .nullable(),
    p_better: z.number().nullable(),
    risks: z.string(),
    learnings_proposed: z.array(learning),
  });
}

/** The form that every answer must have. */
export const answerSchema: z.ZodType<ModelAnswer> = answerOf(
  changeOf(z.string(), z.union([z.number(), z.boolean()])),
  learningOf(z.string()),
);

/** Keywords that some providers' subset of JSON Schema does not have. */
const NOT_IN_SUBSET = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;

/** No parameter may change, so that there is nothing to ask. */
export class NothingTunable extends Error {
  override name = 'NothingTunable';
}

/**
 * The shape to ask for: each tunable parameter that can have an effect, with the values that it can reach from the base in
 * one step. Everything is required, nothing else allowed. @param reach as of a round @throws NothingTunable when no parameter can move
 */
export function answerShape(
  declarations: ParameterDeclarations,
  base: { readonly number: number; readonly parameters: Parameters },
  reach = 1,
): AnswerShape {
  const reachable = Object.entries(declarations).flatMap(([parameter, declaration]) => {
    const value = base.parameters[parameter];
    if (value === undefined || !canHaveEffect(declaration, declarations, base.parameters)) return [];
    const values = reachableValues(declaration, value, reach);
    return values.length === 0 ? [] : [{ parameter, values }];
  });
  const movable = reachable.map(({ parameter }) => parameter);
  const options = reachable.map(({ parameter, values }) => changeOf(z.literal(parameter), z.literal(values)));
  const [first, ...others] = options;
  if (first === undefined) throw new NothingTunable(`no parameter of v${base.number} is open to tuning`);
  const { $schema: _, ...schema } = z.toJSONSchema(answerOf(z.union([first, ...others]), learningOf(z.enum(movable))), {
    override: ({ jsonSchema }) => {
      for (const keyword of NOT_IN_SUBSET) delete jsonSchema[keyword];
    },
  });
  return { name: 'proposal', schema };
}

/**
 * The draft that an answer amounts to; values as they came. Its base is that of the round, whichever number the answer
 * gives, but with intent `replicate` the version to run again.
 */
export function draftOf(
  answer: ModelAnswer,
  base: { readonly number: number; readonly parameters: Parameters },
  framing: string,
): ProposalDraft {
  const { predicted, p_better: probabilityBetter } = answer;
  return {
    proposer: 'model',
    base: answer.intent === 'replicate' ? answer.base_version : base.number,
    intent: answer.intent,
    changes: answer.changes.map(({ parameter, value, why }): ParameterChange => {
      // A parameter that does not exist has no value to start from; guardrails refuse it by its name.
      const from = Object.hasOwn(base.parameters, parameter) ? (base.parameters[parameter] ?? value) : value;
      return { parameter, from, to: value, why };
    }),
    hypothesis: answer.hypothesis,
    prediction:
      predicted === null || probabilityBetter === null
        ? null
        : { mean: predicted.mean, p10: predicted.p10, p90: predicted.p90, probabilityBetter },
    notes: {
      framing,
      falsifier: answer.falsifier,
      risks: answer.risks,
      evidence: Object.fromEntries(
        [...Map.groupBy(answer.changes, ({ parameter }) => parameter)].map(([parameter, changes]) => [
          parameter,
          changes.flatMap(({ evidence }) => evidence),
        ]),
      ),
    },
  };
}

/** The claims of an answer, for the ledger. */
export function learningsOf(answer: ModelAnswer): NewLearning[] {
  return answer.learnings_proposed.map(({ low, high, claim, parameter, direction, effect, scope }) => ({
    by: 'model',
    claim,
    parameter,
    direction,
    effect,
    effectRange: low === null || high === null ? null : [low, high],
    scope,
  }));
}
