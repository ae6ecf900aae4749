/** `tune config show`: the settings in force and, with --origin, where each comes from. */

import type { Command } from 'commander';
import { idleParametersText } from '../app/idleParameters.ts';
import { termLines } from '../app/openStudy.ts';
import { type SettingsWithoutEffect, settingsWithoutEffect } from '../app/studySettings.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function configVerb(program: Command, run: Run): void {
  program
    .command('config')
    .description('Look at the settings.')
    .command('show')
    .description('Show the settings in force.')
    .option('--origin', 'name the source of each value')
    .action((options: { origin?: boolean }, command: Command) =>
      run(command, async (context) => {
        const { values } = context.settings();
        for (const line of studyLines(await settingsWithoutEffect(context), values)) context.io.say(line);
        printSettings(context, values, options.origin === true);
        return EXIT.ok;
      }),
    );
}

function printSettings({ io, json }: Context, values: LoadedConfig['values'], withOrigin: boolean): void {
  if (json) {
    const plain = Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
    io.out(JSON.stringify(withOrigin ? values : plain, null, 2));
    return;
  }
  const width = Math.max(...Object.keys(values).map((key) => key.length));
  for (const [key, { value, origin }] of Object.entries(values)) {
    const source = withOrigin ? io.paint('dim', `  (${origin})`) : '';
    io.out(`${key.padEnd(width)}  ${JSON.stringify(value)}${source}`);
  }
}

function studyLines(found: SettingsWithoutEffect | string | null, values: LoadedConfig['values']): string[] {
  if (found === null) return [];
  if (typeof found === 'string') return [found];
  const terms = termLines(found.terms, values);
  return [
    `Study ${found.study} has begun: its versions come from decisions, [parameters] made v1 alone.`,
    ...idleParametersText(found.parameters),
    ...(terms.length === 0 ? [] : ['Its terms are others than these, and stay as they are:', ...terms]),
  ];
}
