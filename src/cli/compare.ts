/** `tune compare v7 v8` or `tune compare v7..v8`: two versions on the sessions that both ran in. */

import type { Command } from 'commander';
import { compareTwoVersions } from '../app/compareVersions.ts';
import { safe } from '../app/safeText.ts';
import { readStudy } from '../app/studyAccess.ts';
import { compareText } from '../report/compareText.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionPair } from './recordIds.ts';

export function compareVerb(program: Command, run: Run): void {
  program
    .command('compare <from> [to]')
    .description(
      'Show whether one version is better than another on the sessions that both ran in, e.g. v7 v8 or v7..v8.',
    )
    .action((first: string, second: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) =>
        readStudy(context, (journal) => {
          const compared = compareTwoVersions(journal, ...versionPair(first, second));
          const { version, against, sides, luck, records } = compared;
          const { io } = context;
          if (context.json) {
            const changes = compared.changes.map(({ parameter, from, to }) => ({ parameter, from, to }));
            io.out(JSON.stringify({ ...sides, version, against, changes, luck }, null, 2));
          } else {
            io.out(safe(compareText(sides, luck, records, { width: io.width, paint: io.paint })));
          }
          io.say(`Next: tune show v${version}`);
          return EXIT.ok;
        }),
      ),
    );
}
