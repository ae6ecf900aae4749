/** Whether a claim is one that code can test at all. */

import type { ParameterDeclaration, ParameterDeclarations } from '../../strategy/parameters.ts';
import type { NewLearning } from '../journal.ts';
import { regimes } from '../regime.ts';

/** One sentence a problem; empty for a claim that may go on record. */
export function checkClaim(claim: Omit<NewLearning, 'by'>, declarations: ParameterDeclarations): string[] {
  return [
    ...(claim.claim.trim() === '' ? ['the claim has no words: say what was learned'] : []),
    ...parameterProblems(claim, declarations),
    ...(claim.scope === 'any' || regimes.includes(claim.scope)
      ? []
      : [`unknown scope "${claim.scope}"; known: any, ${regimes.join(', ')}`]),
    ...rangeProblems(claim),
  ];
}

function parameterProblems(
  { parameter, direction }: Omit<NewLearning, 'by'>,
  declarations: ParameterDeclarations,
): string[] {
  // Own names only: every object has a `constructor`.
  const declaration = Object.hasOwn(declarations, parameter) ? declarations[parameter] : undefined;
  if (declaration === undefined) {
    return [`unknown parameter "${parameter}"; known: ${Object.keys(declarations).join(', ')}`];
  }
  const fitting = directionsOf(declaration);
  if (fitting.includes(direction)) return [];
  const kind = declaration.kind === 'boolean' ? 'a switch' : 'a number';
  return [`"${direction}" does not fit ${parameter}, which is ${kind}; it takes ${fitting.join(' or ')}`];
}

function directionsOf(declaration: ParameterDeclaration): readonly NewLearning['direction'][] {
  return declaration.kind === 'boolean' ? ['switch-on', 'switch-off'] : ['raise', 'lower'];
}

/** The range is a difference of profit: below zero for what is said to be worse. */
function rangeProblems({ effect, effectRange }: Omit<NewLearning, 'by'>): string[] {
  if (effectRange === null) return [];
  const [low, high] = effectRange;
  const range = `effect range ${low} to ${high}`;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [`${range}: both ends have to be finite numbers`];
  if (low > high) return [`${range}: the low end is above the high one`];
  if (effect === 'better' && high <= 0) return [`${range}: a move that is better earns more than zero`];
  if (effect === 'worse' && low >= 0) return [`${range}: a move that is worse earns less than zero, e.g. -0.5 to -0.1`];
  if (effect === 'none' && (low > 0 || high < 0)) return [`${range}: no effect includes zero`];
  return [];
}
