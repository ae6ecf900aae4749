/**
 * `npm run bench:live`: how soon a live market is decided on, what it costs, and that nothing grows. Writes bench/LIVE.md.
 *
 * --days COUNT      virtual days of sessions; 30 by default, which takes some minutes
 * --output FILE
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { laneRequests } from '../../src/campaign/runSession.ts';
import { gridParameters } from '../../src/strategy/grid/parameters.ts';
import { defaultParameters } from '../../src/strategy/parameters.ts';
import { alignedTable } from '../alignedTable.ts';
import { machine } from '../machine.ts';
import { count } from '../tuner/flags.ts';
import { type Decisions, measureDecisions } from './decisions.ts';
import { liveRequest } from './liveRequest.ts';
import { type DayCount, month } from './month.ts';

const { values } = parseArgs({ options: { days: { type: 'string' }, output: { type: 'string' } } });
const SECONDS = 20;
/** A decision every 10 ms makes one message in twenty a decision, so that a percentile of decisions can be told. */
const BUSY = { perSecond: 2000, decisionMs: 10, seconds: SECONDS };
/** About what Hyperliquid sends of a busy market. */
const USUAL = { perSecond: 30, decisionMs: 1000, seconds: SECONDS };
const days = count(values.days, 30);
const folder = mkdtempSync(join(tmpdir(), 'mmtune-live-bench-'));

try {
  const busy = await measureDecisions(folder, BUSY);
  const usual = await measureDecisions(folder, USUAL);
  const counts: DayCount[] = [];
  const lanes = laneRequests([{ version: 1, role: 'acting', parameters: defaultParameters(gridParameters) }]);
  await month(folder, days, liveRequest({ minutes: 60, decisionMs: 1000, lanes }), (one) => {
    counts.push(one);
    console.log(`day ${one.day}: ${one.descriptors} descriptors, ${one.timers} timers, ${one.heapMb.toFixed(0)} MB`);
  });
  const text = page(busy, usual, counts);
  console.log(`\n${text}`);
  writeFileSync(values.output ?? fileURLToPath(new URL('../LIVE.md', import.meta.url)), text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function page(busy: Decisions, usual: Decisions, counts: readonly DayCount[]): string {
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const shown = counts.filter(({ day }) => day === 1 || day % 5 === 0 || day === counts.length);
  return `${[
    '# Live markets: speed and size',
    '',
    'Written by `npm run bench:live`. Eight versions of `grid`, each under both fill models and with the lanes of the outcomes, follow a made-up market that another process sends over a WebSocket in the format of Hyperliquid.',
    '',
    ...machine(),
    '',
    '## From a message to its decisions',
    '',
    'From the moment at which the other process sends a message to the end of the decisions that it brings: socket, JSON, book, capture, tape and all lanes. Target: p99 under 2 ms at 2,000 messages a second, without a growing backlog.',
    '',
    ...alignedTable(
      [
        'messages a second',
        'decisions every',
        'decided',
        'median',
        'p99',
        'p99 in the first 5 s',
        'in the last 5 s',
        'share of a core',
      ],
      [[BUSY, busy] as const, [USUAL, usual] as const].map(([asked, got]) => [
        `${(got.messages / asked.seconds).toFixed(0)} of ${asked.perSecond}`,
        `${asked.decisionMs} ms`,
        String(got.decided),
        ms(got.medianMs),
        ms(got.p99Ms),
        ms(got.firstP99Ms),
        ms(got.lastP99Ms),
        `${(100 * got.cpuShare).toFixed(1)} %`,
      ]),
    ),
    '',
    `## ${days} days`,
    '',
    'Sessions of an hour, one after the other, by a clock that does not wait, four messages of the book, of the best prices and of trades a second; the connection is lost every six hours.',
    '',
    ...alignedTable(
      ['day', 'sessions', 'interrupted', 'timers', 'descriptors', 'heap', 'largest size of the process'],
      shown.map((one) => [
        String(one.day),
        String(one.sessions),
        String(one.interrupted),
        String(one.timers),
        String(one.descriptors),
        `${one.heapMb.toFixed(0)} MB`,
        `${one.peakMb.toFixed(0)} MB`,
      ]),
    ),
  ].join('\n')}\n`;
}
