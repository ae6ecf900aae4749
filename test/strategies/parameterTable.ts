/** The table of parameters, reasons and presets on a page of a strategy, from its declaration. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultParameters, type ParameterDeclaration } from '../../src/strategy/parameters.ts';
import type { StrategyKind } from '../../src/strategy/strategy.ts';

const BEGIN = '<!-- Written by `npm run docs:strategies`. -->\n';
const END = '<!-- End of the table. -->';

export function pageOf(strategy: string): string {
  const page = strategy === 'grid' ? 'grid.md' : `strategies/${strategy}.md`;
  return join(import.meta.dirname, '../../docs', page);
}

/** The page with its table written anew. @throws RangeError where the page has no place for it */
export function pageWithTable(kind: StrategyKind): string {
  const page = readFileSync(pageOf(kind.name), 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError(`${pageOf(kind.name)} has no place for its table`);
  return `${page.slice(0, from)}${BEGIN}\n${tables(kind)}\n${page.slice(to)}`;
}

function tables(kind: StrategyKind): string {
  const reasons = Object.entries(kind.reasons ?? {});
  return [
    ...parameterTable(kind),
    ...(reasons.length === 0
      ? []
      : [
          '',
          'Reasons that a session counts:',
          '',
          ...reasons.map(([code, sentence]) => `- \`${code}\`: ${sentence}`),
        ].map((line) => wrapped(line))),
    ...presetTable(kind),
    '',
  ].join('\n');
}

/** One row a parameter. */
export function parameterTable(kind: StrategyKind): string[] {
  return [
    '| name | unit | range | step | default | meaning |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries(kind.parameters).map(([name, declaration]) => row(name, declaration)),
  ];
}

function row(name: string, declaration: ParameterDeclaration): string {
  const effectFrom = declaration.kind === 'number' ? declaration.effectFrom : undefined;
  const notes = [
    ...(effectFrom === undefined ? [] : [`Below ${effectFrom} it does nothing.`]),
    ...(declaration.onlyWith === undefined ? [] : [`Only with ${declaration.onlyWith.join(' and ')}.`]),
    ...(declaration.tunable ? [] : ['Not tunable.']),
  ];
  const meaning = [declaration.meaning, ...notes].join(' ').replaceAll('|', '\\|').replaceAll('$', '\\$');
  if (declaration.kind === 'boolean') return `| \`${name}\` | | true, false | | ${declaration.default} | ${meaning} |`;
  const { unit, min, max, step, scale } = declaration;
  return `| \`${name}\` | ${unit} | ${min}–${max}${scale === 'log' ? ', log' : ''} | ${step} | ${declaration.default} | ${meaning} |`;
}

/** Presets side by side: the parameters that any of them sets. */
function presetTable({ presets = [], parameters }: StrategyKind): string[] {
  if (presets.length === 0) return [];
  const defaults = defaultParameters(parameters);
  const names = Object.keys(parameters).filter((name) => presets.some(({ values }) => Object.hasOwn(values, name)));
  return [
    '',
    wrapped(
      'Presets (`tune strategies show NAME --preset PRESET` prints the lines for tune.toml); in brackets the default:',
    ),
    '',
    `| | ${presets.map(({ name }) => `\`${name}\``).join(' | ')} |`,
    `| --- |${' --- |'.repeat(presets.length)}`,
    ...names.map(
      (name) =>
        `| \`${name}\` | ${presets.map(({ values }) => String(values[name] ?? `(${defaults[name]})`)).join(' | ')} |`,
    ),
    '',
    ...presets.map(({ name, meaning }) => wrapped(`- \`${name}\`: ${meaning}`)),
  ];
}

/** Broken at 100 columns; later lines of a list entry are indented. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > 100) {
      lines.push(line);
      line = text.startsWith('- ') ? '  ' : '';
    }
    line = line.trim() === '' ? line + word : `${line} ${word}`;
  }
  return [...lines, line].join('\n').replaceAll('$', '\\$');
}
