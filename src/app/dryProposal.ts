/** Asks for one proposal as in a round, without recording it, to see whether the model can do what a campaign asks of it. */

import { findingText } from '../guardrails/findingText.ts';
import { isRefused } from '../guardrails/judge.ts';
import { askCandidate, type ModelCandidate } from '../proposer/model/candidate.ts';
import type { CostBudget } from '../proposer/model/costBudget.ts';
import { cutPromptText } from '../proposer/model/endpointContext.ts';
import { questionOf, type RoundQuestion } from '../proposer/model/roundQuestion.ts';
import type { ModelPorts } from '../proposer/model/settings.ts';
import type { Journal, NewCall } from '../study/journal.ts';
import { nextRound } from './nextRound.ts';
import type { SetupCheck } from './remedies.ts';

const NAME = 'dry proposal';

/** Yields each check when it is done. @param calls those that `ports` has recorded so far; grows with each call */
export async function* dryProposal(
  journal: Journal | null,
  effectPerHourPct: number,
  ports: ModelPorts,
  budget: CostBudget,
  calls: readonly NewCall[],
): AsyncGenerator<SetupCheck> {
  const round = journal === null ? 'there is no study yet' : await nextRound(journal, effectPerHourPct);
  if (typeof round === 'string') return yield { name: NAME, state: 'skipped', text: round };
  const question = questionOf(round.input, ports, false);
  if (typeof question === 'string') return yield { name: 'prompt', state: 'failed', text: question };
  const [framing = 'exploit'] = ports.settings.framings;
  const { system, history, task } = question.prompt(framing, { kind: ports.settings.twoPass ? 'think' : 'answer' });
  const estimate = ports.countTokens([system, history, task].join('\n'));
  yield promptCheck(question, estimate, ports);

  const before = calls.length;
  const request = { question, framing, sessionId: null, purpose: 'propose', judge: round.judge } as const;
  const candidate = await askCandidate(request, ports, budget);
  yield* candidateChecks(candidate);
  if (ports.context.tokens !== null) yield shorterCheck(ports.context.tokens, ports);
  const { cut } = ports.context;
  if (cut !== null) return yield { name: 'prompt read', state: 'failed', text: cutPromptText(cut) };
  const read = calls.slice(before).find(({ inputTokens }) => inputTokens !== null)?.inputTokens ?? null;
  if (read !== null) yield readCheck(read, estimate, ports);
}

/** The prompt was refused as too long, by an endpoint that says how much it takes. */
function shorterCheck(tokens: number, { settings }: ModelPorts): SetupCheck {
  const text = `the endpoint takes about ${tokens} tokens by our count, less than llm.context_tokens = ${settings.contextTokens}: campaigns condense the history to that; start the server with a longer context to show all of it`;
  return { name: 'context', state: 'warning', text };
}

function promptCheck({ history }: RoundQuestion, estimate: number, { settings }: ModelPorts): SetupCheck {
  const text = `about ${estimate} tokens of ${settings.contextTokens}, ${settings.maxOutputTokens} kept for the answer`;
  if (history.condensed === 0) return { name: 'prompt', state: 'ok', text };
  const cut = `the oldest ${history.condensed} of ${history.records} records do not fit and are shortened to a table`;
  return { name: 'prompt', state: 'warning', text: `${text}; ${cut}` };
}

function* candidateChecks(candidate: ModelCandidate): Generator<SetupCheck> {
  if (candidate.kind === 'silent') return yield { name: NAME, state: 'failed', text: candidate.reason };
  const { draft, findings, calls } = candidate;
  const changes = draft.changes.map(({ parameter, from, to }) => `${parameter} ${from} → ${to}`).join(', ');
  const tries = calls.length === 1 ? 'at once' : `after ${calls.length} calls`;
  yield {
    name: NAME,
    state: 'ok',
    text: `${draft.intent} from v${draft.base} ${tries}${changes === '' ? '' : `: ${changes}`}`,
  };
  const told = findings.map(findingText).join('; ');
  yield isRefused(findings)
    ? { name: 'guardrails', state: 'warning', text: `refused: ${told}` }
    : {
        name: 'guardrails',
        state: 'ok',
        text: `passed${told === '' ? '' : `, with ${told}`}; nothing was recorded as a proposal`,
      };
}

function readCheck(read: number, estimate: number, { settings }: ModelPorts): SetupCheck {
  const name = 'prompt read';
  const counts = `the endpoint counts ${read} tokens, tune estimates ${estimate}`;
  if (read + settings.maxOutputTokens > settings.contextTokens) {
    return {
      name,
      state: 'warning',
      text: `${counts}: with the answer that is more than the context of ${settings.contextTokens}; lower llm.context_tokens`,
    };
  }
  return { name, state: 'ok', text: counts };
}
