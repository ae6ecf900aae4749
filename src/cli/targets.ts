/** `tune targets [v3]`: whether a version reaches what the document of its strategy says it should. */

import type { Command } from 'commander';
import { measureTargets } from '../app/measureTargets.ts';
import { readStudy } from '../app/studyAccess.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionNumber } from './recordIds.ts';
import { targetsText } from './targetsText.ts';

export function targetsVerb(program: Command, run: Run): void {
  program
    .command('targets [version]')
    .description(
      'Show whether a version reaches the figures that its strategy is meant to reach, and how many hours it takes to tell; the champion unless named.',
    )
    .action((version: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) =>
        readStudy(context, (journal) => {
          const measured = measureTargets(journal, version === undefined ? undefined : versionNumber(version));
          const { io } = context;
          io.out(context.json ? JSON.stringify(measured, null, 2) : targetsText(measured, io.width));
          io.say(`Next: tune show v${measured.version}`);
          return EXIT.ok;
        }),
      ),
    );
}
