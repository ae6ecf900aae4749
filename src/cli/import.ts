/** `tune import FILE.toml`: versions that were made elsewhere become a study's first versions. */

import type { Command } from 'commander';
import { importVersions } from '../app/importVersions.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function importVerb(program: Command, run: Run): void {
  program
    .command('import <file>')
    .description('Make the versions of a TOML file the first versions of a new study.')
    .action((file: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const imported = importVersions(file, context);
        const { study, versions } = imported;
        const { io, json } = context;
        if (json) io.out(JSON.stringify(imported, null, 2));
        else io.tell(`${versions} versions imported into study ${study}; each runs in a session of its own.`);
        io.say(`Next: tune --study ${study} start --sessions ${versions}`);
        return EXIT.ok;
      }),
    );
}
