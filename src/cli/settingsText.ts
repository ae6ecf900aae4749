/** The settings in force for the terminal, and which of them have no effect on a study that has begun. */

import { termLines } from '../app/openStudy.ts';
import { idleParametersText, type SettingsWithoutEffect } from '../app/settingsWithoutEffect.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Paint } from '../report/terminalText.ts';

type Values = LoadedConfig['values'];

/** One line a setting, with its source where `paint` is given. */
export function settingLines(values: Values, paintOrigin: Paint | null): string[] {
  const width = Math.max(...Object.keys(values).map((key) => key.length));
  return Object.entries(values).map(([key, { value, origin }]) => {
    const source = paintOrigin === null ? '' : paintOrigin('dim', `  (${origin})`);
    return `${key.padEnd(width)}  ${JSON.stringify(value)}${source}`;
  });
}

export function settingsData(values: Values, withOrigin: boolean): object {
  return withOrigin ? values : Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
}

/** @param found a sentence where the study cannot be read, null where it has not begun */
export function withoutEffectLines(found: SettingsWithoutEffect | string | null, values: Values): string[] {
  if (found === null) return [];
  if (typeof found === 'string') return [found];
  const terms = termLines(found.terms, values);
  return [
    `Study ${found.study} has begun: [parameters] made its v1, and its later versions come from decisions.`,
    ...idleParametersText(found.parameters),
    ...(terms.length === 0
      ? []
      : ['These terms of the study differ from the settings and stay as they are:', ...terms]),
  ];
}
