/** The sections of the report: each runs one measurement and returns its results as Markdown. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alignedTable } from './alignedTable.ts';
import { allocation } from './allocation.ts';
import { CEngine } from './cEngine.ts';
import { checkEqual } from './equality.ts';
import { generator } from './generator.ts';
import { LONG_TAPE_HOURS, longTape, writeLongTape } from './longTape.ts';
import { manyLanes } from './manyLanes.ts';
import { show, spreadOf } from './median.ts';
import { oneLane } from './oneLane.ts';
import { RESETS, resetCosts } from './resets.ts';
import { pessimisticLane, sessionSettings, strictSettings } from './settings.ts';
import { strategySpeeds } from './strategies.ts';
import { sweepMemory } from './sweepMemory.ts';
import { type BenchTape, density, withMarks } from './tapes.ts';
import { atLeast, atMost, targets } from './targets.ts';
import { twoWorkers } from './twoWorkers.ts';
import { wideWindows } from './wideWindows.ts';

/** Throws an Error where the session and engine.c disagree about any fill, sample or counter. */
export function equalitySection(tapes: readonly BenchTape[], program: string, folder: string): string[] {
  const rows = tapes.flatMap((bench) => {
    const lane = pessimisticLane(bench.parameters);
    const settings = sessionSettings(bench.instrument, bench.tape.endUs);
    return [bench, withMarks(bench)].flatMap((tape) =>
      [settings, strictSettings(settings)].map((used) => {
        const agreed = checkEqual(program, join(folder, 'equality'), tape, lane, used);
        const { events, fills, ordersPlaced, forceCloses, denied, riskState } = agreed;
        const counts = [events, fills, ordersPlaced, forceCloses, denied].map(String);
        return [tape.name, used === settings ? 'ample' : 'strict', ...counts, riskState];
      }),
    );
  });
  return [
    '## Equal results',
    '',
    'Every fill, every sample of the account and every counter of the session equals the output of `engine.c`, under ample and',
    'under strict limits:',
    '',
    ...alignedTable(['tape', 'limits', 'events', 'fills', 'orders', 'takers', 'denied', 'ends'], rows),
    '',
  ];
}

export function oneLaneSection(tapes: readonly BenchTape[], program: string, folder: string): string[] {
  const rows = tapes.map((bench) => {
    const lane = pessimisticLane(bench.parameters);
    const settings = sessionSettings(bench.instrument, bench.tape.endUs);
    const engine = new CEngine(program, join(folder, 'oneLane'), bench.tape, lane, settings);
    const { jsMevPerSecond, cMevPerSecond, ratio } = oneLane(bench, lane, settings, engine);
    const perSecond = density(bench).toFixed(0);
    return [bench.name, perSecond, show(jsMevPerSecond, 1), show(cMevPerSecond, 1), atLeast(ratio, targets.shareOfC)];
  });
  return [
    '## (a) One lane, a decision every 100 ms',
    '',
    `Million events per second; each run builds the book and the lane anew. The C loop makes every decision. This package skips decisions`,
    `whose answer is known: same results, less work. Target: at least ${targets.shareOfC} of C.`,
    '',
    ...alignedTable(['tape', 'events/s of market time', 'this package', 'engine.c -O2', 'share of C'], rows),
    '',
  ];
}

export function manyLanesSection(tapes: readonly BenchTape[]): string[] {
  const rows = tapes.map((bench) => {
    const result = manyLanes(bench, sessionSettings(bench.instrument, bench.tape.endUs));
    const { onePassMevPerSecond, separateMevPerSecond, ratio } = result;
    return [
      bench.name,
      show(onePassMevPerSecond, 0),
      show(separateMevPerSecond, 0),
      atLeast(ratio, targets.lanesInOnePass),
    ];
  });
  return [
    '## (b) 32 versions in one pass',
    '',
    `Million version-events per second. Target: at least ${targets.lanesInOnePass} times 32 separate passes.`,
    '',
    ...alignedTable(['tape', 'one pass', '32 passes', 'ratio'], rows),
    '',
  ];
}

export async function twoWorkersSection(tapes: readonly BenchTape[], folder: string): Promise<string[]> {
  const rows: string[][] = [];
  for (const bench of tapes) {
    const { unitMs, ratio, processorTime, disturbed } = await twoWorkers(bench, folder);
    const reached = atLeast(ratio, targets.twoWorkers);
    rows.push([bench.name, `${unitMs.toFixed(0)} ms`, reached, show(processorTime, 2), String(disturbed)]);
  }
  return [
    '## (c) Two worker threads',
    '',
    `Twelve units of sixteen versions over one shared compiled tape, on a tinypool of two threads against one of one thread.`,
    `Target: at least ${targets.twoWorkers}. "Processor time" is that of two threads over that of one. Readings during which other programs`,
    'took more than 3 % of the machine are repeated; "disturbed" are those that stayed so.',
    '',
    ...alignedTable(['tape', 'a unit', 'ratio', 'processor time', 'disturbed'], rows),
    '',
  ];
}

export function longTapeSection(folder: string): string[] {
  const file = join(folder, 'long.parquet');
  writeLongTape(file);
  const results = longTape(file);
  const rows = results.map(({ way, openMs, simulateMs, mevPerSecond, peakMb }) => [
    way,
    show(openMs, 0),
    show(simulateMs, 0),
    show(mevPerSecond, 2),
    way === 'memory' ? show(peakMb, 0) : atMost(peakMb, targets.peakMb, 0),
  ]);
  return [
    `## (d) From a tape file of ${LONG_TAPE_HOURS} hours to a result, in a fresh process`,
    '',
    `${results[0]?.events} events. "compiling": the first run, streamed from the Parquet file; "compiled": every later run;`,
    `"memory": the whole tape at once. Target: at most ${targets.peakMb} MB of peak resident set when streamed.`,
    '',
    ...alignedTable(['way', 'opening, ms', 'simulating, ms', 'million events/s', 'peak, MB'], rows),
    '',
  ];
}

export function allocationSection(): string[] {
  const { runs, collections, bytesPerEvent, bytesPerDecision } = allocation();
  return [
    '## (e) Allocation in the loop',
    '',
    `Heap growth around \`advance\` in ${runs} runs after warm-up, with ${collections} collections between the readings.`,
    '',
    ...alignedTable(
      ['', 'median (min–max)'],
      [
        ['bytes an event', show(bytesPerEvent, 2)],
        ['bytes a decision', show(bytesPerDecision, 1)],
      ],
    ),
    '',
  ];
}

export function generatorSection(): string[] {
  const rows = generator().map(({ family, nsPerEvent }) => [family, show(nsPerEvent, 0)]);
  return ['## (f) Generating a synthetic market', '', ...alignedTable(['family', 'ns an event'], rows), ''];
}

export function resetSection(): string[] {
  const { prices, rows, costs } = resetCosts();
  const count = (value: number): string => value.toLocaleString('en-US');
  const resets = costs.map(({ work, withMs, withoutMs, ratio }) => [
    work,
    show(withMs, 1),
    show(withoutMs, 1),
    atMost(ratio, targets.resets, 2),
  ]);
  const windows = wideWindows().map(({ market, prices: wide, narrowPrices, replay, lane, bookMb }) => [
    market,
    count(wide),
    count(narrowPrices),
    atMost(replay, targets.wideWindow, 2),
    atMost(lane, targets.wideWindow, 2),
    atMost(spreadOf([bookMb]), targets.bookMb, 2),
  ]);
  return [
    '## (g) Resets and wide windows of prices',
    '',
    `${count(RESETS)} resets, one a second, each followed by a snapshot of 20 levels a side, and the same rows without the resets:`,
    `${count(rows)} rows over a window of ${count(prices)} prices. User time, in turns. Target: at most ${targets.resets} times as long.`,
    '',
    ...alignedTable(['work', 'with resets, ms', 'without, ms', 'ratio'], resets),
    '',
    'The same market over a wide and a narrow window of prices, without resets: user time of a replay without lanes and of one',
    `with a lane, wide over narrow, and the memory of the wide book. The market that doubles is compared with one whose drift`,
    `turns every few minutes. Targets: at most ${targets.wideWindow} times as long, and ${targets.bookMb} MB.`,
    '',
    ...alignedTable(['market', 'prices', 'narrow', 'no lane', 'one lane', 'book, MB'], windows),
    '',
  ];
}

export async function sweepMemorySection(folder: string): Promise<string[]> {
  if (!existsSync('/proc/self/status')) return ['## (i) Memory of a sweep', '', 'Skipped: it is read from /proc.', ''];
  const rows = (await sweepMemory(join(folder, 'sweep'))).map(({ hours, lanes, compiling, seconds, peakMb }) => [
    String(hours),
    String(lanes),
    compiling ? 'yes' : '',
    seconds.toFixed(0),
    `${peakMb.toFixed(0)}${peakMb <= targets.sweepPeakMb ? '' : ' ✗'}`,
  ]);
  return [
    '## (i) Memory of a sweep',
    '',
    '`tune sweep` of the built program on two threads, 32 lanes a pass, read once: the peak of the whole process. The first run over a',
    `tape compiles it. Target: at most ${targets.sweepPeakMb} MB, whatever the hours and the lanes.`,
    '',
    ...alignedTable(['hours', 'lanes', 'compiles', 'seconds', 'peak, MB'], rows),
    '',
  ];
}

export function strategiesSection(): string[] {
  const rows = strategySpeeds().map(({ strategy, orders, fills, mevPerSecond, ofGrid, onePass }) => {
    const isJudged = strategy === 'tiered' || strategy === 'regime';
    return [
      strategy,
      String(orders),
      String(fills),
      show(mevPerSecond, 1),
      isJudged ? atLeast(ofGrid, targets.strategyOfGrid) : show(ofGrid, 2),
      isJudged ? atLeast(onePass, targets.strategyLanesInOnePass) : show(onePass, 2),
    ];
  });
  return [
    '## (h) Strategies',
    '',
    'An hour of `bursty`, a decision every 100 ms, the defaults (`tiered` with a liquidity floor of 1,000; `spread` on a binary',
    'contract with a target of 0.001). Orders and fills of one lane. Million events a second of user time, as a share of `grid`, and',
    `32 passes of one lane against one pass of 32 lanes. Targets for tiered and regime: ${targets.strategyOfGrid} of grid, ${targets.strategyLanesInOnePass} times.`,
    '',
    ...alignedTable(['strategy', 'orders', 'fills', 'one lane', 'of grid', '32 lanes in one pass'], rows),
    '',
  ];
}
