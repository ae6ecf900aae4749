/** Strategies and their parameters for a terminal. */

import { lensesOf } from '../app/strategyList.ts';
import { clip, wrapped } from '../report/terminalText.ts';
import { describeAllowed, type ParameterDeclaration, type ParameterValue } from '../strategy/parameters.ts';
import type { Preset, StrategyKind } from '../strategy/strategy.ts';
import { targetWords } from './targetsText.ts';

/** A line for each strategy: its name and its summary. */
export function strategyLines(kinds: readonly StrategyKind[], width: number): string {
  const nameWidth = Math.max(...kinds.map(({ name }) => name.length)) + 2;
  return kinds
    .flatMap(({ name, summary }) =>
      wrapped(summary, width - nameWidth).map((line, i) => (i === 0 ? name : '').padEnd(nameWidth) + line),
    )
    .join('\n');
}

/** Everything that is declared about a strategy. */
export function strategyText(kind: StrategyKind, width: number): string {
  const { always, sometimes } = lensesOf(kind);
  const reads = ['best prices', ...always, ...sometimes.map((lens) => `${lens} with some parameters`)];
  return [
    ...wrapped(`${kind.name}: ${kind.summary}`, width),
    `Reads: ${reads.join(', ')}`,
    '',
    ...Object.entries(kind.parameters).flatMap(([name, declaration]) => parameterLines(name, declaration, width)),
    ...titled('Why it may hold back:', Object.entries(kind.reasons ?? {}), width),
    ...titled('Presets:', presetEntries(kind), width),
    ...titled(
      'Targets (tune targets):',
      (kind.targets ?? []).map((one) => ['', targetWords(one)] as const),
      width,
    ),
  ].join('\n');
}

function parameterLines(name: string, declaration: ParameterDeclaration, width: number): string[] {
  const notes = [
    describeAllowed(declaration),
    ...(declaration.kind === 'number' && declaration.scale === 'log' ? ['log scale'] : []),
    ...(declaration.tunable ? [] : ['not tunable']),
    ...(declaration.onlyWith === undefined ? [] : [`only with ${declaration.onlyWith.join(' and ')}`]),
  ];
  return [
    clip(`${name} = ${String(declaration.default)}  (${notes.join('; ')})`, width),
    ...wrapped(declaration.meaning, width - 4).map((line) => `    ${line}`),
  ];
}

function presetEntries({ presets = [], parameters }: StrategyKind): [string, string][] {
  return presets.map(({ name, meaning, values }) => {
    const changes = Object.entries(values).map(([key, value]) => `${key} ${String(value)}`);
    const known = Object.keys(values).length === Object.keys(parameters).length ? 'all parameters' : changes.join(', ');
    return [name, `${meaning} ${known}.`];
  });
}

function titled(title: string, entries: readonly (readonly [string, string])[], width: number): string[] {
  if (entries.length === 0) return [];
  return [
    '',
    title,
    ...entries.flatMap(([name, text]) =>
      wrapped(name === '' ? text : `${name}: ${text}`, width - 2).map((line, i) => (i === 0 ? '  ' : '    ') + line),
    ),
  ];
}

/** Lines for tune.toml that begin a study with a preset. */
export function presetToml(kind: StrategyKind, { name, meaning, values }: Preset): string {
  const line = ([key, value]: readonly [string, ParameterValue]): string => `${key} = ${String(value)}`;
  return [`# ${kind.name}, preset ${name}. ${meaning}`, '[parameters]', ...Object.entries(values).map(line)].join('\n');
}

/** What is declared, as JSON. */
export function strategyData({ name, summary, parameters, reasons, presets, targets, ...kind }: StrategyKind): object {
  return {
    name,
    summary,
    reads: lensesOf({ name, summary, parameters, ...kind }),
    parameters,
    reasons: reasons ?? {},
    presets: presets ?? [],
    targets: targets ?? [],
  };
}
