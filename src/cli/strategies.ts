/** `tune strategies` and `tune strategies show spread`: what can trade, and what can be tuned about it. */

import type { Command } from 'commander';
import { allStrategies, presetCalled, strategyCalled } from '../app/strategyList.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { presetToml, strategyData, strategyLines, strategyText } from './strategyText.ts';

export function strategiesVerb(program: Command, run: Run): void {
  const strategies = program
    .command('strategies')
    .description('List the strategies that study.strategy can name.')
    .action((_options: unknown, command: Command) =>
      run(command, async ({ io, json }) => {
        const kinds = allStrategies();
        if (json)
          io.out(
            JSON.stringify(
              kinds.map(({ name, summary }) => ({ name, summary })),
              null,
              2,
            ),
          );
        else io.out(strategyLines(kinds, io.width));
        io.say('Next: tune strategies show NAME');
        return EXIT.ok;
      }),
    );
  strategies
    .command('show <name>')
    .description('Show the parameters of a strategy with bounds, defaults and meaning.')
    .option('--preset <name>', 'print the lines of tune.toml that begin a study with a preset')
    .action((name: string, options: { readonly preset?: string }, command: Command) =>
      run(command, async (context) => show(context, name, options.preset)),
    );
}

function show({ io, json }: Context, name: string, preset: string | undefined): number {
  const kind = strategyCalled(name);
  if (preset !== undefined) {
    const found = presetCalled(kind, preset);
    io.out(json ? JSON.stringify(found, null, 2) : presetToml(kind, found));
    return EXIT.ok;
  }
  io.out(json ? JSON.stringify(strategyData(kind), null, 2) : strategyText(kind, io.width));
  io.say(`Next: tune init --strategy ${kind.name}`);
  return EXIT.ok;
}
