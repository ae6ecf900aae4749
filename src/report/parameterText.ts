/** Parameter values and their changes in words. */

import type {
  ParameterDeclaration,
  ParameterDeclarations,
  Parameters,
  ParameterValue,
} from '../strategy/parameters.ts';
import { NOT_KNOWN } from './figures.ts';

export interface Difference {
  readonly parameter: string;
  /** null when that side does not have the parameter: the strategy's declaration changed in between. */
  readonly from: ParameterValue | null;
  readonly to: ParameterValue | null;
  readonly declaration: ParameterDeclaration | null;
}

/** Parameters with different values, in the order of the declarations, unknown ones last. */
export function differences(from: Parameters, to: Parameters, declarations: ParameterDeclarations): Difference[] {
  return parameterNames(declarations, from, to)
    .filter((name) => from[name] !== to[name])
    .map((name) => ({
      parameter: name,
      from: from[name] ?? null,
      to: to[name] ?? null,
      declaration: declarations[name] ?? null,
    }));
}

/** All names, in the order of the declarations; names that no declaration has last, sorted. */
export function parameterNames(declarations: ParameterDeclarations, ...sets: readonly Parameters[]): string[] {
  const declared = Object.keys(declarations).filter((name) => sets.some((set) => set[name] !== undefined));
  const others = [...new Set(sets.flatMap((set) => Object.keys(set)))].filter(
    (name) => declarations[name] === undefined,
  );
  return [...declared, ...others.sort()];
}

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
