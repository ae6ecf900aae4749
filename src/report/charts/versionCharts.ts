/** Charts with the versions side by side, each with its intervals: profit per $10k, and effect against the champion. */

import type { Estimate } from '../../evaluation/comparison.ts';
import type { Leaderboard } from '../../study/leaderboard.ts';
import type { Mode } from '../../study/records.ts';
import { distinctSessions } from '../../study/sessions.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { counted, tenThousandIn } from '../figures.ts';
import { BLUE, type ChartOption, FAINT, frame, legend, ORANGE, VERMILLION, valueAxis } from './frame.ts';
import { placeAxes, withIntervals, zeroLine } from './intervalSeries.ts';

/** More than this would be too close together to distinguish. */
const MOST_VERSIONS = 40;

/** With more versions than this, the labels show only names. */
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
    xAxis: placeAxes(names),
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

/** The newest versions and the champion, also those without a session in that mode. */
export function versionsChartData(snapshot: StudySnapshot, mode: Mode): VersionsData {
  const { currency } = snapshot.rules;
  const shown = snapshot.versions.filter(
    ({ number }, i) => i >= snapshot.versions.length - MOST_VERSIONS || number === snapshot.champion,
  );
  const left = snapshot.versions.length - shown.length;
  const versions = shown.map(({ number }) => {
    const pessimistic = snapshot.pooled(number, mode, 'pessimistic');
    return {
      version: number,
      sessions: pessimistic?.sessions ?? 0,
      isChampion: number === snapshot.champion,
      pessimistic: pessimistic?.per10kInterval ?? null,
      optimistic: snapshot.pooled(number, mode, 'optimistic')?.per10kInterval ?? null,
    };
  });
  const sessions = distinctSessions(snapshot.sessions.filter((session) => session.mode === mode)).length;
  return {
    title: `${snapshot.study.name}: profit per ${tenThousandIn(currency)} of volume`,
    subtitle: `${mode}, ${counted(sessions, 'completed session')}, 90 % intervals, ★ champion${left === 0 ? '' : `; ${counted(left, 'older version')} not shown`}`,
    currency,
    versions,
  };
}

/** With more versions than this, the labels show only names. */
const MOST_EFFECT_FACTS = 18;

/** null while nothing was measured beside the champion. */
export function effectsOption({ champion, centre, versions }: Leaderboard, currency: string): ChartOption | null {
  const compared = versions.flatMap(({ comparison }) => (comparison?.gainPerHour ? [comparison] : []));
  if (compared.length === 0) return null;
  const shown = compared.slice(-MOST_VERSIONS);
  const left = compared.length - shown.length;
  const names = shown.map(({ challenger, sessions, probabilityBetter }) => {
    const name = `v${challenger}${challenger === centre ? ' ☆' : ''}`;
    if (shown.length > MOST_EFFECT_FACTS) return name;
    return `${name}\n${sessions} paired\nP ${Math.round(probabilityBetter * 100)} %`;
  });
  const plain = `90 % interval`;
  const always = 'always valid (from the tenth session on)';
  return {
    ...frame(
      `Effect by version against v${champion}, ${currency} an hour`,
      `pessimistic fills, paired sessions${shown.length > MOST_EFFECT_FACTS ? '' : ', P(better)'}; ☆ best guess${left === 0 ? '' : `; ${counted(left, 'older version')} not shown`}`,
    ),
    legend: legend([plain, always]),
    grid: { left: 84, right: 24, top: 90, bottom: 70 },
    xAxis: placeAxes(names),
    yAxis: valueAxis(`Gain/h against v${champion} (${currency})`),
    series: [
      ...withIntervals(
        shown.map(({ gainPerHour }) => gainPerHour),
        { name: plain, color: BLUE, symbol: 'circle', offset: -0.1 },
      ),
      ...withIntervals(
        shown.map(({ alwaysValid }) => alwaysValid),
        { name: always, color: ORANGE, symbol: 'diamond', offset: 0.1 },
      ),
      zeroLine(shown.length, FAINT),
    ],
  };
}
