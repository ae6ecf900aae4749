/** Whether a model reads its history: the same question with permuted outcomes has to bring another answer. */

import type { NumberDeclaration, ParameterDeclarations } from '../../strategy/parameters.ts';
import type { ParameterChange, ProposalDraft } from '../../study/records.ts';

/** Whether another history brought another answer; a sentence where that could not be found out. */
export type PermutationResult = 'reads' | 'does-not-read' | { readonly unknown: string };

/**
 * Whether two drafts say the same: the same intent, the same parameters moved the same way, to values at most one step
 * apart. Words do not count.
 */
export function sameAnswer(a: ProposalDraft, b: ProposalDraft, declarations: ParameterDeclarations): boolean {
  if (a.base !== b.base || a.intent !== b.intent || a.changes.length !== b.changes.length) return false;
  return a.changes.every((change) => {
    const other = b.changes.find(({ parameter }) => parameter === change.parameter);
    const declaration = Object.hasOwn(declarations, change.parameter) ? declarations[change.parameter] : undefined;
    if (other === undefined) return false;
    return declaration?.kind === 'number' ? sameMove(change, other, declaration) : change.to === other.to;
  });
}

/**
 * Whether the answer to the permuted history shows that the history is read; null when both times nothing was to be
 * changed, which careful readers say too.
 */
export function readsHistory(
  plain: ProposalDraft,
  permuted: ProposalDraft,
  declarations: ParameterDeclarations,
): boolean | null {
  if (!sameAnswer(plain, permuted, declarations)) return true;
  return plain.changes.length === 0 ? null : false;
}

/** The warning for people when the answers are the same. */
export function permutationWarning(model: string): string {
  return `${model} gave the same answer with the outcomes of its history permuted: it does not seem to read its history. Take its reasons as decoration, set history = last:20, or use a larger model.`;
}

function sameMove(a: ParameterChange, b: ParameterChange, { step }: NumberDeclaration): boolean {
  const way = ({ from, to }: ParameterChange): number => Math.sign(Number(to) - Number(from));
  // A small tolerance: 0.3 − 0.2 is a little more than 0.1 in binary.
  return way(a) === way(b) && Math.abs(Number(a.to) - Number(b.to)) <= step * (1 + 1e-9);
}
