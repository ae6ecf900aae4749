/** The tables of the page. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { markdownFigures } from '../../src/report/figures.ts';
import { table } from '../../src/report/markdown.ts';
import type { MarketResults, VersionFigures } from './results.ts';
import type { Cell, Finding, Measure, TestedLearning } from './verdict.ts';
import { seedTable } from './versions.ts';

const figures = markdownFigures('$');
const right = (title: string): { title: string; align: 'right' } => ({ title, align: 'right' });

/** `+0.48 [−1.2, +2.1]`. */
export function interval(estimate: Estimate | null): string {
  if (estimate === null) return '–';
  const { mean, low, high } = estimate;
  const decimals = Math.max(...[low, high].map(Math.abs)) >= 10 ? 1 : 2;
  return `${figures.signed(mean, decimals)} [${figures.signed(low, decimals)}, ${figures.signed(high, decimals)}]`;
}

export function pooledOf(results: readonly MarketResults[]): MarketResults {
  const pooled = results.find(({ kind }) => kind === 'pooled');
  if (pooled === undefined) throw new Error('there is no pooled result');
  return pooled;
}

export function seedsTable(results: readonly MarketResults[]): string {
  const rows = pooledOf(results).versions.map(({ pessimistic, optimistic }, i) => {
    const seed = seedTable[i];
    return [
      `v${i + 1}`,
      figures.value(seed?.volume ?? null),
      figures.money(seed?.profit ?? null),
      figures.signed(seed?.per10k ?? null, 2),
      figures.value(pessimistic.volumePerHour),
      figures.money(pessimistic.profitPerHour),
      interval(pessimistic.interval),
      interval(optimistic.interval),
      figures.number(pessimistic.forceClosesPerHour, 1),
      figures.percent(pessimistic.pauseShare),
    ];
  });
  return table(
    [
      { title: '' },
      ...[
        'seeds: volume',
        'P&L',
        'per $10k',
        'ours: volume/h',
        'P&L/h',
        'per $10k, pessimistic',
        'per $10k, optimistic',
        'force closes/h',
        'time paused',
      ].map(right),
    ],
    rows,
  );
}

export function familyTable(results: readonly MarketResults[]): string {
  const synthetic = results.filter(({ kind }) => kind === 'synthetic');
  return table(
    [{ title: '' }, ...synthetic.map(({ name }) => right(name))],
    seedTable.map((_, i) => [
      `v${i + 1}`,
      ...synthetic.map(({ versions }) => interval(versions[i]?.pessimistic.interval ?? null)),
    ]),
  );
}

export function recordedTable(recorded: readonly MarketResults[]): string {
  const cell = ({ per10k, interval: known, fills }: VersionFigures): string =>
    known !== null ? interval(known) : per10k === null ? 'no fill' : `${figures.signed(per10k, 2)} (${fills} fills)`;
  const versions = (market: MarketResults): string[] =>
    market.versions.map(({ pessimistic, optimistic }) => `${cell(pessimistic)} · ${cell(optimistic)}`);
  const columns = recorded.map(versions);
  return table(
    [
      { title: '' },
      ...recorded.map(({ name, hours }) =>
        right(`${name}, ${hours < 1 ? `${Math.round(hours * 60)} min` : `${figures.number(hours, 0)} h`}`),
      ),
    ],
    seedTable.map((_, i) => [`v${i + 1}`, ...columns.map((column) => column[i] ?? '–')]),
  );
}

export function verdictTable(tested: readonly TestedLearning[]): string {
  return table(
    [{ title: 'claim of the seeds' }, { title: 'by profit per hour' }, { title: 'per $10k' }, { title: 'evidence' }],
    tested.map((one) => [one.learning.claim, `**${one.verdict.perHour}**`, `**${one.verdict.per10k}**`, where(one)]),
  );
}

/** The families whose single changes support or contradict the learning. */
function where({ learning, cells }: TestedLearning): string {
  const single = cells.filter((_, i) => learning.contrasts[i]?.confounded === null);
  const counted = single.length > 0 ? single : cells;
  const places = (finding: Finding, measure: Measure): string[] => {
    const names = counted.flat().flatMap((cell) => (cell.finding[measure] === finding ? [cell.where] : []));
    return [...new Set(names)];
  };
  const part = (word: string, finding: Finding): string[] => {
    const [hour, volume] = [places(finding, 'perHour'), places(finding, 'per10k')];
    if (hour.length === 0 && volume.length === 0) return [];
    const said = [
      ...(hour.length > 0 ? [`an hour: ${hour.join(', ')}`] : []),
      ...(volume.length > 0 ? [`per $10k: ${volume.join(', ')}`] : []),
    ];
    return [`${word} ${said.join('; ')}`];
  };
  return [...part('for –', 'for'), ...part('against –', 'against')].join('. ') || '–';
}

/** A heading and a table for each learning. */
export function contrastTables(tested: readonly TestedLearning[]): string[] {
  return tested.flatMap(({ learning, cells }) => {
    const places = cells[0]?.map((cell) => right(cell.where)) ?? [];
    const rows = learning.contrasts.flatMap((contrast, i) => {
      const row = cells[i] ?? [];
      const name = `${contrast.with} − ${contrast.without}${contrast.confounded === null ? '' : ' †'}`;
      return [
        [name, 'an hour', ...row.map((cell) => hourCell(cell))],
        ['', 'per $10k', ...row.map((cell) => marked(interval(cell.shown.pessimistic.per10k), cell.finding.per10k))],
      ];
    });
    const also = learning.contrasts.flatMap(({ confounded, with: one, without }) =>
      confounded === null ? [] : [`† ${one} − ${without}: ${confounded}.`],
    );
    return [
      `### ${learning.claim}`,
      table([{ title: 'with − without' }, { title: '' }, ...places], rows),
      also.join(' '),
    ];
  });
}

function hourCell({ shown, finding }: Cell): string {
  const { perHour, probabilityBetter } = shown.pessimistic;
  const share = probabilityBetter === null ? '' : ` ${Math.round(probabilityBetter * 100)} %`;
  return marked(`${interval(perHour)}${share}`, finding.perHour);
}

function marked(text: string, finding: Finding): string {
  if (finding === 'for') return `**${text}**`;
  return finding === 'against' ? `${text} ✗` : text;
}
