/** The table of all versions at the head of a history, and where the evidence stands. */

import type { Comparison } from '../evaluation/comparison.ts';
import { comparisonsByPair } from '../study/comparisons.ts';
import { differences } from '../study/difference.ts';
import type { Mode, VersionRecord } from '../study/records.ts';
import { effectText } from './comparisonText.ts';
import { neededWords, weightOf } from './evidence.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { latestComparison, pageName, type ReportInput, versionOf, versionsInOrder } from './input.ts';
import { list, prose, table } from './markdown.ts';
import { changesLine } from './parameterText.ts';
import { type Pooled, poolVersion } from './pooled.ts';

const right = 'right' as const;

/** One row a version; versions that did not run in `mode` are listed too: none disappears. */
export function summaryTable(input: ReportInput, mode: Mode, figures: Figures): string {
  const rows = versionsInOrder(input).map((version) => {
    const pooled = poolVersion(input, version.number, mode, 'pessimistic');
    const comparison = latestComparison(input, version.number, mode);
    const isChampion = version.number === input.champion;
    const name = `[v${version.number}](${pageName(version.number)})`;
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
      comparison === null ? NOT_KNOWN : `${figures.perHour(comparison.profitPerHour)} vs v${comparison.champion}`,
      comparison === null
        ? NOT_KNOWN
        : `${figures.percent(comparison.probabilityBetter)} (${counted(comparison.blocks, 'block')})`,
      verdictWords(isChampion, comparison, pooled),
      changeWords(input, version),
    ];
  });
  return table(
    [
      { title: 'Ver' },
      { title: 'Sessions', align: right },
      { title: 'Volume', align: right },
      { title: 'Fills', align: right },
      { title: 'P&L', align: right },
      { title: 'Per $10k (90 % interval)', align: right },
      { title: 'vs champion', align: right },
      { title: 'P(better)', align: right },
      { title: 'Verdict' },
      { title: 'Change' },
    ],
    rows,
  );
}

function verdictWords(isChampion: boolean, comparison: Comparison | null, pooled: Pooled | null): string {
  const words = [
    ...(isChampion ? ['**champion**'] : []),
    ...(comparison === null ? [] : [comparison.verdict]),
    ...(comparison?.signAgrees === false ? ['fill models disagree'] : []),
    ...(pooled === null ? ['not run yet'] : doubt(pooled)),
  ];
  return words.length === 0 ? NOT_KNOWN : words.join(', ');
}

/** A lucky hour must not read as a finding. */
function doubt({ sessions, fills }: Pooled): string[] {
  const weight = weightOf(sessions, fills);
  return weight === 'enough' ? [] : [`${counted(sessions, 'session')}, ${counted(fills, 'fill')}: ${weight}`];
}

/** What was changed from the parent, short. */
export function changeWords(input: ReportInput, version: VersionRecord): string {
  const parent = version.parent === null ? null : versionOf(input, version.parent);
  if (parent === null) return 'baseline';
  const changes = differences(parent.parameters, version.parameters, input.declarations);
  if (changes.length === 0) return `as v${parent.number}`;
  return prose(changesLine(changes, 3));
}

/** The champion and, for every other version, what is known against it and what would decide. */
export function standing(input: ReportInput, figures: Figures): string[] {
  const { champion } = input;
  if (champion === null) return ['No champion yet: no session was run.'];
  const compared = comparisonsByPair(input).filter((c) => c.champion === champion);
  const challengers = versionsInOrder(input).filter((version) => version.number !== champion);
  const items = challengers.map(({ number }) => {
    const comparison = compared.find((c) => c.challenger === number);
    if (comparison === undefined) return `v${number}: ${otherWay(input, champion, number, figures)}`;
    const { probabilityBetter, verdict } = comparison;
    const facts = `${effectText(comparison, figures)}, P(better) ${figures.percent(probabilityBetter)}`;
    const open = verdict !== 'promote' && verdict !== 'roll-back';
    return `v${number}: ${facts}. **${verdict}**${open ? `; to decide: ${neededWords(comparison)}` : ''}.`;
  });
  return [`**v${champion}** is the champion.`, ...(items.length === 0 ? [] : [list(items)])];
}

/** A version that never challenged the champion may have been challenged by it. */
function otherWay(input: ReportInput, champion: number, number: number, figures: Figures): string {
  const reverse = comparisonsByPair(input).find((c) => c.challenger === champion && c.champion === number);
  if (reverse === undefined) return `never compared with v${champion}.`;
  return `v${champion} challenged it: ${effectText(reverse, figures)}. **${reverse.verdict}**.`;
}
