/** From figures to a verdict and one sentence. The first rule that applies decides; all rules: docs/evidence.md. */

import { amountText, inCurrency } from '../market/money.ts';
import type { Comparison, Verdict } from './comparison.ts';
import type { DecisionRules } from './decisionRules.ts';

/** What a verdict rests on; gains per hour in quote currency. */
export interface VerdictInput {
  readonly sessions: number;
  readonly regimes: number;
  /** Number of regimes that a promotion needs. */
  readonly regimesAsked: number;
  /** Whether risk stopped the challenger in a session because of its own trading. */
  readonly halted: boolean;
  readonly probabilityBetter: number;
  readonly probabilityHarm: number;
  /** What the always-valid intervals of the rules show; `worse` is a loss beyond the tolerated one. */
  readonly difference: 'better' | 'worse' | 'unclear';
  readonly volumePerHour: number;
  readonly signAgrees: boolean;
  /** Under pessimistic fills; the next one under optimistic fills. */
  readonly gainPerHour: number;
  readonly optimisticGainPerHour: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
}

export function verdictOf(facts: VerdictInput, rules: DecisionRules): Judgement {
  const judgement = judgementOf(facts, rules);
  return facts.signAgrees ? judgement : { ...judgement, reason: `${judgement.reason}. ${bandSentence(facts, rules)}` };
}

/** Added when the sign of the gain depends on the fill model. */
function bandSentence({ gainPerHour, optimisticGainPerHour }: VerdictInput, { currency }: DecisionRules): string {
  const [own, other] = [gainPerHour, optimisticGainPerHour].map((gain) => signed(gain, currency));
  return `How orders are filled decides the sign: ${own} an hour with pessimistic fills and ${other} with optimistic ones`;
}

function judgementOf(facts: VerdictInput, rules: DecisionRules): Judgement {
  const better = `P(better) ${percent(facts.probabilityBetter)}`;
  if (facts.halted) return { verdict: 'roll-back', reason: `risk stopped it during a session (${better})` };
  if (provenHarmful(facts, rules)) {
    return {
      verdict: 'roll-back',
      reason: `P(harm) ${percent(facts.probabilityHarm)} reached ${percent(rules.harmProbability)} over ${facts.sessions} paired sessions, and the always-valid interval lies below a tolerable loss`,
    };
  }
  const missing = missingForPromotion(facts, rules);
  if (missing.length === 0) {
    return {
      verdict: 'promote',
      reason: `${better} over ${facts.sessions} paired sessions in ${regimesText(facts)}`,
    };
  }
  if (facts.sessions >= rules.promoteSessions && facts.volumePerHour < rules.minVolumePerHour) {
    return { verdict: 'inconclusive', reason: `it hardly trades: ${volumeText(facts, rules)}` };
  }
  if (facts.sessions >= rules.promoteSessions && Math.abs(facts.probabilityBetter - 0.5) < 0.1) {
    return {
      verdict: 'inconclusive',
      reason: `${better} after ${facts.sessions} paired sessions: no difference to be seen`,
    };
  }
  return { verdict: 'keep-testing', reason: `${better}; for promotion it lacks ${missing.join(', ')}` };
}

/**
 * Marks an undecided comparison whose challenger is the best guess of all versions, from which exploration continues.
 * @param guess gain per hour
 */
export function asBestGuess(comparison: Comparison, guess: number, currency: string): Comparison {
  if (comparison.verdict !== 'keep-testing') return comparison;
  return {
    ...comparison,
    verdict: 'explore',
    reason: `the best guess so far (+${amountText(guess, currency)} an hour) but not proven: ${comparison.reason}`,
  };
}

/**
 * The probability alone would roll back half of all equal versions within twenty looks; the always-valid bound allows
 * for looking.
 */
function provenHarmful(facts: VerdictInput, rules: DecisionRules): boolean {
  return facts.probabilityHarm >= rules.harmProbability && facts.difference === 'worse';
}

function missingForPromotion(facts: VerdictInput, rules: DecisionRules): string[] {
  const missing: string[] = [];
  if (facts.probabilityBetter < rules.promoteProbability)
    missing.push(`P(better) of ${percent(rules.promoteProbability)}`);
  if (facts.sessions < rules.promoteSessions) {
    const more = rules.promoteSessions - facts.sessions;
    missing.push(`${more} more paired session${more === 1 ? '' : 's'}`);
  }
  if (facts.regimes < facts.regimesAsked) missing.push('a second regime');
  if (facts.difference !== 'better') missing.push('a difference that looking often does not explain');
  if (facts.volumePerHour < rules.minVolumePerHour) missing.push(`volume (${volumeText(facts, rules)})`);
  if (!facts.signAgrees) missing.push('the same sign under the optimistic fill model');
  return missing;
}

function regimesText({ regimes, regimesAsked }: VerdictInput): string {
  if (regimes > 1) return `${regimes} regimes`;
  return regimesAsked > 1 ? 'one regime' : 'the only regime that the study has met';
}

function signed(amount: number, currency: string): string {
  return `${amount < 0 ? '-' : '+'}${amountText(amount, currency)}`;
}

function volumeText(facts: VerdictInput, rules: DecisionRules): string {
  const { currency, minVolumePerHour } = rules;
  return `${amountText(facts.volumePerHour, currency, 0)} an hour of the ${inCurrency(String(minVolumePerHour), currency)} asked for`;
}

/** Rounded down to a tenth, so that 89.97 % is not shown as the 90 % that it does not reach. */
function percent(p: number): string {
  return `${Math.floor(p * 1000) / 10} %`;
}
