/** The coded rules between a proposal and a version. Nothing is clamped or corrected: a rule refuses, or it warns. */

import type { Parameters } from '../strategy/parameters.ts';
import type { GuardrailFinding, ParameterChange, ProposalDraft } from '../study/records.ts';
import type { GuardedDraft, GuardrailContext } from './context.ts';
import {
  baseMismatch,
  bounds,
  changeCount,
  coupled,
  emptyDiff,
  noEffect,
  notTunable,
  repeatedParameter,
  stepLimit,
} from './diffRules.ts';
import { alreadyTried, exposureOf, strategyRules, thinEvidence } from './versionRules.ts';

type Rule = (candidate: GuardedDraft, context: GuardrailContext) => GuardrailFinding[];

/** These make sense only for parameters that are valid one by one. */
const versionRules: readonly Rule[] = [strategyRules, exposureOf, alreadyTried];
const diffRules: readonly Rule[] = [
  emptyDiff,
  repeatedParameter,
  baseMismatch,
  bounds,
  notTunable,
  changeCount,
  stepLimit,
  noEffect,
  coupled,
  thinEvidence,
];

/** All findings, refusals first; approved when none of them refuses. */
export function checkGuardrails(
  draft: ProposalDraft,
  context: GuardrailContext,
  byPerson: boolean,
): GuardrailFinding[] {
  const candidate: GuardedDraft = { draft, parameters: applied(context.base.parameters, draft.changes), byPerson };
  const findings = diffRules.flatMap((rule) => rule(candidate, context));
  if (!findings.some((finding) => finding.rule === 'bounds')) {
    findings.push(...versionRules.flatMap((rule) => rule(candidate, context)));
  }
  return findings.sort((a, b) => Number(b.severity === 'refusal') - Number(a.severity === 'refusal'));
}

export function isRefused(findings: readonly GuardrailFinding[]): boolean {
  return findings.some((finding) => finding.severity === 'refusal');
}

/** The parameters after a diff. */
export function applied(base: Parameters, changes: readonly ParameterChange[]): Parameters {
  return { ...base, ...Object.fromEntries(changes.map((change) => [change.parameter, change.to])) };
}
