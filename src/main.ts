/** Composition root: the program with its verbs, and the process's end. */

import { readFileSync } from 'node:fs';
import { runProgram } from './cli/program.ts';
import { verbGroups } from './cli/verbTable.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
// A reader that closes early (`| head`) is no error: the work goes on without it and what is on record stays whole.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await runProgram(manifest.version, verbGroups, process.argv.slice(2));
