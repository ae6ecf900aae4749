/** Rules about the version that a proposal leads to: exposure, the strategy's own rules, what was tried before. */

import type { RiskLimits } from '../risk/limits.ts';
import { sameParameters } from '../strategy/parameters.ts';
import type { StrategyContext, StrategyExposure } from '../strategy/strategy.ts';
import type { GuardrailFinding } from '../study/records.ts';
import type { GuardedDraft, GuardrailContext } from './context.ts';
import { parameterDistance } from './distance.ts';
import { refusal, warning } from './rules.ts';

/** Sets whose parameters all lie within this share of their ranges count as nearly the same. */
const NEAR = 0.02;
const THIN_FILLS = 30;
const THIN_HOURS = 4;

export function strategyRules(
  { parameters }: GuardedDraft,
  { strategy, context }: GuardrailContext,
): GuardrailFinding[] {
  return (strategy.check?.(parameters, context) ?? []).map((reason) =>
    refusal('strategy-rule', strategy.name, 'broken', reason),
  );
}

export function exposureOf(
  { parameters }: GuardedDraft,
  { strategy, context, limits }: GuardrailContext,
): GuardrailFinding[] {
  return exposure(strategy.exposure(parameters, context), context, limits);
}

/** The exposure of a version compared with the limits; no findings where it is not known. */
export function exposure(
  known: StrategyExposure | undefined,
  context: StrategyContext,
  limits: RiskLimits,
): GuardrailFinding[] {
  if (known === undefined) return [];
  const { order, side, position, reachPct } = known;
  const findings: GuardrailFinding[] = [];
  if (reachPct !== undefined && reachPct > limits.collarPct) {
    findings.push(
      refusal(
        'price-collar',
        `${limits.collarPct} % from mid (risk.collar_pct)`,
        `${Number(reachPct.toPrecision(3))} %`,
        'its quotes would be too far from mid, and none would be sent',
      ),
    );
  }
  const pct = (value: number): string => `${Math.round((value / context.capital) * 100)} % of capital`;
  if (order > (context.capital * limits.orderNotionalPct) / 100) {
    findings.push(
      refusal('order-notional', `${limits.orderNotionalPct} % of capital`, pct(order), 'one order would be too large'),
    );
  }
  if (2 * side > (context.capital * limits.openNotionalPct) / 100) {
    findings.push(
      refusal(
        'open-notional',
        `${limits.openNotionalPct} % of capital`,
        pct(2 * side),
        'all orders together would be too large',
      ),
    );
  }
  if (position > (context.capital * limits.positionPct) / 100) {
    findings.push(
      refusal(
        'position',
        `${limits.positionPct} % of capital`,
        pct(position),
        'the inventory limit exceeds the study’s',
      ),
    );
  }
  if (side > position) {
    findings.push(
      warning('sweep', pct(position), pct(side), 'one sweep through all levels can overshoot the inventory limit'),
    );
  }
  return findings;
}

export function alreadyTried(candidate: GuardedDraft, { strategy, tried }: GuardrailContext): GuardrailFinding[] {
  if (candidate.draft.changes.length === 0) return [];
  return tried.flatMap((version): GuardrailFinding[] => {
    const distance = parameterDistance(strategy.parameters, candidate.parameters, version.parameters);
    if (distance === 0 && !(version.cancelled && candidate.byPerson)) {
      return [
        refusal(
          'duplicate',
          `anything but v${version.number}`,
          `v${version.number}`,
          sameParameters(candidate.parameters, version.parameters)
            ? `v${version.number} is the same: ${version.outcome}`
            : `v${version.number} behaves the same, since what differs has no effect: ${version.outcome}`,
        ),
      ];
    }
    if (distance > NEAR) return [];
    if (version.rolledBack && !candidate.byPerson) {
      return [
        refusal(
          'proven-worse',
          `away from v${version.number}`,
          `near v${version.number}`,
          `v${version.number} was rolled back: ${version.outcome}`,
        ),
      ];
    }
    return [
      warning(
        'near-duplicate',
        `away from v${version.number}`,
        `near v${version.number}`,
        `nearly v${version.number}: ${version.outcome}`,
      ),
    ];
  });
}

export function thinEvidence({ draft }: GuardedDraft, { mode, champion }: GuardrailContext): GuardrailFinding[] {
  if (draft.intent === 'no_change' || (champion.fills >= THIN_FILLS && champion.hours >= THIN_HOURS)) return [];
  const limit = `${THIN_FILLS} fills and ${THIN_HOURS} h on the champion`;
  const value = `${champion.fills} fills in ${champion.hours.toFixed(1)} h`;
  if (mode === 'live')
    return [refusal('thin-evidence', limit, value, 'too little is known to change what trades live')];
  return [warning('thin-evidence', limit, value, 'enough to explore, too little to conclude')];
}
