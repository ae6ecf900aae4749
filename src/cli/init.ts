/** `tune init`: an explained tune.toml to start from. */

import type { Command } from 'commander';
import { writeSettings } from '../app/workspaceFolder.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function initVerb(program: Command, run: Run): void {
  program
    .command('init')
    .description('Write a tune.toml with every key explained.')
    .option('--strategy <name>', 'the strategy whose parameters it holds', 'grid')
    .action(({ strategy }: { readonly strategy: string }, command: Command) =>
      run(command, async ({ io, json, workspace }) => {
        writeSettings(workspace, strategy);
        if (json) io.out(JSON.stringify({ written: workspace.tomlFile }, null, 2));
        else io.tell(`${workspace.tomlFile} is written; every key in it has its default value.`);
        io.say('Next: tune start --hours 8');
        return EXIT.ok;
      }),
    );
}
