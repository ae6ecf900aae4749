/** `tune status`: where the study stands, in a few lines. */

import type { Command } from 'commander';
import { readStudy } from '../app/studyAccess.ts';
import { studyStatus } from '../app/studyStatus.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { nextLine, statusData, statusLines } from './statusText.ts';

export function statusVerb(program: Command, run: Run): void {
  program
    .command('status')
    .description('Show champion, campaign, waiting proposal and queued versions.')
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const status = await readStudy(context, (journal) => studyStatus(journal, context));
        const { io } = context;
        if (context.json) io.out(JSON.stringify(statusData(status), null, 2));
        else for (const line of statusLines(status)) io.out(line);
        io.say(nextLine(status.next));
        return EXIT.ok;
      }),
    );
}
