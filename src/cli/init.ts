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
    .option('--preset <name>', 'begin with these values of the strategy (tune strategies show NAME lists them)')
    .action(({ strategy, preset }: { readonly strategy: string; readonly preset?: string }, command: Command) =>
      run(command, async ({ io, json, workspace }) => {
        writeSettings(workspace, strategy, preset);
        if (json) io.out(JSON.stringify({ written: workspace.tomlFile }, null, 2));
        else io.tell(`${workspace.tomlFile} is written; ${valuesOf(strategy, preset)}.`);
        io.say('Next: tune start --hours 8');
        return EXIT.ok;
      }),
    );
}

function valuesOf(strategy: string, preset: string | undefined): string {
  return preset === undefined
    ? 'every key in it has its default value'
    : `its parameters are those of ${strategy}'s preset ${preset}, every other key has its default value`;
}
