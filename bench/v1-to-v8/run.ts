/**
 * `npm run example:v1-to-v8`: runs the eight versions of the seeds over hours of every synthetic family and over recorded
 * tapes, and tests the key learnings of the seeds. Writes examples/v1-to-v8.md and its chart; the same bytes each time.
 *
 * --hours COUNT   hours of each family, by default 48
 * --output FOLDER by default examples
 * --threads COUNT by default as many as there are processors
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderSvg } from '../../src/report/charts/renderSvg.ts';
import { chartOption } from './chart.ts';
import { designOf } from './learnings.ts';
import { gather } from './markets.ts';
import { oneHour } from './oneHour.ts';
import { examplePage } from './page.ts';
import { resultsOf } from './results.ts';
import { testLearning } from './verdict.ts';
import { seedVersions } from './versions.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '48' },
    output: { type: 'string', default: fileURLToPath(new URL('../../examples/', import.meta.url)) },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const [hours, threads] = [Number(values.hours), Number(values.threads)];
if (!(Number.isInteger(hours) && hours >= 2))
  throw new RangeError(`--hours ${values.hours} is not a whole number from 2`);
if (!(Number.isInteger(threads) && threads >= 1))
  throw new RangeError(`--threads ${values.threads} is not a whole number`);

const started = performance.now();
const say = (line: string): void => {
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
};
const design = designOf(seedVersions());
const { markets, missing } = await gather(
  design.versions.map(({ parameters }) => parameters),
  hours,
  threads,
  say,
);
const synthetic = markets.filter(({ kind }) => kind === 'synthetic');
const results = resultsOf(markets);
const tested = design.learnings.map((learning) => {
  const one = testLearning(design, learning, synthetic);
  say(`${learning.id}: ${one.verdict.perHour} by profit per hour, ${one.verdict.per10k} per $10k`);
  return one;
});
writeFileSync(
  join(values.output, 'v1-to-v8.svg'),
  renderSvg(chartOption(results, hours), { width: 1000, height: 1130 }),
);
writeFileSync(
  join(values.output, 'v1-to-v8.md'),
  examplePage({ results, tested, oneHour: oneHour(synthetic), hours, missing }),
);
say(`Written ${join(values.output, 'v1-to-v8.md')} and v1-to-v8.svg`);
