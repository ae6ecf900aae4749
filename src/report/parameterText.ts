/** Parameter values and their changes in words. */

import type { ParameterDeclaration, ParameterValue } from '../strategy/parameters.ts';
import type { Difference } from '../study/versions.ts';
import { NOT_KNOWN } from './figures.ts';

export function unitOf(declaration: ParameterDeclaration | null): string {
  return declaration?.kind === 'number' ? declaration.unit : '';
}

/** `1.5 bps`, `true`, `–`. */
export function valueText(value: ParameterValue | null, declaration: ParameterDeclaration | null): string {
  if (value === null) return NOT_KNOWN;
  const unit = unitOf(declaration);
  return unit === '' ? String(value) : `${value} ${unit}`;
}

/** `2.5 → 1.5 bps`. */
export function changeText({ from, to, declaration }: Difference): string {
  return `${valueText(from, null)} → ${valueText(to, declaration)}`;
}

/** The first few changes in one line: `spreadBps 2.5 → 1.5, levels 5 → 6, 2 more`. */
export function changesLine(changes: readonly Difference[], most: number): string {
  const shown = changes
    .slice(0, most)
    .map((c) => `${c.parameter} ${valueText(c.from, null)} → ${valueText(c.to, null)}`);
  const hidden = changes.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`${hidden} more`] : [])].join(', ');
}

/** Relative change of a number; null for switches and from zero. */
export function relativeChange({ from, to }: Difference): number | null {
  if (typeof from !== 'number' || typeof to !== 'number' || from === 0) return null;
  return (to - from) / Math.abs(from);
}

/** Where a number lies between its bounds, 0…1, on the parameter's own scale; null for switches. */
export function positionInBounds(
  value: ParameterValue | null,
  declaration: ParameterDeclaration | null,
): number | null {
  if (typeof value !== 'number' || declaration?.kind !== 'number') return null;
  const { min, max, scale } = declaration;
  if (max === min) return 0;
  const at = scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.min(1, Math.max(0, at));
}
