/** The hash that an approval is bound to. When any part of it changes, the approval no longer holds. */

import type { ParameterDeclarations } from '../strategy/parameters.ts';
import type { ParameterChange } from '../study/records.ts';
import type { GuardrailContext } from './context.ts';
import { applied } from './judge.ts';

interface JudgedBy extends Pick<GuardrailContext, 'strategy' | 'limits'> {
  readonly base: Pick<GuardrailContext['base'], 'number' | 'parameters'>;
}

/**
 * SHA-256 (hex) of the number and parameters of the base, the proposed parameters, and the bounds that are in force: those of each
 * parameter, and the limits of risk.
 */
export function proposalHash(
  changes: readonly ParameterChange[],
  { base, strategy, limits }: JudgedBy,
  sha256: (text: string) => string,
): string {
  const { number, parameters } = base;
  const bound = [parameters, applied(parameters, changes), judgedBy(strategy.parameters), limits].map(sorted);
  return sha256(JSON.stringify([number, ...bound]));
}

/** Without what a parameter is said to do in reports: no proposal is judged by it. */
function judgedBy(declarations: ParameterDeclarations): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(declarations).map(([name, { raising: _, ...declaration }]) => [name, declaration]),
  );
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
