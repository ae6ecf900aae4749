/** Profit per $10k by version, each with its interval: the study at a glance. */

import type { Estimate } from '../../evaluation/comparison.ts';
import { counted, tenThousandIn } from '../figures.ts';
import { type ChartOption, frame, legend, valueAxis } from './frame.ts';
import { withIntervals, zeroLine } from './intervals.ts';
import { BLUE, FAINT, VERMILLION } from './palette.ts';
import { places } from './places.ts';

/** Of more versions, the names alone have room. */
const MOST_VERSION_FACTS = 16;

export interface VersionPoint {
  readonly version: number;
  readonly sessions: number;
  readonly isChampion: boolean;
  /** Profit per $10k under pessimistic and optimistic fills; null where there is no interval yet. */
  readonly pessimistic: Estimate | null;
  readonly optimistic: Estimate | null;
}

export interface VersionsData {
  readonly title: string;
  readonly subtitle: string;
  readonly currency: string;
  readonly versions: readonly VersionPoint[];
}

export function versionsOption({ title, subtitle, currency, versions }: VersionsData): ChartOption {
  const names = versions.map((v) => {
    const name = `v${v.version}${v.isChampion ? ' ★' : ''}`;
    return versions.length > MOST_VERSION_FACTS ? name : `${name}\n${counted(v.sessions, 'session')}`;
  });
  return {
    ...frame(title, subtitle),
    legend: legend(['pessimistic fills', 'optimistic fills']),
    grid: { left: 84, right: 24, top: 90, bottom: 56 },
    xAxis: places(names),
    yAxis: valueAxis(`Profit per ${tenThousandIn(currency)}`),
    series: [
      ...withIntervals(
        versions.map((v) => v.pessimistic),
        { name: 'pessimistic fills', color: BLUE, symbol: 'circle', offset: -0.12 },
      ),
      ...withIntervals(
        versions.map((v) => v.optimistic),
        { name: 'optimistic fills', color: VERMILLION, symbol: 'diamond', offset: 0.12 },
      ),
      zeroLine(versions.length, FAINT),
    ],
  };
}
