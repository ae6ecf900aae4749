/** Composition root: every verb of the program, and the process's end. */

import { readFileSync } from 'node:fs';
import { calibrateVerb } from './cli/calibrate.ts';
import { compareVerb } from './cli/compare.ts';
import { completionVerb } from './cli/completion.ts';
import { configVerb } from './cli/config.ts';
import { costsVerb } from './cli/costs.ts';
import { dashboardVerb } from './cli/dashboard.ts';
import { backupVerb, databaseVerb } from './cli/database.ts';
import { decideVerbs } from './cli/decide.ts';
import { diffVerb } from './cli/diff.ts';
import { doctorVerb } from './cli/doctor.ts';
import { exportVerb } from './cli/export.ts';
import { fitVerb } from './cli/fit.ts';
import { historyVerb } from './cli/history.ts';
import { importVerb } from './cli/import.ts';
import { initVerb } from './cli/init.ts';
import { instrumentsVerb } from './cli/instruments.ts';
import { killVerb } from './cli/kill.ts';
import { learningsVerb } from './cli/learnings.ts';
import { logsVerb } from './cli/logs.ts';
import { mcpVerb } from './cli/mcp.ts';
import { notifyVerb } from './cli/notify.ts';
import { runProgram } from './cli/program.ts';
import { proposeVerb } from './cli/propose.ts';
import { replayVerb } from './cli/replay.ts';
import { reportVerb } from './cli/report.ts';
import { reviewVerb } from './cli/review.ts';
import { scheduleVerb } from './cli/schedule.ts';
import { serviceVerb } from './cli/service.ts';
import { showVerb } from './cli/show.ts';
import { resumeVerb, startVerb } from './cli/start.ts';
import { statusVerb } from './cli/status.ts';
import { strategiesVerb } from './cli/strategies.ts';
import { sweepVerb } from './cli/sweep.ts';
import { tapeVerb } from './cli/tape.ts';
import { targetsVerb } from './cli/targets.ts';
import { tryVerb } from './cli/try.ts';
import { verifyVerb } from './cli/verify.ts';
import { watchVerb } from './cli/watch.ts';
import { workerVerb } from './cli/worker.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
const groups = [
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
    verbs: [
      verifyVerb,
      replayVerb,
      sweepVerb,
      workerVerb,
      fitVerb,
      calibrateVerb,
      proposeVerb,
      backupVerb,
      databaseVerb,
    ],
  },
  { heading: 'Import:', verbs: [tapeVerb, importVerb] },
  { heading: 'Venues:', verbs: [instrumentsVerb] },
  { heading: 'Other programs:', verbs: [mcpVerb, completionVerb] },
];
// A reader that closes early (`| head`) is no error: the work goes on without it and what is on record stays whole.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await runProgram(manifest.version, groups, process.argv.slice(2));
