/** Two parameter sets side by side for a terminal: what changed first, what did not in one line, what is frozen last. */

import type { ParameterDeclarations, Parameters } from '../strategy/parameters.ts';
import { type Difference, differences, parameterNames } from '../study/versions.ts';
import { NOT_KNOWN } from './figures.ts';
import { type Paint, unpainted } from './paint.ts';
import { changeText, positionInBounds, relativeChange } from './parameterText.ts';

export interface DiffOptions {
  /** Columns of the terminal: the lists of what did not change are cut to it, places in the bounds left out where they do not fit. */
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

function relativeText(change: Difference): string {
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
