/**
 * `npm run example:strategies`: all five strategies at their defaults and after ten tuned sessions, per synthetic family and on
 * recordings. Writes examples/strategies.md; the same bytes each time.
 *
 * --hours COUNT   hours of each family on which they are measured, by default 4
 * --minutes COUNT length of a session of tuning, by default 20
 * --output FOLDER by default examples
 * --threads COUNT by default as many as there are processors
 */

import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { threadsOf } from '../../src/workers/threads.ts';
import { recordings } from '../../test/market/recordings.ts';
import { strategiesPage } from './page.ts';
import type { StrategyOutcome, StrategyUnit } from './strategyWorker.ts';
import { subjects } from './subjects.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '4' },
    minutes: { type: 'string', default: '20' },
    output: { type: 'string', default: fileURLToPath(new URL('../../examples/', import.meta.url)) },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const whole = (flag: 'hours' | 'minutes' | 'threads', least: number): number => {
  const value = Number(values[flag]);
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`--${flag} ${values[flag]} is not a whole number from ${least}`);
  }
  return value;
};
const [hours, minutes, threads] = [whole('hours', 2), whole('minutes', 10), whole('threads', 1)];

const started = performance.now();
const say = (line: string): void => {
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
};
const found = recordings.filter(({ files }) => files.every((file) => existsSync(file)));
const missing = recordings.filter((recording) => !found.includes(recording));
for (const { name, files } of missing) say(`skipped: ${name}, ${files[0]} does not exist`);
const pool = threadsOf(new URL('./strategyWorker.ts', import.meta.url).href, threads);
try {
  const outcomes = await Promise.all(
    subjects.map(async (subject): Promise<StrategyOutcome> => {
      const outcome: StrategyOutcome = await pool.run({
        subject,
        hours,
        minutes,
        recordings: found,
      } satisfies StrategyUnit);
      say(`${subject.strategy}: ${outcome.tuned.versions} versions`);
      for (const { name, skipped } of outcome.markets) if (skipped !== null) say(`  skipped: ${name}, ${skipped}`);
      return outcome;
    }),
  );
  const file = join(values.output, 'strategies.md');
  writeFileSync(file, strategiesPage({ outcomes, hours, minutes, missing: missing.map(({ name }) => name) }));
  say(`Written ${file}`);
} finally {
  await pool.destroy();
}
