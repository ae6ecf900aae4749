/** Writes the explained tune.toml from the declarations, so that it is never out of date. */

import { describeAllowed } from '../strategy/parameters.ts';
import type { Preset, StrategyKind } from '../strategy/strategy.ts';
import { allowedText } from './declarations.ts';
import { environmentName, settings } from './settings.ts';

const HEADER = `# Settings of this workspace. Every key is optional; the values shown are the defaults.
# Precedence: flag > environment > .env > this file > default. \`tune config show --origin\` shows where a value comes from.
# A study's instrument, strategy, capital and seed are fixed when it is created; use another study.name to change them.
`;

/**
 * All keys with meaning, unit and allowed values, each set to its default and commented out.
 * @param preset of the strategy; its values are set, and not commented out
 * @param set settings by their dotted keys that have another value than their default; they are not commented out
 */
export function renderTemplate(
  strategy: StrategyKind,
  preset?: Preset,
  set: Readonly<Record<string, string | number>> = {},
): string {
  const lines: string[] = [HEADER];
  let table = '';
  for (const [key, setting] of Object.entries(settings)) {
    const [section = '', name = ''] = key.split('.');
    if (section !== table) {
      table = section;
      lines.push(`[${section}]`);
    }
    lines.push(
      `# ${setting.meaning}`,
      `# ${sentence(allowedText(setting))}; ${environmentName(key)} in the environment.`,
    );
    const other = key === 'study.strategy' && strategy.name !== setting.default ? strategy.name : set[key];
    lines.push(other === undefined ? `# ${name} = ${literal(setting.default)}` : `${name} = ${literal(other)}`, '');
  }
  lines.push(
    `# First version of a new study (strategy "${strategy.name}"). Later versions come from decisions, never from this file.`,
  );
  if (preset !== undefined) lines.push(`# Preset ${preset.name}. ${preset.meaning}`);
  lines.push('[parameters]');
  for (const [name, declaration] of Object.entries(strategy.parameters)) {
    lines.push(`# ${declaration.meaning}`, `# ${sentence(describeAllowed(declaration))}.`);
    const value = preset?.values[name];
    lines.push(value === undefined ? `# ${name} = ${literal(declaration.default)}` : `${name} = ${literal(value)}`, '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function literal(value: unknown): string {
  return typeof value === 'string' || Array.isArray(value)
    ? JSON.stringify(value).replaceAll(',', ', ')
    : String(value);
}
