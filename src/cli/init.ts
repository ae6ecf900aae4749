/** `tune init`: an explained tune.toml to start from. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { renderTemplate } from '../config/template.ts';
import { grid } from '../strategy/grid/grid.ts';
import { ASK_AGAIN, checkWritable, writeWhole } from '../workspace/writeFile.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function initVerb(program: Command, run: Run): void {
  program
    .command('init')
    .description('Write a tune.toml with every key explained.')
    .action((_options: unknown, command: Command) =>
      run(command, async ({ io, json, workspace }) => {
        if (existsSync(workspace.tomlFile))
          throw new UsageError(`${workspace.tomlFile} exists already; nothing was changed`);
        checkWritable(workspace.folder);
        writeWhole(workspace.tomlFile, renderTemplate(grid), ASK_AGAIN);
        if (json) io.out(JSON.stringify({ written: workspace.tomlFile }, null, 2));
        else io.tell(`${workspace.tomlFile} is written; every key in it is a default.`);
        io.say('Next: tune start --hours 8');
        return EXIT.ok;
      }),
    );
}
