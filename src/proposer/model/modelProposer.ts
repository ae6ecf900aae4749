/** The language model as a proposer: one candidate per framing, with its calls and claims. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import { applied, isRefused } from '../../guardrails/judge.ts';
import { refusal } from '../../guardrails/rules.ts';
import type { GuardrailFinding, ProposalDraft } from '../../study/records.ts';
import { baseOf, type Proposed, type Proposer, type Round, type RoundCandidate, type Silence } from '../proposer.ts';
import { veto } from '../veto.ts';
import { modelRound } from './modelRound.ts';
import { roundInput } from './roundQuestion.ts';
import type { ModelPorts } from './settings.ts';

/**
 * @param effectScale size of effects to expect before anything is measured, gain per hour in quote currency
 * @throws TemplateError while proposing; a model that does not answer, or cannot be asked, is silent
 */
export function modelProposer(ports: ModelPorts, effectScale: number): Proposer {
  return { name: 'model', searches: false, propose: (round) => ask(round, ports, effectScale) };
}

async function ask(round: Round, ports: ModelPorts, effectScale: number): Promise<Proposed> {
  const { permuteEvery } = ports.settings;
  const asked = await modelRound(
    {
      input: roundInput(round, effectScale),
      sessionId: round.sessionId,
      judge: (draft) => judged(draft, round, effectScale),
      checkPermuted: permuteEvery > 0 && round.nth % permuteEvery === 0,
    },
    { ...ports, settings: { ...ports.settings, framings: ports.settings.framings.slice(0, round.candidates) } },
  );
  const candidates: RoundCandidate[] = [];
  const silences: Silence[] = [];
  for (const candidate of asked.candidates) {
    if (candidate.kind === 'silent') silences.push({ about: candidate.framing, reason: candidate.reason });
    else {
      const { draft, findings, calls, learnings } = candidate;
      candidates.push({ draft, findings, calls, learnings });
    }
  }
  const found = asked.permutationCheck;
  const cut = ports.context.cutToTell();
  const { model } = ports.llm;
  return {
    candidates,
    silences,
    permutationCheck: found === null ? null : { model, found },
    cutPrompt: cut === null ? null : { model, ...cut },
  };
}

/** Guardrails, and for what they let pass the surrogate's second opinion. */
function judged(draft: ProposalDraft, round: Round, scale: number): readonly GuardrailFinding[] {
  const findings = round.judge(draft);
  if (isRefused(findings) || draft.changes.length === 0) return findings;
  const { tolerancePerHour } = decisionRules(round.records.study);
  const objection = veto(round, applied(baseOf(round).parameters, draft.changes), { scale, tolerancePerHour });
  if (objection === null) return findings;
  const { probabilityHarm, mean, sd, measured } = objection;
  const limit = 'probability of harm below 90 %';
  const reason = `${measured} measured versions foretell ${mean.toFixed(2)} ± ${sd.toFixed(2)} an hour against v${round.base}`;
  return [refusal('surrogate-veto', limit, `${Math.round(probabilityHarm * 100)} %`, reason), ...findings];
}
