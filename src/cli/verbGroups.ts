/** Every verb of the program, under its heading in the help. */

import { compareVerb } from './compare.ts';
import { completionVerb } from './completion.ts';
import { configVerb } from './config.ts';
import { costsVerb } from './costs.ts';
import { dashboardVerb } from './dashboard.ts';
import { backupVerb, databaseVerb } from './database.ts';
import { decideVerbs } from './decide.ts';
import { diffVerb } from './diff.ts';
import { doctorVerb } from './doctor.ts';
import { exportVerb } from './export.ts';
import { fitVerb } from './fit.ts';
import { historyVerb } from './history.ts';
import { importVerb } from './import.ts';
import { initVerb } from './init.ts';
import { instrumentsVerb } from './instruments.ts';
import { killVerb } from './kill.ts';
import { learningsVerb } from './learnings.ts';
import { logsVerb } from './logs.ts';
import { mcpVerb } from './mcp.ts';
import { notifyVerb } from './notify.ts';
import type { VerbGroup } from './program.ts';
import { proposeVerb } from './propose.ts';
import { replayVerb } from './replay.ts';
import { reportVerb } from './report.ts';
import { reviewVerb } from './review.ts';
import { scheduleVerb } from './schedule.ts';
import { serviceVerb } from './service.ts';
import { showVerb } from './show.ts';
import { resumeVerb, startVerb } from './start.ts';
import { statusVerb } from './status.ts';
import { strategiesVerb } from './strategies.ts';
import { sweepVerb } from './sweep.ts';
import { tapeVerb } from './tape.ts';
import { targetsVerb } from './targets.ts';
import { tryVerb } from './try.ts';
import { verifyVerb } from './verify.ts';
import { watchVerb } from './watch.ts';

export const verbGroups: readonly VerbGroup[] = [
  {
    heading: 'Run:',
    verbs: [
      initVerb,
      startVerb,
      resumeVerb,
      watchVerb,
      dashboardVerb,
      statusVerb,
      doctorVerb,
      scheduleVerb,
      serviceVerb,
      logsVerb,
      notifyVerb,
      killVerb,
    ],
  },
  { heading: 'Decide:', verbs: [reviewVerb, decideVerbs, tryVerb] },
  {
    heading: 'Show:',
    verbs: [
      historyVerb,
      showVerb,
      diffVerb,
      compareVerb,
      targetsVerb,
      reportVerb,
      learningsVerb,
      costsVerb,
      configVerb,
      strategiesVerb,
      exportVerb,
    ],
  },
  {
    heading: 'Check and try:',
    verbs: [verifyVerb, replayVerb, sweepVerb, fitVerb, proposeVerb, backupVerb, databaseVerb],
  },
  { heading: 'Import:', verbs: [tapeVerb, importVerb] },
  { heading: 'Venues:', verbs: [instrumentsVerb] },
  { heading: 'Other programs:', verbs: [mcpVerb, completionVerb] },
];
