import type { RiskLimits } from '../risk/limits.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { checkParameters } from '../strategy/parameters.ts';
import type { StrategyContext, StrategyKind } from '../strategy/strategy.ts';
import { isRefused } from './judge.ts';
import { exposure } from './versionRules.ts';

/** What forbids a version that is no diff to another (a first one, an imported one), each problem in a sentence. */
export function versionProblems(
  strategy: StrategyKind,
  parameters: Parameters,
  context: StrategyContext,
  limits: RiskLimits,
): string[] {
  const single = checkParameters(strategy.parameters, parameters).map((problem) => problem.message);
  if (single.length > 0) return single;
  const findings = exposure(strategy.exposure(parameters, context), context, limits).filter((one) => isRefused([one]));
  return [
    ...(strategy.check?.(parameters, context) ?? []),
    ...findings.map(({ reason, limit, value }) => `${reason}: ${value}, the limit is ${limit}`),
  ];
}
