/** What a version earned by itself: better than the champion may still be a loss. */

import type { StudySnapshot } from '../study/studySnapshot.ts';
import { counted, type Figures } from './figures.ts';

/** `v3 made −$7.29 in 6 sessions (6.0 h, sim), −3.00 [−6.69, −0.25] per $10k`; of the mode nearest to real money that it ran in. */
export function ownResult(snapshot: StudySnapshot, version: number, figures: Figures): string {
  const [pooled] = snapshot.laneIndex
    .versionsLike(version)
    .toSorted((a, b) => Number(b === version) - Number(a === version))
    .flatMap((number) => snapshot.modes.flatMap((mode) => snapshot.pooled(number, mode, 'pessimistic') ?? []));
  if (pooled === undefined) return `v${version} has completed no session`;
  const who = pooled.version === version ? `v${version}` : `v${version}, the same as v${pooled.version},`;
  const { mode, sessions, hours, profit, profitPer10k, per10kInterval } = pooled;
  const perVolume = per10kInterval === null ? figures.signed(profitPer10k, 2) : figures.interval(per10kInterval);
  return `${who} made ${figures.money(profit)} in ${counted(sessions, 'session')} (${figures.number(hours, 1)} h, ${mode}), ${perVolume} per ${figures.tenThousand}`;
}
