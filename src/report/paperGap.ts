/** How far a paper session is from a replay with a constant delay, and the delays of its feed. */

import type { LaneRecord, SessionFacts } from '../study/records.ts';
import type { Figures } from './figures.ts';
import { prose, table } from './markdown.ts';

/** Empty where it was not measured. @param lanes of the session */
export function paperGapSection(
  gap: SessionFacts['gap'],
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
    `Delay of the feed from the venue’s stamp to receipt, by the clock of this machine: half of all messages within ${half}, 10 % within ${ten}, 90 % within ${ninety}, 99 % within ${ninetyNine}, all within ${all}.`,
  ];
}
