/** How far a paper session is from a replay with a constant delay, and the delays of its feed. */

import type { LaneRecord, PaperGap, SessionFacts } from '../study/records.ts';
import type { Figures } from './figures.ts';
import { prose, table } from './markdown.ts';

/** Empty where it was not measured. @param assumedMs how late the plan takes the feed to be; null where it is not known. @param lanes of the session */
export function paperGapSection(
  gap: SessionFacts['gap'],
  assumedMs: number | null,
  lanes: readonly LaneRecord[],
  figures: Figures,
): readonly string[] {
  if (gap === undefined) return [];
  const title = '## Paper against replay';
  if ('problem' in gap) return [title, `Not measured: ${prose(gap.problem)}`];
  const { p10, median, p90, p99, most } = gap.delaysMs;
  const [ten, half, ninety, ninetyNine, all] = [p10, median, p90, p99, most].map((ms) => `${ms.toFixed(0)} ms`);
  const rows = gap.lanes.flatMap(({ version, fillModel, profit, fills }) => {
    const lane = lanes.find((one) => one.version === version && one.fillModel === fillModel);
    if (lane === undefined) return [];
    const { metrics } = lane;
    return [
      [
        `v${version}, ${fillModel}`,
        figures.money(metrics.profit),
        figures.money(profit),
        figures.money(metrics.profit - profit),
        `${metrics.fills} / ${fills}`,
      ],
    ];
  });
  return [
    title,
    'The same versions on the same minutes, as they ran on paper and as a replay with a constant delay of the feed has them. The difference is what the jitter of the delays did.',
    table(
      [
        { title: 'Lane' },
        { title: 'Paper', align: 'right' },
        { title: 'Constant delay', align: 'right' },
        { title: 'Difference', align: 'right' },
        { title: 'Fills paper / constant', align: 'right' },
      ],
      rows,
    ),
    ...delayWarnings(gap.delaysMs, assumedMs),
    `Delay of the feed from the venue’s stamp to receipt, by the clock of this machine: half of all messages within ${half}, 10 % within ${ten}, 90 % within ${ninety}, 99 % within ${ninetyNine}, all within ${all}.`,
  ];
}

function delayWarnings({ p10, median }: PaperGap['delaysMs'], assumedMs: number | null): string[] {
  if (p10 < 0) {
    return [
      `**Warning**: a tenth of all messages came at least ${(-p10).toFixed(0)} ms before the venue sent them, by the clock of this machine. It is behind: set it, or the delays here are too small.`,
    ];
  }
  if (assumedMs === null || median <= assumedMs) return [];
  return [
    `**Warning**: half of all messages came later than the ${assumedMs} ms of \`latency.feed_ms\`, so these lanes acted about ${(median - assumedMs).toFixed(0)} ms earlier than they could have. Set \`latency.feed_ms\` to at least ${Math.ceil(median)} and begin a new campaign.`,
  ];
}
