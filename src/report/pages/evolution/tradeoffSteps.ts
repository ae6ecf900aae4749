/** What each step from a version to the next gave and what it cost, over the sessions that both ran in. */

import type { Pooled } from '../../../study/pooled.ts';
import { counted, type Figures, NOT_KNOWN } from '../../figures.ts';
import { pageLink } from '../../links.ts';
import { list, table } from '../../markdown.ts';
import type { ReportedStudy } from '../../reportedStudy.ts';
import { relationsBeyondChance } from '../../tradeoffs.ts';
import { besideEachOther, modeOf } from './besideEachOther.ts';

/** The newest; older ones are on the pages of their versions. */
const MOST_STEPS = 8;

const right = 'right' as const;

export function tradeoffBlocks({ snapshot }: ReportedStudy, figures: Figures): string[] {
  const steps = snapshot.versions
    .flatMap(({ number, parent }) => {
      const mode = modeOf(snapshot, number);
      const pair = mode === null || parent === null ? null : besideEachOther(snapshot, number, parent, mode);
      return pair === null || pair.own.volume + pair.other.volume === 0 ? [] : [pair];
    })
    .slice(-MOST_STEPS);
  const [mode] = snapshot.modes;
  const relations = mode === undefined ? [] : relationsBeyondChance(snapshot, mode, figures);
  const title = '## Trade-offs';
  if (steps.length === 0) return [title, 'No version has run beside the one that it was made from yet.'];
  const arrow = (of: (pooled: Pooled) => string, own: Pooled, other: Pooled): string => `${of(other)} → ${of(own)}`;
  const at30 = (p: Pooled): string => {
    const mean = p.markouts.find(({ horizonSeconds }) => horizonSeconds === 30)?.meanBps ?? null;
    return mean === null ? NOT_KNOWN : figures.signed(mean, 2);
  };
  return [
    title,
    'Each step over the same minutes of the same markets, before → after.',
    table(
      [
        { title: 'Step' },
        { title: 'Sessions', align: right },
        { title: `Per ${figures.tenThousand}`, align: right },
        { title: 'Volume/h', align: right },
        { title: 'Mean inventory', align: right },
        { title: 'Price 30 s after a fill, bps', align: right },
      ],
      steps.map(({ own, other }) => [
        `v${other.version} → ${pageLink(own.version)}`,
        String(own.sessions),
        arrow((p) => figures.signed(p.profitPer10k, 2), own, other),
        arrow((p) => figures.value(p.volume / p.hours), own, other),
        arrow((p) => figures.value(p.meanAbsolutePosition), own, other),
        arrow(at30, own, other),
      ]),
    ),
    relations.length === 0
      ? `Over all ${counted(snapshot.versions.length, 'version')}, chance alone could explain how volume, pauses, inventory, spread and profit go together.`
      : list(relations),
  ];
}
