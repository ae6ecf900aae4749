/** What each version earned and lost by, per 10k of volume: spread, rebates, price moves on inventory, fees and funding. */

import type { Pooled } from '../../study/pooled.ts';
import type { Mode } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { tenThousandIn } from '../figures.ts';
import { BLACK, type ChartOption, frame, GREEN, GREY, INK, legend, ORANGE, PURPLE, SKY, valueAxis } from './frame.ts';

/** The newest. */
const MOST_VERSIONS = 24;

const SOURCES: readonly (readonly [name: string, colour: string, of: (pooled: Pooled) => number])[] = [
  ['spread', GREEN, (p) => p.spreadProfit],
  ['rebates', SKY, (p) => p.rebates],
  ['price moves on inventory', PURPLE, (p) => p.inventoryProfit],
  ['fees', ORANGE, (p) => -p.feesPaid],
  ['funding', GREY, (p) => -p.fundingPaid],
];

/** null while no version has traded in that mode. */
export function sourcesOption(snapshot: StudySnapshot, mode: Mode, currency: string): ChartOption | null {
  const traded = snapshot.versions
    .flatMap(({ number }) => snapshot.pooled(number, mode, 'pessimistic') ?? [])
    .filter(({ volume }) => volume > 0)
    .slice(-MOST_VERSIONS);
  if (traded.length === 0) return null;
  const per10k = (amount: number, { volume }: Pooled): number => Number(((amount / volume) * 10_000).toFixed(4));
  const used = SOURCES.filter(([, , of]) => traded.some((pooled) => of(pooled) !== 0));
  return {
    ...frame(
      `What earns and what loses, per ${tenThousandIn(currency)}`,
      `${mode}, pessimistic fills; above zero earns, below loses; ◆ all together`,
    ),
    legend: legend([...used.map(([name]) => name), 'all together']),
    grid: { left: 84, right: 24, top: 90, bottom: 40 },
    xAxis: {
      type: 'category',
      data: traded.map(({ version }) => `v${version}`),
      axisLabel: { color: INK, fontSize: 11, interval: 0 },
      axisLine: { onZero: true },
      axisTick: { show: false },
    },
    yAxis: valueAxis(`Per ${tenThousandIn(currency)}`, { scale: false }),
    series: [
      ...used.map(([name, color, of]) => ({
        type: 'bar',
        name,
        stack: 'sources',
        barMaxWidth: 60,
        itemStyle: { color },
        data: traded.map((pooled) => per10k(of(pooled), pooled)),
      })),
      {
        type: 'scatter',
        name: 'all together',
        symbol: 'diamond',
        symbolSize: 12,
        z: 5,
        itemStyle: { color: BLACK },
        data: traded.map((pooled) => per10k(pooled.profit, pooled)),
      },
    ],
  };
}
