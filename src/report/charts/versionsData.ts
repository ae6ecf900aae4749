/** The versions chart of a study's sessions in one mode. */

import { distinctSessions } from '../../study/distinctSessions.ts';
import type { Mode } from '../../study/records.ts';
import { counted, tenThousandIn } from '../figures.ts';
import { type ReportInput, sessionsInOrder, versionsInOrder } from '../input.ts';
import { poolVersion } from '../pooled.ts';
import type { VersionsData } from './versionsChart.ts';

/** Every version has its place, also those without a session in that mode. */
export function versionsChartData(input: ReportInput, mode: Mode): VersionsData {
  const versions = versionsInOrder(input).map(({ number }) => {
    const pessimistic = poolVersion(input, number, mode, 'pessimistic');
    return {
      version: number,
      sessions: pessimistic?.sessions ?? 0,
      isChampion: number === input.champion,
      pessimistic: pessimistic?.per10kInterval ?? null,
      optimistic: poolVersion(input, number, mode, 'optimistic')?.per10kInterval ?? null,
    };
  });
  const sessions = distinctSessions(sessionsInOrder(input).filter((session) => session.mode === mode)).length;
  return {
    title: `${input.study.name}: profit per ${tenThousandIn(input.currency)} of volume`,
    subtitle: `${mode}, ${counted(sessions, 'completed session')}, 90 % intervals, ★ champion`,
    currency: input.currency,
    versions,
  };
}
