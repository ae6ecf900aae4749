/** Rules about the diff itself: what may change, by how much, and how many things at once. */

import { checkParameters, type NumberDeclaration } from '../strategy/parameters.ts';
import type { GuardrailFinding } from '../study/records.ts';
import type { GuardedDraft, GuardrailContext } from './context.ts';

const MAX_CHANGES = 6;
const MANY_CHANGES = 3;
const MAX_RELATIVE_CHANGE = 0.5;
/** A step of this share of the range is always allowed: ratios alone are wrong near zero. */
const FREE_RANGE_SHARE = 0.1;

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

export function stepLimit({ draft, byPerson }: GuardedDraft, { strategy }: GuardrailContext): GuardrailFinding[] {
  return draft.changes.flatMap((change) => {
    const declaration = strategy.parameters[change.parameter];
    if (declaration?.kind !== 'number' || typeof change.from !== 'number' || typeof change.to !== 'number') return [];
    const limit = largestStep(declaration, change.from);
    const size = Math.abs(change.to - change.from);
    // A small tolerance: 0.3 − 0.2 is a little more than 0.1 in binary.
    if (size <= limit * (1 + 1e-9)) return [];
    const make = byPerson ? warning : refusal;
    return [
      make(
        'step-limit',
        `±${Number(limit.toPrecision(6))} ${declaration.unit} from ${change.from}`,
        String(change.to),
        `${change.parameter} moves by ${Number(size.toPrecision(6))} ${declaration.unit} at once`,
      ),
    ];
  });
}

/** Largest single move of a parameter from a value: half of it, a tenth of the range or one step, whichever is most. */
export function largestStep(declaration: NumberDeclaration, from: number): number {
  const { min, max, step } = declaration;
  return Math.max(Math.abs(from) * MAX_RELATIVE_CHANGE, (max - min) * FREE_RANGE_SHARE, step);
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

export function refusal(rule: string, limit: string, value: string, reason: string): GuardrailFinding {
  return { rule, severity: 'refusal', limit, value, reason };
}

export function warning(rule: string, limit: string, value: string, reason: string): GuardrailFinding {
  return { rule, severity: 'warning', limit, value, reason };
}
