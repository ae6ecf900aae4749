/** `tune config show`: the settings in force and, with --origin, where each comes from. */

import type { Command } from 'commander';
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
        const { io } = context;
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
