/** The diff of two parameter sets: changes first, with where old and new lie in their bounds; then what stays, folded. */

import { html } from 'hono/html';
import { changeText, positionInBounds, relativeText, valueText } from '../../report/parameterText.ts';
import type { ParameterDeclarations, Parameters } from '../../strategy/parameters.ts';
import { type Difference, differences, parameterNames } from '../../study/versions.ts';
import { type Html, table } from '../layout.ts';

export function diffTable(from: Parameters, to: Parameters, declarations: ParameterDeclarations): Html {
  const changed = differences(from, to, declarations);
  const others = parameterNames(declarations, from, to).filter((name) => !changed.some((c) => c.parameter === name));
  const isFrozen = (name: string): boolean => declarations[name]?.tunable === false;
  return html`${
    changed.length === 0
      ? html`<p>Nothing changed.</p>`
      : table(
          'Changed parameters',
          ['Parameter', 'Old → new', 'Change', 'In its bounds'],
          changed.map((change) => [named(change), changeText(change), relativeText(change), boundsPicture(change)]),
          [2],
        )
  }
${folded(
  'Unchanged',
  others.filter((name) => !isFrozen(name)),
  to,
  declarations,
)}
${folded('Frozen: no proposer may change them', others.filter(isFrozen), to, declarations)}`;
}

function named({ parameter, declaration }: Difference): Html | string {
  if (declaration === null) return html`${parameter} <span class="alarm">not declared</span>`;
  return declaration.tunable ? parameter : html`${parameter} <span class="alarm">frozen</span>`;
}

function folded(
  title: string,
  names: readonly string[],
  values: Parameters,
  declarations: ParameterDeclarations,
): Html | string {
  if (names.length === 0) return '';
  return html`<details><summary>${title} (${names.length})</summary>${table(
    title,
    ['Parameter', 'Value'],
    names.map((name) => [name, valueText(values[name] ?? null, declarations[name] ?? null)]),
    [1],
  )}</details>`;
}

/** A line from the lower to the upper bound: a ring at the old value, a dot at the new one. */
function boundsPicture({ from, to, declaration }: Difference): Html | string {
  const [before, after] = [positionInBounds(from, declaration), positionInBounds(to, declaration)];
  if (after === null) return '';
  const x = (position: number): string => (6 + position * 108).toFixed(1);
  const percent = (position: number): string => `${Math.round(position * 100)} %`;
  const words = `${before === null ? '' : `from ${percent(before)} `}to ${percent(after)} of the range`;
  return html`<svg class="bounds" viewBox="0 0 120 16" width="120" height="16" role="img" aria-label="${words}"><line x1="6" y1="8" x2="114" y2="8"/>${
    before === null ? '' : html`<circle class="old" cx="${x(before)}" cy="8" r="4.5"/>`
  }<circle class="new" cx="${x(after)}" cy="8" r="4.5"/></svg>`;
}
