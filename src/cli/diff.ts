/** `tune diff v1 v3` or `tune diff v1..v3`: what changed between two versions. */

import type { Command } from 'commander';
import { diffVersions } from '../app/diffVersions.ts';
import { readStudy } from '../app/studyAccess.ts';
import { diffText } from '../report/parameterText.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionPair } from './recordIds.ts';

export function diffVerb(program: Command, run: Run): void {
  program
    .command('diff <from> [to]')
    .description('Show which parameters differ between two versions, e.g. v1 v3 or v1..v3.')
    .action((first: string, second: string | undefined, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const { io, json } = context;
        const diff = await readStudy(context, (journal) => diffVersions(journal, ...versionPair(first, second)));
        const { from, to, declarations, changed } = diff;
        if (json) {
          const changes = changed.map((name) => ({ parameter: name, from: from[name], to: to[name] }));
          io.out(JSON.stringify(changes, null, 2));
        } else io.out(diffText(from, to, declarations, { width: io.width, paint: io.paint }));
        return EXIT.ok;
      }),
    );
}
