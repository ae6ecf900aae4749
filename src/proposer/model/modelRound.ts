/** A round with a model: one candidate per framing, and in some rounds the same question with permuted outcomes. */

import type { GuardrailFinding, ProposalDraft } from '../../study/records.ts';
import { askCandidate, type ModelCandidate } from './candidate.ts';
import { CostBudget } from './costBudget.ts';
import { type PermutationResult, readsHistory } from './permutationCheck.ts';
import type { Framing } from './prompt.ts';
import { questionOf, type RoundInput } from './roundQuestion.ts';
import { type ModelPorts, withinContext } from './settings.ts';

export interface ModelRound {
  readonly candidates: readonly ModelCandidate[];
  readonly permutationCheck: PermutationResult | null;
}

export interface ModelRoundRequest {
  readonly input: RoundInput;
  readonly sessionId: number | null;
  readonly judge: (draft: ProposalDraft) => readonly GuardrailFinding[];
  readonly checkPermuted: boolean;
}

/** @throws TemplateError; the result says when a model does not answer or cannot be asked */
export async function modelRound(request: ModelRoundRequest, ports: ModelPorts): Promise<ModelRound> {
  const { input, sessionId, judge } = request;
  const budget = new CostBudget(ports.settings.caps, ports.spentToday());
  const [first, ...others] = ports.settings.framings;
  if (first === undefined) return { candidates: [], permutationCheck: null };
  // Written anew for each, since a refusal may have shown that the context is shorter.
  const ask = async (framing: Framing): Promise<ModelCandidate> => {
    const question = questionOf(input, withinContext(ports), false);
    if (typeof question === 'string') return unasked(framing, question, ports);
    return askCandidate({ question, framing, sessionId, purpose: 'propose', judge }, ports, budget);
  };
  const opening = await ask(first);
  // The first fills the endpoint's cache for the others; where it got no answer at all, they would get none either.
  const unreachable = opening.kind === 'silent' && !opening.answered;
  const rest = unreachable ? [] : await Promise.all(others.map(ask));
  const permutationCheck = request.checkPermuted ? await askPermuted(request, opening, ports, budget) : null;
  return { candidates: [opening, ...rest], permutationCheck };
}

function unasked(framing: Framing, why: string, { context, settings }: ModelPorts): ModelCandidate {
  const { tokens } = context;
  const shorter = tokens !== null && tokens < settings.contextTokens;
  const reason = shorter ? `the endpoint takes ${tokens} tokens: start it with a longer context. There ${why}` : why;
  return { kind: 'silent', framing, reason, calls: [], answered: false };
}

async function askPermuted(
  { input, sessionId, judge }: ModelRoundRequest,
  opening: ModelCandidate,
  ports: ModelPorts,
  budget: CostBudget,
): Promise<PermutationResult> {
  if (opening.kind === 'silent') return { unknown: 'the model gave no answer to compare with' };
  const question = questionOf(input, withinContext(ports), true);
  if (typeof question === 'string') return { unknown: question };
  const framing = ports.settings.framings[0] ?? 'exploit';
  const other = await askCandidate({ question, framing, sessionId, purpose: 'canary', judge }, ports, budget);
  if (other.kind === 'silent') return { unknown: other.reason };
  const reads = readsHistory(opening.firstDraft, other.firstDraft, input.strategy.parameters);
  if (reads === null) return { unknown: 'both answers change nothing, which shows nothing' };
  return reads ? 'reads' : 'does-not-read';
}
