/** From the text of a model to an answer, or to the reasons why it is none. Nothing is guessed. */

import type { ParameterDeclarations } from '../../strategy/parameters.ts';
import type { LlmAnswer } from '../llm.ts';
import { answerSchema, type ModelAnswer } from './answer.ts';
import { objectsIn, repeatedKeys } from './jsonObjects.ts';
import { caps, quote, quotedText } from './quoteText.ts';

export type AnswerProblemCode =
  /** Nothing, or thoughts alone. */
  | 'empty'
  /** The limit of output tokens came before the end. */
  | 'cut-short'
  /** The model or its provider refused. */
  | 'declined'
  | 'not-json'
  | 'several-objects'
  | 'repeated-key'
  /** JSON, but not the answer that was asked for. */
  | 'shape'
  /** Changes to another base than that of the round, or a version to run again that does not exist. */
  | 'wrong-base'
  /** A claim about a parameter that does not exist; unknown ones among the changes are the guardrails' to refuse. */
  | 'unknown-parameter'
  /** A reason that rests on nothing recorded (evidence.ts). */
  | 'invented-evidence';

export interface AnswerProblem {
  readonly code: AnswerProblemCode;
  /** Path inside the answer, e.g. `changes.0.value`; empty for the whole. */
  readonly where: string;
  /** What is wrong and what was expected; outside text in it is capped and quoted. */
  readonly message: string;
}

export type Parsed = { readonly ok: ModelAnswer } | { readonly problems: readonly AnswerProblem[] };

/** @param reasoning looked into only when the text is empty: some servers put the whole answer there */
export function parseAnswer(text: string, reasoning: string, finish: LlmAnswer['finish']): Parsed {
  if (finish === 'refusal') return failed('declined', 'the model declined to answer');
  if (finish === 'length')
    return failed('cut-short', 'the answer was cut off by the limit of output tokens: be shorter');
  const said = afterThinking(text);
  const misplaced = said === '' ? afterThinking(reasoning) : '';
  const candidate = said === '' && misplaced.startsWith('{') && misplaced.endsWith('}') ? misplaced : said;
  if (candidate === '') {
    return failed(
      'empty',
      reasoning === '' && text === '' ? 'the answer was empty' : 'there were thoughts but no answer',
    );
  }
  const parsed = objectsIn(candidate).flatMap((json) => {
    const value = parsedOrNothing(json);
    return value === undefined ? [] : [{ json, value }];
  });
  const [only, ...more] = parsed;
  if (only === undefined) {
    return failed('not-json', `no JSON object was found; the text begins ${quote(quotedText(candidate, caps.remark))}`);
  }
  if (more.length > 0) return failed('several-objects', `${parsed.length} JSON objects were found: answer with one`);
  const repeated = repeatedKeys(only.json);
  if (repeated.length > 0) {
    return failed(
      'repeated-key',
      `names that occur twice in one object: ${repeated.map((key) => quote(quotedText(key, caps.name))).join(', ')}`,
    );
  }
  return checked(only.value);
}

/** What an answer has to fit. */
export interface RoundTerms {
  /** Number of the base version. */
  readonly base: number;
  /** All versions there are: any of them can be run again. */
  readonly versions: readonly number[];
  readonly declarations: ParameterDeclarations;
}

/** What makes an answer no answer to this round. Parameters and values of its changes are left to the guardrails. */
export function roundProblems(answer: ModelAnswer, { base, versions, declarations }: RoundTerms): AnswerProblem[] {
  const { intent, base_version: from } = answer;
  const known = Object.keys(declarations).join(', ');
  const strayed = strayedBase(intent, from, base, versions);
  const unknown = answer.learnings_proposed.flatMap(({ parameter }, i) => {
    if (Object.hasOwn(declarations, parameter)) return [];
    const message = `${quote(quotedText(parameter, caps.name))} is no parameter; known: ${known}`;
    return [problem('unknown-parameter', `learnings_proposed.${i}.parameter`, message)];
  });
  return [...strayed, ...unknown];
}

/** Where nothing changes there is nothing that a base could be wrong for; another session needs a version that exists. */
function strayedBase(
  intent: ModelAnswer['intent'],
  from: number,
  base: number,
  versions: readonly number[],
): AnswerProblem[] {
  if (intent === 'no_change' || (intent === 'replicate' ? versions.includes(from) : from === base)) return [];
  const message =
    intent === 'replicate'
      ? `there is no version ${from} to run again`
      : `the base of this round is ${base}, not ${from}`;
  return [problem('wrong-base', 'base_version', message)];
}

/** What follows the thoughts, without the marks of a code fence around it. */
function afterThinking(text: string): string {
  // A text that is JSON as a whole has no thoughts around it, whatever its strings hold.
  if (text.trimStart().startsWith('{') && parsedOrNothing(text) !== undefined) return text.trim();
  const end = text.lastIndexOf('</think>');
  const rest = end === -1 ? text : text.slice(end + '</think>'.length);
  // Thoughts that never end have no answer behind them.
  const open = rest.indexOf('<think>');
  return (open === -1 ? rest : rest.slice(0, open)).trim().replace(/^```(?:json)?\s*(.*?)\s*```$/is, '$1');
}

function parsedOrNothing(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function checked(value: unknown): Parsed {
  const result = answerSchema.safeParse(value);
  if (!result.success) {
    return {
      problems: result.error.issues.map((issue) => {
        const path = issue.path.map(String);
        const where = quotedText(path.join('.'), caps.remark);
        return problem('shape', where, `${quotedText(issue.message, caps.remark)}; found ${shown(at(value, path))}`);
      }),
    };
  }
  const problems = contradictions(result.data);
  return problems.length > 0 ? { problems } : { ok: result.data };
}

/** Fields that do not go together. */
function contradictions(answer: ModelAnswer): AnswerProblem[] {
  const { intent, changes, predicted, p_better: pBetter, learnings_proposed: learnings } = answer;
  const stays = intent === 'no_change' || intent === 'replicate';
  const shape = (where: string, message: string): AnswerProblem => problem('shape', where, message);
  return [
    ...(stays && changes.length > 0 ? [shape('changes', `has to be empty with intent ${intent}`)] : []),
    ...(!stays && changes.length === 0 ? [shape('changes', `has to hold a change with intent ${intent}`)] : []),
    ...(stays && predicted !== null ? [shape('predicted', `has to be null with intent ${intent}`)] : []),
    ...(stays && pBetter !== null ? [shape('p_better', `has to be null with intent ${intent}`)] : []),
    ...(!stays && predicted === null ? [shape('predicted', `has to be given with intent ${intent}`)] : []),
    ...(!stays && pBetter === null ? [shape('p_better', `has to be given with intent ${intent}`)] : []),
    ...(pBetter !== null && !(pBetter >= 0 && pBetter <= 1)
      ? [shape('p_better', `has to be a probability from 0 to 1, found ${pBetter}`)]
      : []),
    ...(predicted !== null && !(predicted.p10 <= predicted.mean && predicted.mean <= predicted.p90)
      ? [
          shape(
            'predicted',
            `has to rise from p10 over mean to p90, found ${predicted.p10}, ${predicted.mean}, ${predicted.p90}`,
          ),
        ]
      : []),
    ...learnings.flatMap(({ low, high }, i) =>
      (low === null) !== (high === null) || (low !== null && high !== null && low > high)
        ? [shape(`learnings_proposed.${i}`, 'low and high have to be both null, or both numbers in rising order')]
        : [],
    ),
  ];
}

/** The value at a path of own names. */
function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return Object.getOwnPropertyDescriptor(inner, key)?.value;
  }, value);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : quote(quotedText(JSON.stringify(value), caps.name));
}

function failed(code: AnswerProblemCode, message: string): Parsed {
  return { problems: [problem(code, '', message)] };
}

function problem(code: AnswerProblemCode, where: string, message: string): AnswerProblem {
  return { code, where, message };
}
