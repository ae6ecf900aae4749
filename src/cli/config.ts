/** `tune config show`: the settings in force and, with --origin, where each comes from. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { idleParameters } from '../app/idleParameters.ts';
import { termLines, termsOf } from '../app/openStudy.ts';
import { readStudy } from '../app/studyAccess.ts';
import type { LoadedConfig } from '../config/load.ts';
import { StoreError } from '../store/errors.ts';
import { NotFound } from '../study/journal.ts';
import { differingTerms } from '../study/terms.ts';
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
        const loaded = context.settings();
        const { values } = loaded;
        const { io } = context;
        for (const line of await sayOfStudy(context, loaded)) io.say(line);
        if (context.json) {
          io.out(
            JSON.stringify(
              options.origin
                ? values
                : Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value])),
              null,
              2,
            ),
          );
          return EXIT.ok;
        }
        const width = Math.max(...Object.keys(values).map((key) => key.length));
        for (const [key, { value, origin }] of Object.entries(values)) {
          io.out(
            `${key.padEnd(width)}  ${JSON.stringify(value)}${options.origin ? io.paint('dim', `  (${origin})`) : ''}`,
          );
        }
        return EXIT.ok;
      }),
    );
}

/** What the settings do not decide any more, since the study has begun; nothing before that. */
async function sayOfStudy(context: Context, loaded: LoadedConfig): Promise<string[]> {
  if (!existsSync(context.workspace.databaseFile)) return [];
  try {
    return await readStudy(context, (journal) => {
      const versions = journal.versions();
      if (versions.length === 0) return [];
      const terms = termLines(differingTerms(journal.study, termsOf(loaded)), loaded.values);
      return [
        `Study ${journal.study.name} has begun: its versions come from decisions, [parameters] made v1 alone.`,
        ...idleParameters(versions, loaded),
        ...(terms.length === 0 ? [] : ['Its terms are others than these, and stay as they are:', ...terms]),
      ];
    });
  } catch (error) {
    // The settings are shown all the same.
    if (error instanceof NotFound) return [];
    if (error instanceof StoreError) return [error.message];
    throw error;
  }
}
