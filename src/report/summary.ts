/** The table of all versions at the head of a history, and where the evidence stands. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { Leaderboard } from '../study/leaderboard.ts';
import { luckAdjusted } from '../study/luckAdjusted.ts';
import type { Pooled } from '../study/pooled.ts';
import { cancelledUnrun } from '../study/queued.ts';
import type { Mode, VersionRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { differences } from '../study/versions.ts';
import { centreGuess, comparisonNow, sourcesOf } from './comparisonNow.ts';
import { weightOf } from './evidence.ts';
import { EVIDENCE_LEGEND, evidenceTable } from './evidenceTable.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { luckDetails } from './luckText.ts';
import { prose, table } from './markdown.ts';
import { changesLine } from './parameterText.ts';
import { pageName, type ReportedStudy } from './reportedStudy.ts';

const right = 'right' as const;

/** One row a version; versions that did not run in `mode` are listed too: none disappears. */
export function summaryTable(report: ReportedStudy, mode: Mode, figures: Figures): string {
  const { snapshot } = report;
  const cancelled = cancelledUnrun(snapshot);
  const rows = snapshot.versions.map((version) => {
    const pooled = snapshot.pooled(version.number, mode, 'pessimistic');
    const comparison = comparisonNow(snapshot, version.number, mode);
    const isChampion = version.number === snapshot.champion;
    const name = pageLink(version.number);
    const per10k = pooled?.per10kInterval
      ? figures.interval(pooled.per10kInterval)
      : figures.signed(pooled?.profitPer10k ?? null, 2);
    return [
      isChampion ? `**${name}**` : name,
      pooled === null ? '0' : String(pooled.sessions),
      figures.value(pooled?.volume ?? null),
      pooled === null ? NOT_KNOWN : String(pooled.fills),
      figures.money(pooled?.profit ?? null),
      isChampion ? `**${per10k}**` : per10k,
      comparison === null ? NOT_KNOWN : `${figures.perHour(comparison.gainPerHour)} vs v${comparison.champion}`,
      comparison === null
        ? NOT_KNOWN
        : `${figures.chance(comparison.probabilityBetter)} (${counted(comparison.blocks, 'block')})`,
      verdictWords(isChampion, cancelled.has(version.number), comparison, pooled),
      changeWords(report, version),
    ];
  });
  return table(
    [
      { title: 'Ver' },
      { title: 'Sessions', align: right },
      { title: 'Volume', align: right },
      { title: 'Fills', align: right },
      { title: 'P&L', align: right },
      { title: `Per ${figures.tenThousand} (90 % interval)`, align: right },
      { title: 'Gain vs champion', align: right },
      { title: 'P(better)', align: right },
      { title: 'Verdict' },
      { title: 'Change' },
    ],
    rows,
  );
}

function verdictWords(
  isChampion: boolean,
  cancelled: boolean,
  comparison: Comparison | null,
  pooled: Pooled | null,
): string {
  const words = [
    ...(isChampion ? ['**champion**'] : []),
    ...(comparison === null ? [] : [comparison.verdict]),
    ...(comparison?.signAgrees === false ? ['fill models disagree'] : []),
    ...(cancelled ? ['cancelled'] : pooled === null ? ['not run yet'] : doubt(pooled)),
  ];
  return words.length === 0 ? NOT_KNOWN : words.join(', ');
}

/** A lucky hour must not read as a finding. */
function doubt({ sessions, fills }: Pooled): string[] {
  const weight = weightOf(sessions, fills);
  return weight === 'enough' ? [] : [`${counted(sessions, 'session')}, ${counted(fills, 'fill')}: ${weight}`];
}

/** What was changed from the parent, short. */
export function changeWords({ snapshot, declarations }: ReportedStudy, version: VersionRecord): string {
  const parent = version.parent === null ? null : snapshot.version(version.parent);
  if (parent === null) return 'baseline';
  const changes = differences(parent.parameters, version.parameters, declarations);
  if (changes.length === 0) return `as v${parent.number}`;
  return prose(changesLine(changes, 3));
}

/** The champion, and every other version held against it: what is known, what it rests on, what would decide. */
export function evidenceNow(snapshot: StudySnapshot, figures: Figures): string[] {
  if (snapshot.versions.length === 0) return ['No champion yet: no session was run.'];
  const now = snapshot.heldLeaderboard;
  const guess =
    now.centre === now.champion
      ? 'No other version is believed to be better: proposals start from it.'
      : `The best guess is **v${now.centre}**${guessWords(now, figures)}: proposals start from it.`;
  const title = `**v${now.champion}** is the champion. ${guess}`;
  if (
    now.versions.every(
      ({ comparison, effect, version }) => comparison === null && (effect === null || version.number === now.champion),
    )
  ) {
    return [title, 'No version has run beside it yet.'];
  }
  return [title, EVIDENCE_LEGEND, evidenceTable(now, figures, pageLink), luckDetails(luckAdjusted(snapshot), figures)];
}

function guessWords(now: Leaderboard, figures: Figures): string {
  const guess = centreGuess(now);
  return guess === null ? '' : ` (${figures.money(guess.mean)}/h against the champion, ${sourcesOf(guess)})`;
}

function pageLink(version: number): string {
  return `[v${version}](${pageName(version)})`;
}
