/** `tune config show`: the settings in force and, with --origin, where each comes from. */

import type { Command } from 'commander';
import { settingsWithoutEffect } from '../app/settingsWithoutEffect.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { settingLines, settingsData, withoutEffectLines } from './settingsText.ts';

export function configVerb(program: Command, run: Run): void {
  program
    .command('config')
    .description('Show the settings.')
    .command('show')
    .description('Show the settings in force.')
    .option('--origin', 'with the source of each value')
    .action(({ origin = false }: { origin?: boolean }, command: Command) =>
      run(command, async (context) => {
        const { io, json } = context;
        const { values } = context.settings();
        for (const line of withoutEffectLines(await settingsWithoutEffect(context), values)) io.say(line);
        if (json) io.out(JSON.stringify(settingsData(values, origin), null, 2));
        else for (const line of settingLines(values, origin ? io.paint : null)) io.out(line);
        return EXIT.ok;
      }),
    );
}
