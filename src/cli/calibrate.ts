/** `tune calibrate`: what live sessions say of the fill model. */

import type { Command } from 'commander';
import { calibrate } from '../app/calibrate.ts';
import { readStudy } from '../app/studyAccess.ts';
import { calibrationText } from './calibrationText.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function calibrateVerb(program: Command, run: Run): void {
  program
    .command('calibrate')
    .description(
      'Run the acting versions of live sessions again under each queue model and the measured delays, show which explains best what was filled, and propose settings. Nothing is written.',
    )
    .action((_options: unknown, command: Command) =>
      run(command, (context) =>
        readStudy(context, async (journal) => {
          const found = await calibrate(journal, context);
          const { io } = context;
          io.out(context.json ? JSON.stringify(found, null, 2) : calibrationText(found, io.width));
          return EXIT.ok;
        }),
      ),
    );
}
