/** `tune status`: where the study stands, in a few lines. */

import type { Command } from 'commander';
import { safe } from '../app/safeText.ts';
import { scheduleNow } from '../app/scheduleState.ts';
import { readStudy } from '../app/studyAccess.ts';
import { studyStatus } from '../app/studyStatus.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { scheduleData, scheduleLines } from './scheduleText.ts';
import { nextLine, statusData, statusLines } from './statusText.ts';

export function statusVerb(program: Command, run: Run): void {
  program
    .command('status')
    .description('Show champion, campaign, waiting proposal, queued versions and the next scheduled start.')
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const status = await readStudy(context, (journal) => studyStatus(journal, context));
        const { io } = context;
        const schedule = scheduleNow(context.workspace, context.now());
        if (context.json) io.out(JSON.stringify({ ...statusData(status), schedule: scheduleData(schedule) }, null, 2));
        else for (const line of [...statusLines(status), ...scheduleLines(schedule).map(safe)]) io.out(line);
        io.say(nextLine(status.next));
        return EXIT.ok;
      }),
    );
}
