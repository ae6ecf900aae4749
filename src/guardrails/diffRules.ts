/** Rules about the diff itself: what may change, by how much, and how many things at once. */

import { isWithinReach, valuesWithinReach } from '../strategy/moves.ts';
import {
  behavesLike,
  checkParameters,
  hasEffect,
  type NumberDeclaration,
  type ParameterDeclaration,
  type Parameters,
} from '../strategy/parameters.ts';
import type { GuardrailFinding } from '../study/records.ts';
import type { GuardedDraft, GuardrailContext } from './context.ts';
import { refusal, warning } from './rules.ts';

const MAX_CHANGES = 6;
const MANY_CHANGES = 3;

export function emptyDiff({ draft }: GuardedDraft): GuardrailFinding[] {
  if (draft.intent === 'no_change' || draft.changes.length > 0) return [];
  return [
    refusal('empty-diff', 'at least one change', '0 changes', `the intent is "${draft.intent}" but nothing changes`),
  ];
}

export function baseMismatch({ draft }: GuardedDraft, { base }: GuardrailContext): GuardrailFinding[] {
  return draft.changes
    .filter((change) => base.parameters[change.parameter] !== change.from)
    .map((change) =>
      refusal(
        'base-mismatch',
        `${change.parameter} = ${base.parameters[change.parameter]} in v${base.number}`,
        String(change.from),
        `the change of ${change.parameter} starts from a value that v${base.number} does not have`,
      ),
    );
}

export function repeatedParameter({ draft }: GuardedDraft): GuardrailFinding[] {
  const names = draft.changes.map((change) => change.parameter);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) =>
    refusal('repeated-parameter', 'one change a parameter', name, `${name} is changed more than once`),
  );
}

export function bounds({ parameters }: GuardedDraft, { strategy }: GuardrailContext): GuardrailFinding[] {
  return checkParameters(strategy.parameters, parameters).map((problem) =>
    refusal('bounds', problem.allowed, String(problem.value), problem.message),
  );
}

export function notTunable({ draft }: GuardedDraft, { strategy }: GuardrailContext): GuardrailFinding[] {
  return draft.changes
    .filter((change) => strategy.parameters[change.parameter]?.tunable === false)
    .map((change) =>
      refusal(
        'not-tunable',
        `${change.parameter} stays ${change.from}`,
        String(change.to),
        `${change.parameter} is not open to tuning`,
      ),
    );
}

export function changeCount({ draft, byPerson }: GuardedDraft): GuardrailFinding[] {
  const count = draft.changes.length;
  if (count > MAX_CHANGES && !byPerson) {
    return [
      refusal(
        'too-many-changes',
        `at most ${MAX_CHANGES}`,
        String(count),
        'the effects of this many changes cannot be separated',
      ),
    ];
  }
  if (count > MANY_CHANGES) {
    return [warning('many-changes', `${MANY_CHANGES} or fewer`, String(count), 'an effect will be hard to attribute')];
  }
  return [];
}

export function stepLimit(
  { draft, byPerson }: GuardedDraft,
  { strategy, reach }: GuardrailContext,
): GuardrailFinding[] {
  return draft.changes.flatMap((change) => {
    const declaration = strategy.parameters[change.parameter];
    if (declaration?.kind !== 'number' || typeof change.from !== 'number' || typeof change.to !== 'number') return [];
    if (isWithinReach(declaration, change.from, change.to, reach)) return [];
    const make = byPerson ? warning : refusal;
    return [
      make(
        'step-limit',
        reachText(declaration, change.from, reach),
        String(change.to),
        `${change.parameter} moves from ${change.from} to ${change.to} ${declaration.unit} at once`,
      ),
    ];
  });
}

/** The values that one move may lead to, e.g. `from 0.5 to 1.5 bps`. */
function reachText(declaration: NumberDeclaration, from: number, reach: number): string {
  const values = [from, ...valuesWithinReach(declaration, from, reach)];
  return `from ${Math.min(...values)} to ${Math.max(...values)} ${declaration.unit}`;
}

/** A change of what does nothing would be given as a reason for a version that it had no part in. A person may prepare one. */
export function noEffect(
  { draft, parameters, byPerson }: GuardedDraft,
  { strategy }: GuardrailContext,
): GuardrailFinding[] {
  const make = byPerson ? warning : refusal;
  return draft.changes.flatMap(({ parameter, from, to }) => {
    const declaration = strategy.parameters[parameter];
    if (declaration === undefined || typeof to !== declaration.kind || from === to) return [];
    const off = switchesOff(declaration, parameters);
    if (off.length > 0) {
      const names = off.join(' and ');
      const are = off.length === 1 ? 'is' : 'are';
      return [
        make(
          'no-effect',
          off.map((name) => `${name} = true`).join(', '),
          String(to),
          `${parameter} does nothing while ${names} ${are} off`,
        ),
      ];
    }
    if (declaration.kind === 'boolean' || declaration.effectFrom === undefined) return [];
    const like = behavesLike(declaration, to);
    if (like === to && like !== behavesLike(declaration, from)) return [];
    const { min, effectFrom, unit } = declaration;
    return [
      make(
        'no-effect',
        `${min}, or at least ${effectFrom} ${unit}`,
        String(to),
        `${parameter} = ${like === to ? from : to} does the same as ${min}: the smallest value with an effect is ${effectFrom} ${unit}`,
      ),
    ];
  });
}

function switchesOff(declaration: ParameterDeclaration, parameters: Parameters): readonly string[] {
  return hasEffect(declaration, parameters)
    ? []
    : (declaration.onlyWith ?? []).filter((name) => parameters[name] !== true);
}

export function coupled({ draft }: GuardedDraft, { strategy }: GuardrailContext): GuardrailFinding[] {
  const changed = new Set(draft.changes.map((change) => change.parameter));
  return draft.changes.flatMap((change) => {
    const partners = strategy.parameters[change.parameter]?.coupledWith ?? [];
    if (partners.length === 0 || partners.some((partner) => changed.has(partner))) return [];
    return [
      warning(
        'coupled',
        partners.join(', '),
        'unchanged',
        `${change.parameter} works together with ${partners.join(' and ')}`,
      ),
    ];
  });
}
