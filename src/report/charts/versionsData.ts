/** The versions chart of a study's sessions in one mode. */

import type { Mode } from '../../study/records.ts';
import { distinctSessions } from '../../study/sessions.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { counted, tenThousandIn } from '../figures.ts';
import type { VersionsData } from './versionsChart.ts';

/** Every version has its place, also those without a session in that mode. */
export function versionsChartData(snapshot: StudySnapshot, mode: Mode): VersionsData {
  const { currency } = snapshot.rules;
  const versions = snapshot.versions.map(({ number }) => {
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
    subtitle: `${mode}, ${counted(sessions, 'completed session')}, 90 % intervals, ★ champion`,
    currency,
    versions,
  };
}
