/** Parameter values and their changes in words, and two parameter sets side by side for a terminal. */

import type {
  ParameterDeclaration,
  ParameterDeclarations,
  Parameters,
  ParameterValue,
} from '../strategy/parameters.ts';
import type { ProposalRecord, VersionRecord } from '../study/records.ts';
import type { Difference } from '../study/versions.ts';
import { differences, parameterNames } from '../study/versions.ts';
import { NOT_KNOWN } from './figures.ts';
import { prose } from './markdown.ts';
import type { ReportedStudy } from './reportedStudy.ts';
import { type Paint, unpainted } from './terminalText.ts';

function unitOf(declaration: ParameterDeclaration | null): string {
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

/** A change by its name and values; `from` is missing where that is not on record. */
interface NamedChange {
  readonly parameter: string;
  readonly from?: ParameterValue | null;
  readonly to: ParameterValue | null;
}

/** The first few changes in one line: `spreadBps 2.5 → 1.5, levels 5 → 6, 2 more`. */
export function changesLine(changes: readonly NamedChange[], most: number): string {
  const shown = changes
    .slice(0, most)
    .map((c) => `${c.parameter} ${valueText(c.from ?? null, null)} → ${valueText(c.to, null)}`);
  const hidden = changes.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`${hidden} more`] : [])].join(', ');
}

/** Relative change of a number; null for switches and from zero. */
function relativeChange({ from, to }: Difference): number | null {
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

/** The changes that a proposal asked for. */
export function proposedDifferences(proposal: ProposalRecord, declarations: ParameterDeclarations): Difference[] {
  return proposal.changes.map(({ parameter, from, to }) => ({
    parameter,
    from,
    to,
    declaration: declarations[parameter] ?? null,
  }));
}

/** The changes that a proposal asks for, short: `from v3: levels 5 → 6`. */
export function proposedWords({ base, changes }: Pick<ProposalRecord, 'base' | 'changes'>): string {
  return `from v${base}: ${prose(changesLine(changes, 4))}`;
}

/** Changes from the parent with the unit: `spreadBps: 2.5 → 1.5 bps`. */
export function changeItems(changes: readonly Difference[]): string[] {
  return changes.map((change) => {
    const switched = unitOf(change.declaration) === '' && change.declaration === null ? ' (no longer declared)' : '';
    return `\`${change.parameter}\`: ${changeText(change)}${switched}`;
  });
}

/** What was changed from the parent, short. */
export function changeWords({ snapshot, declarations }: ReportedStudy, version: VersionRecord): string {
  const parent = version.parent === null ? null : snapshot.version(version.parent);
  if (parent === null) return 'baseline';
  const changes = differences(parent.parameters, version.parameters, declarations);
  if (changes.length === 0) return `the same as v${parent.number}`;
  return prose(changesLine(changes, 3));
}

export interface DiffOptions {
  /** Columns of the terminal. Lists of unchanged parameters are cut to it; positions in the bounds are left out where they do not fit. */
  readonly width?: number;
  readonly paint?: Paint;
}

const BAR_CELLS = 10;
const RELATIVE_SIZE = 7;

/**
 * Each change with old → new, unit, relative change, and where old (o) and new (●) lie between the parameter's bounds
 * on its own scale. Values are never rounded. Without a newline at the end.
 */
export function diffText(
  from: Parameters,
  to: Parameters,
  declarations: ParameterDeclarations,
  { width = 80, paint = unpainted }: DiffOptions = {},
): string {
  const changed = differences(from, to, declarations);
  const names = parameterNames(declarations, from, to).filter((name) => !changed.some((c) => c.parameter === name));
  const isFrozen = (name: string): boolean => declarations[name]?.tunable === false;
  const frozen = names.filter(isFrozen);
  const unchanged = names.filter((name) => !isFrozen(name));
  return [
    ...(changed.length === 0 ? ['Nothing changed.'] : changedLines(changed, width, paint)),
    ...namesLine(`Unchanged (${unchanged.length})`, unchanged, to, width, paint),
    ...namesLine(`Frozen (${frozen.length})`, frozen, to, width, paint),
  ].join('\n');
}

function changedLines(changed: readonly Difference[], width: number, paint: Paint): string[] {
  const nameSize = Math.max(...changed.map((c) => c.parameter.length));
  const valueSize = Math.max(...changed.map((c) => changeText(c).length));
  const bounds = changed.map(boundsText);
  const needed = nameSize + valueSize + RELATIVE_SIZE + 3 * 2 + Math.max(...bounds.map((text) => text.length));
  return changed.map((change, i) => {
    const { declaration, parameter } = change;
    const notes = [
      relativeText(change).padStart(RELATIVE_SIZE),
      needed > width ? '' : (bounds[i] ?? ''),
      ...(declaration === null ? [paint('red', 'not declared')] : []),
      ...(declaration?.tunable === false ? [paint('red', 'frozen')] : []),
    ];
    const line = `${paint('bold', parameter.padEnd(nameSize))}  ${changeText(change).padEnd(valueSize)}  ${notes.join('  ')}`;
    return line.trimEnd();
  });
}

/** `-40 %` of a change; empty for switches. */
export function relativeText(change: Difference): string {
  const relative = relativeChange(change);
  if (relative === null) return typeof change.to === 'boolean' ? '' : NOT_KNOWN;
  const percent = Math.round(relative * 1000) / 10;
  return `${percent > 0 ? '+' : ''}${percent} %`;
}

/** `[o···●·····] 5 to 40 %`: old and new between the bounds. */
function boundsText({ from, to, declaration }: Difference): string {
  const [before, after] = [positionInBounds(from, declaration), positionInBounds(to, declaration)];
  if (after === null) return '';
  const cell = (position: number): number => Math.min(BAR_CELLS - 1, Math.floor(position * BAR_CELLS));
  const bar = Array.from({ length: BAR_CELLS }, (_, i) =>
    i === cell(after) ? '●' : before !== null && i === cell(before) ? 'o' : '·',
  ).join('');
  const percent = (position: number): string => `${Math.round(position * 100)}`;
  return `[${bar}] ${before === null ? '' : `${percent(before)} to `}${percent(after)} %`;
}

/** `name value, name value, … 3 more` on one line: as many as fit. */
function namesLine(title: string, names: readonly string[], values: Parameters, width: number, paint: Paint): string[] {
  if (names.length === 0) return [];
  const line = (shown: number): string => {
    const pieces = names.slice(0, shown).map((name) => `${name} ${values[name]}`);
    const hidden = names.length - shown;
    return `${title}: ${[...pieces, ...(hidden > 0 ? [`… ${hidden} more`] : [])].join(', ')}`;
  };
  let shown = names.length;
  while (shown > 0 && line(shown).length > width) shown--;
  return [paint('dim', line(shown))];
}
