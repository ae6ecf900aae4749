/** The hash that an approval is bound to. When any part of it changes, the approval no longer holds. */

import type { ParameterDeclarations, Parameters } from '../strategy/parameters.ts';

/** SHA-256 (hex) of base parameters, proposed parameters and the bounds they were judged by. */
export function proposalHash(
  base: Parameters,
  proposed: Parameters,
  declarations: ParameterDeclarations,
  sha256: (text: string) => string,
): string {
  return sha256(JSON.stringify([sorted(base), sorted(proposed), sorted(judgedBy(declarations))]));
}

/** Without what a parameter is said to do in reports: no proposal is judged by it. */
function judgedBy(declarations: ParameterDeclarations): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(declarations).map(([name, { raising: _, ...declaration }]) => [name, declaration]),
  );
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
