/** `tune status`: where the study stands, in a few lines. */

import type { Command } from 'commander';
import { safe } from '../app/safeText.ts';
import { type ScheduleNow, scheduleNow } from '../app/scheduleState.ts';
import { readStudy } from '../app/studyAccess.ts';
import { type StudyStatus, studyStatus } from '../app/studyStatus.ts';
import { ExplainedError } from '../market/explainedError.ts';
import { labelledLines } from '../report/terminalText.ts';
import { JSON_VERSION } from '../shapes/jsonVersion.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { scheduleData, scheduleLines } from './scheduleText.ts';
import { nextLine, statusData, statusLines } from './statusText.ts';

/** Columns of the labels on the left. */
const LABEL = 10;

export function statusVerb(program: Command, run: Run): void {
  program
    .command('status')
    .description('Show champion, campaign, waiting proposal, queued versions and the next scheduled start.')
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const { io, json, workspace, now } = context;
        const schedule = scheduleNow(workspace, now());
        const status = await statusOf(context, schedule);
        if (json) {
          const study = status === null ? { study: null } : statusData(status);
          io.out(JSON.stringify({ jsonVersion: JSON_VERSION, ...study, schedule: scheduleData(schedule) }, null, 2));
        } else {
          const lines = status === null ? ['study     none yet'] : statusLines(status);
          const all = [...lines, ...scheduleLines(schedule).map(safe)];
          // What a program reads stays a line each.
          const width = io.terminal ? io.width : Number.POSITIVE_INFINITY;
          for (const line of all.flatMap((one) => labelledLines(one, LABEL, width))) io.out(line);
        }
        if (status !== null) io.say(nextLine(status.next));
        return EXIT.ok;
      }),
    );
}

/** null before the first campaign of a schedule that runs. @throws what reading a study throws, where no schedule runs */
async function statusOf(context: Context, schedule: ScheduleNow | null): Promise<StudyStatus | null> {
  try {
    return await readStudy(context, (journal, _studies, kept) => studyStatus(journal, context, kept));
  } catch (error) {
    if (schedule !== null && error instanceof ExplainedError && error.errorKind === 'no-study') return null;
    throw error;
  }
}
