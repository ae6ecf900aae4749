/** The page: a summary first, then the figures. */

import { list, markdownPage as pageOf } from '../../src/report/markdown.ts';
import { answer, type Measurements } from './answer.ts';
import type { MarketResults } from './results.ts';
import { contrastTables, familyTable, pooledOf, recordedTable, seedsTable, verdictTable } from './tables.ts';

export interface ExamplePageInput extends Measurements {
  /** Of each synthetic family. */
  readonly hours: number;
  /** Recordings that could not be found. */
  readonly missing: readonly string[];
}

export function examplePage(input: ExamplePageInput): string {
  const { results, tested, hours, missing } = input;
  const recorded = results.filter(({ kind }) => kind === 'recorded');
  const families = results.filter(({ kind }) => kind === 'synthetic').length;
  const strictPercent = (100 - 10 / families).toFixed(1);
  return pageOf([
    '# v1 to v8, measured again',
    answer(input),
    'Written by `npm run example:v1-to-v8`; the same bytes each time. The seeds are eight versions of a grid market maker that were tuned by hand over one day, ' +
      'one hour each: [`v1-to-v8.toml`](v1-to-v8.toml). How the grid works: [grid](../docs/grid.md); what a synthetic hour is: [markets](../docs/markets.md).',
    '## The table again',
    `On the left the one hour of the seeds. On the right ${hours} hours of each of ${families} synthetic families together, every version over the same minutes: mean volume an hour, and profit per $10k of volume with 90 % intervals under both [fill models](../docs/fills.md).`,
    seedsTable(results),
    '![Profit per $10k by version and family](v1-to-v8.svg)',
    'Family by family, profit per $10k under pessimistic fills:',
    familyTable(results),
    '## What changed since it was measured first',
    'The first measurement had six families and gave, under pessimistic fills, v1 −1.84 [−2.43, −1.24], v2 −1.29, v3 −1.53, v4 −1.17, v5 −1.35, v6 −1.17, v7 −0.97 and v8 −0.92 [−1.13, −0.72] per $10k, with optimistic fills the same to within 0.02. Three things have changed since then:',
    list([
      'The tape must prove pessimistic fills (rules 2 of [fills](../docs/fills.md)): a trade fills at most its own lots. Before, one lot through the price filled whole orders.',
      'The family `bursty`, calibrated on recordings of BTC perpetuals ([markets](../docs/markets.md)), is one of the families: the price moves through quotes at once and does not return, as on the recordings. ' +
        'The +0.36 of v1 there is luck of these 48 hours: one minute after its fills it had lost 3.1 bps here too, and over 96 other hours it made −2.44 ± 0.67.',
      "Intervals are Student's t over sessions. The bootstrap before had too low a coverage ([evidence](../docs/evidence.md)).",
    ]),
    '## The learnings of the seeds, tested',
    'Each learning is a difference *with* minus *without*, over the same minutes. **Bold** supports the learning, ✗ contradicts it. Most steps between versions changed several things at once. ' +
      'In these cases versions with only the one change (or without it) are measured too, and only those single changes count for the verdict.',
    verdictTable(tested),
    list([
      `A family counts if the ${strictPercent} % interval (90 % for all ${families} families at once) lies on one side of zero under *both* fill models; for all families pooled the 90 % interval is used.`,
      '**supports**: some results support it and none contradict it. **refutes**: the reverse. **contests**: both. **leaves open**: neither. **in trends only**: the results come only from `trending`, `switching` or the pool with them, whose trends are more predictable than those of a liquid market.',
      'By profit an hour, and per $10k of volume: a version that trades less loses less per hour without being better.',
    ]),
    '## All differences',
    'Pessimistic fills. Profit per hour in USD with its 90 % interval and P(better); per $10k with its 90 % interval (paired bootstrap of blocks and of whole sessions, the wider of the two). –: the two never differed. †: other things differ too.',
    ...contrastTables(tested),
    '## On recorded markets',
    recordedText(recorded, missing),
    recorded.length === 0 ? '' : recordedTable(recorded),
    '## Method and limits',
    list([
      `${families} families × ${hours} sessions of 60 minutes, $1,000 of capital, BTC perpetual at 92,000, maker rebate 0.5 bps, taker fee 3 bps, a decision each second, 50 ms feed and 100 ms order latency, default risk limits. The markets' seeds are \`v1-to-v8/0\` onwards.`,
      `Risk limits are ours: a version is halted for the session at a loss of 2 % of capital (the seeds: 10 %), which happened in ${halts(results)}; a side pauses after ten fills in a minute.`,
      'Where the seeds left something open, we follow [decision 4](../docs/decisions/0004-what-grid-leaves-open.md). Their script left out fills of orders that the same price move cancelled, and had no queue: part of its result is an error of the script.',
      '**Trends in some synthetic markets are predictable** ([limits of realism](../docs/markets.md#limits-of-realism)): `trending` and `switching` favour versions that pause or close on trends. The others do not.',
      'An interval covers the noise of these markets, not their difference from a venue. Nothing here is evidence of profit.',
    ]),
  ]);
}

function recordedText(recorded: readonly MarketResults[], missing: readonly string[]): string {
  const absent = missing.length === 0 ? '' : `Not found: ${missing.join(', ')}. `;
  if (recorded.length === 0) return `${absent}No recording was available.`;
  return `${absent}Profit per $10k with 90 % intervals where there are two five-minute blocks or more, pessimistic fills first; the seeds' fees on each. The recordings are too short to decide anything; they show that the same code runs on them. A tick of Bank of America is 7 bps, so spreads of 1 and 2.5 bps are the same there.`;
}

function halts(results: readonly MarketResults[]): string {
  const count = pooledOf(results).versions.reduce((sum, { pessimistic }) => sum + pessimistic.halted, 0);
  return count === 0 ? 'no synthetic session' : `${count} of the versions' synthetic sessions`;
}
