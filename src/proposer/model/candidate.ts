/** One candidate of a model: asked for, checked, and sent back at most twice with what was wrong. */

import { isRefused } from '../../guardrails/judge.ts';
import { refusal } from '../../guardrails/rules.ts';
import type { NewLearning } from '../../study/journal.ts';
import { checkClaim } from '../../study/learnings/claim.ts';
import type { CallOutcome, CallPurpose, GuardrailFinding, ProposalDraft } from '../../study/records.ts';
import type { LlmAnswer, LlmQuestion } from '../llm.ts';
import { draftOf, learningsOf, type ModelAnswer } from './answer.ts';
import { Conversation, type OverlongPrompt } from './conversation.ts';
import type { CostBudget } from './costBudget.ts';
import { inventedEvidence } from './evidence.ts';
import { type AnswerProblem, parseAnswer, roundProblems } from './parse.ts';
import type { Framing, Prompt } from './prompt.ts';
import { quotedText } from './quoteText.ts';
import { complaintOf } from './repair.ts';
import type { RoundQuestion } from './roundQuestion.ts';
import type { ModelPorts } from './settings.ts';

const MOST_REPAIRS = 2;
/** Longer answers are refused: they would be shown in every later prompt. About 5,000 tokens. */
const MOST_CHARACTERS = 20_000;
/** Characters of a refused answer that are sent back, so that there is room for the next one. */
const MOST_REPEATED = 8_000;
/** Encodings of models need at most so many times the tokens of ours for such texts. */
const MOST_RATIO = 2;
/** Problems that a complaint names. */
const MOST_NAMED = 12;

export type ModelCandidate =
  | {
      readonly kind: 'draft';
      readonly draft: ProposalDraft;
      /** Of the first answer that could be read, before guardrails or the evidence check sent anything back. */
      readonly firstDraft: ProposalDraft;
      /** Of the guardrails and of the evidence check. */
      readonly findings: readonly GuardrailFinding[];
      readonly learnings: readonly NewLearning[];
      readonly calls: readonly number[];
    }
  /** No usable answer: the round goes on without it. */
  | {
      readonly kind: 'silent';
      readonly framing: Framing;
      readonly reason: string;
      readonly calls: readonly number[];
      /** Whether anything came from the endpoint at all. */
      readonly answered: boolean;
    };

export interface CandidateRequest {
  readonly question: RoundQuestion;
  readonly framing: Framing;
  /** For the record of the calls. */
  readonly sessionId: number | null;
  /** `canary` is the word on record for the question with permuted outcomes. */
  readonly purpose: 'propose' | 'canary';
  /** Guardrails. */
  readonly judge: (draft: ProposalDraft) => readonly GuardrailFinding[];
}

interface Examined {
  readonly answer: ModelAnswer | null;
  readonly problems: readonly AnswerProblem[];
  readonly findings: readonly GuardrailFinding[];
}

/** A prompt that does not fit is condensed to the context that the endpoint names, and asked once more. */
export async function askCandidate(
  request: CandidateRequest,
  ports: ModelPorts,
  budget: CostBudget,
): Promise<ModelCandidate> {
  const talk = new Conversation(ports, budget, request.sessionId, request.framing);
  const candidate = await ask(request, ports, talk);
  if (candidate.kind !== 'silent' || talk.overflow === null) return candidate;
  const fitting = condensed(request.question, talk.overflow, ports);
  if (fitting === null) return candidate;
  if (typeof fitting === 'string') return { ...candidate, reason: `${candidate.reason} ${fitting}` };
  return ask({ ...request, question: fitting }, ports, talk);
}

/** The question for the context of the endpoint; a sentence when it cannot be as short; null when nothing is known or gained. */
function condensed(
  question: RoundQuestion,
  { promptTokens, contextTokens, estimate }: OverlongPrompt,
  { context }: ModelPorts,
): RoundQuestion | string | null {
  if (contextTokens === null) return null;
  // The endpoint's encoding may need more tokens than ours: its context holds fewer of ours.
  const ratio = promptTokens === null ? 1 : Math.min(Math.max(promptTokens / estimate, 1), MOST_RATIO);
  context.learn(Math.floor(contextTokens / ratio));
  const fitting = question.within(context.within(contextTokens));
  if (typeof fitting === 'string') return `The history cannot be condensed to it: ${fitting}`;
  return fitting.history.tokens < question.history.tokens ? fitting : null;
}

async function ask(request: CandidateRequest, ports: ModelPorts, talk: Conversation): Promise<ModelCandidate> {
  const { question, framing } = request;
  const silent = (reason: string): ModelCandidate => {
    return { kind: 'silent', framing, reason, calls: talk.calls, answered: talk.answered };
  };
  const prompt = await promptOf(request, ports, talk);
  if (typeof prompt === 'string') return silent(prompt);

  const repairs: LlmQuestion['repairs'][number][] = [];
  /** The last answer that could be read, even if it was refused: it goes on record when no better one follows. */
  let usable: Examined | null = null;
  let first: ModelAnswer | null = null;
  let inventions = 0;
  for (;;) {
    let examined: Examined | undefined;
    const reply = await talk.ask(
      {
        purpose: purposeOf(request, repairs.length, ports.settings.twoPass),
        prompt,
        repairs: [...repairs],
        shape: question.shape,
        thinking: ports.settings.twoPass ? 'off' : ports.settings.thinking,
      },
      (answer) => {
        examined = examine(answer, request);
        return { outcome: outcomeOf(examined), detail: detailOf(examined) };
      },
    );
    if (typeof reply === 'string' || examined === undefined) {
      return usable === null ? silent(String(reply)) : drafted(usable, first, request, talk);
    }
    const { answer, problems, findings } = examined;
    if (answer !== null) {
      usable = examined;
      first ??= answer;
      // Guardrails and the evidence check use the true outcomes: their complaints would tell the model about them.
      const good = problems.length === 0 && !isRefused(findings);
      if (good || request.purpose === 'canary') return drafted(examined, first, request, talk);
    }
    // Invented evidence gets one repair, everything else two; a refusal to answer none.
    if (problems.some(({ code }) => code === 'invented-evidence')) inventions++;
    const declined = problems.some(({ code }) => code === 'declined');
    // A repair would be a longer prompt to a server that may have had no room for this one.
    if (declined || isBare(reply) || inventions > 1 || repairs.length === MOST_REPAIRS) {
      return usable === null ? silent(listed(problems)) : drafted(usable, first, request, talk);
    }
    const complaint = complaintOf(
      problems.length > 0 ? { problems: firstProblems(problems) } : { findings },
      ports.templates,
    );
    repairs.push({ answer: repeated(reply.text), complaint });
  }
}

function purposeOf({ purpose }: CandidateRequest, repairs: number, twoPass: boolean): CallPurpose {
  if (purpose === 'canary') return 'canary';
  if (repairs > 0) return 'repair';
  return twoPass ? 'extract' : 'propose';
}

/** The prompt of the answering pass, in two passes with what the model thought; or why there is none. */
async function promptOf(
  { question, framing, purpose }: CandidateRequest,
  { settings }: ModelPorts,
  talk: Conversation,
): Promise<Prompt | string> {
  if (!settings.twoPass) return question.prompt(framing, { kind: 'answer' });
  const thoughts = await talk.ask(
    {
      purpose: purpose === 'canary' ? 'canary' : 'think',
      prompt: question.prompt(framing, { kind: 'think' }),
      repairs: [],
      shape: null,
      thinking: settings.thinking,
    },
    (answer) => {
      const { text, finish } = answer;
      if (finish === 'refusal') return { outcome: 'declined', detail: 'the model declined to think about it' };
      if (isBare(answer)) return { outcome: 'malformed', detail: bareText(answer) };
      if (text.trim() === '') return { outcome: 'malformed', detail: 'there were no thoughts' };
      // Thoughts that were cut off can still be enough for an answer.
      return { outcome: 'accepted', detail: finish === 'length' ? 'cut off by the limit of output tokens' : '' };
    },
  );
  if (typeof thoughts === 'string') return thoughts;
  if (isBare(thoughts)) return bareText(thoughts);
  if (thoughts.finish === 'refusal' || thoughts.text.trim() === '') return 'the model had no thoughts to answer from';
  return question.prompt(framing, { kind: 'extract', analysis: thoughts.text });
}

function examine(reply: LlmAnswer, { question, framing, judge }: CandidateRequest): Examined {
  if (isBare(reply)) {
    return { answer: null, problems: [{ code: 'empty', where: '', message: bareText(reply) }], findings: [] };
  }
  const parsed = parseAnswer(reply.text, reply.reasoning, reply.finish);
  if ('problems' in parsed) return { answer: null, problems: parsed.problems, findings: [] };
  const answer = parsed.ok;
  const { history, strategy, base } = question.input;
  const versions = history.versions.map(({ number }) => number);
  const terms = { base: base.number, versions, declarations: strategy.parameters };
  const unfit = [...sizeProblems(answer), ...roundProblems(answer, terms), ...claimProblems(answer, question)];
  // Reasons are checked when the rest is right: a complaint about everything at once is hard to follow.
  const problems = unfit.length > 0 ? unfit : inventedEvidence(answer, base.parameters, question.ledger);
  if (unfit.length > 0) return { answer: null, problems, findings: [] };
  return { answer, problems, findings: answer.changes.length === 0 ? [] : judge(draftOf(answer, base, framing)) };
}

/** Not a token came: LM Studio answers so when the prompt is longer than the context that it has loaded. */
function isBare({ text, reasoning, finish }: LlmAnswer): boolean {
  return text.trim() === '' && reasoning.trim() === '' && finish !== 'refusal';
}

function bareText({ usage }: LlmAnswer): string {
  const counted = usage === null ? '' : ` the endpoint counted ${usage.inputTokens} prompt tokens:`;
  return `the answer was empty;${counted} is its context shorter${usage === null ? ' than the prompt' : ''}?`;
}

function sizeProblems(answer: ModelAnswer): AnswerProblem[] {
  const { length } = JSON.stringify(answer);
  if (length <= MOST_CHARACTERS) return [];
  return [
    { code: 'shape', where: '', message: `the answer has ${length} characters, at most ${MOST_CHARACTERS} are read` },
  ];
}

function claimProblems(answer: ModelAnswer, { input }: RoundQuestion): AnswerProblem[] {
  const declarations = input.strategy.parameters;
  return learningsOf(answer).flatMap((learning, i) =>
    // Unknown parameters are problems already.
    Object.hasOwn(declarations, learning.parameter)
      ? checkClaim(learning, declarations).map((message) => ({
          code: 'shape' as const,
          where: `learnings_proposed.${i}`,
          message,
        }))
      : [],
  );
}

function outcomeOf({ problems }: Examined): CallOutcome {
  const [first] = problems;
  if (first === undefined) return 'accepted';
  if (first.code === 'declined' || first.code === 'cut-short' || first.code === 'invented-evidence') return first.code;
  return 'malformed';
}

function detailOf({ problems, findings }: Examined): string {
  if (problems.length > 0) return listed(problems);
  const refused = findings.filter(({ severity }) => severity === 'refusal').map(({ rule }) => rule);
  return refused.length === 0 ? '' : `guardrails refused it: ${refused.join(', ')}`;
}

/** As a sentence for people, cut to a length that can be read. */
function listed(problems: readonly AnswerProblem[]): string {
  return firstProblems(problems)
    .map(({ code, where, message }) => `${where === '' ? code : `${code} ${where}`}: ${message}`)
    .join('; ');
}

function firstProblems(problems: readonly AnswerProblem[]): AnswerProblem[] {
  const [last] = problems.slice(MOST_NAMED);
  if (last === undefined) return [...problems];
  const more = `${problems.length - MOST_NAMED} more problems of such kinds`;
  return [...problems.slice(0, MOST_NAMED), { code: last.code, where: '', message: more }];
}

function repeated(answer: string): string {
  return answer.length <= MOST_REPEATED ? answer : quotedText(answer, MOST_REPEATED);
}

function drafted(
  { answer, problems, findings }: Examined,
  first: ModelAnswer | null,
  request: CandidateRequest,
  talk: Conversation,
): ModelCandidate {
  if (answer === null || first === null) throw new Error('a draft needs an answer');
  return {
    kind: 'draft',
    draft: draftOf(answer, request.question.input.base, request.framing),
    firstDraft: draftOf(first, request.question.input.base, request.framing),
    findings: [
      ...problems.map(({ where, message }) => refusal('invented-evidence', 'figures on record', where, message)),
      ...findings,
    ],
    // Claims that rest on invented figures are not worth keeping.
    learnings: problems.length > 0 ? [] : learningsOf(answer),
    calls: talk.calls,
  };
}
