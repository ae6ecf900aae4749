/** `tune completion bash`: the script that completes verbs and flags in a shell. */

import { Argument, type Command } from 'commander';
import { completionScript, type Shell, shells } from './completionScripts.ts';
import { completionTree } from './completionTree.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

const HELP = `
Examples:
  eval "$(tune completion bash)"     in ~/.bashrc
  eval "$(tune completion zsh)"      in ~/.zshrc, after compinit
  tune completion fish > ~/.config/fish/completions/tune.fish`;

export function completionVerb(program: Command, run: Run): void {
  program
    .command('completion')
    .description('Print the script that completes verbs and flags in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', HELP)
    .action((shell: Shell, _options: unknown, command: Command) =>
      run(command, async ({ io, json }) => {
        const script = completionScript(shell, completionTree(program));
        io.out(json ? JSON.stringify({ shell, script }, null, 2) : script.trimEnd());
        return EXIT.ok;
      }),
    );
}
