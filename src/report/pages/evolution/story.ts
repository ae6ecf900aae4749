/** The story of a version in a few lines: what was changed, what came of it, why, and what was decided. */

import type { Comparison } from '../../../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../../../evaluation/decisionRules.ts';
import type { Pooled } from '../../../study/pooled.ts';
import type { DecisionRecord, Mode, VersionRecord } from '../../../study/records.ts';
import type { StudySnapshot } from '../../../study/studySnapshot.ts';
import { differences } from '../../../study/versions.ts';
import { againstChampion, weightOf } from '../../evidence.ts';
import { counted, type Figures } from '../../figures.ts';
import { pageLink } from '../../links.ts';
import { list, minuteOf, prose } from '../../markdown.ts';
import { changeItems } from '../../parameterText.ts';
import { plainChance } from '../../plainChance.ts';
import { decisionsOn, type ReportedStudy } from '../../reportedStudy.ts';
import { besideEachOther, modeOf, traitDifferences } from './besideEachOther.ts';

const MOST_CHANGES = 5;
const MOST_BULLETS = 5;

export function storyBlocks(report: ReportedStudy, version: VersionRecord, label: string, figures: Figures): string[] {
  const { snapshot } = report;
  const mode = modeOf(snapshot, version.number);
  return [
    `### ${pageLink(version.number)}: ${label}`,
    `${minuteOf(version.createdAt)}, by ${version.author}. ${changesWords(report, version)}`,
    ...(mode === null ? [] : resultBlocks(snapshot, version, mode, figures)),
    `**Decision**: ${decisionWords(report, version, mode, figures)}`,
  ];
}

function changesWords({ snapshot, declarations }: ReportedStudy, version: VersionRecord): string {
  const parent = version.parent === null ? null : snapshot.version(version.parent);
  if (parent === null) return '**Changes**: none, it is the baseline.';
  const items = changeItems(differences(parent.parameters, version.parameters, declarations));
  if (items.length === 0) return `**Changes from v${parent.number}**: none.`;
  const shown = items.slice(0, MOST_CHANGES);
  const more = items.length - shown.length;
  return `**Changes from v${parent.number}**: ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ')}.`;
}

function resultBlocks(snapshot: StudySnapshot, version: VersionRecord, mode: Mode, figures: Figures): string[] {
  const pooled = snapshot.pooled(version.number, mode, 'pessimistic');
  if (pooled === null) return [];
  const { sessions, volume, fills, profit, profitPer10k, per10kInterval } = pooled;
  const ratio = per10kInterval === null ? figures.signed(profitPer10k, 2) : figures.interval(per10kInterval);
  return [
    `**Result** (${counted(sessions, 'session')}, ${mode}): ${figures.value(volume)} traded in ${counted(fills, 'fill')}, P&L ${figures.money(profit)}, **${ratio} per ${figures.tenThousand}**.`,
    `**Analysis**:\n\n${list(storyBullets(snapshot, version, pooled, figures))}`,
  ];
}

/** Three to five sentences, each from measured figures; the most important first. */
function storyBullets(snapshot: StudySnapshot, version: VersionRecord, pooled: Pooled, figures: Figures): string[] {
  const optimistic = snapshot.pooled(version.number, pooled.mode, 'optimistic');
  const sentences = [
    meaning(pooled),
    ...(pooled.volume === 0 ? [] : [sources(pooled, figures), afterFills(pooled, figures)]),
    besideParent(snapshot, version, pooled.mode, figures),
    ...dangers(pooled, optimistic, figures),
    activity(pooled, figures),
  ];
  return sentences.filter((sentence) => sentence !== '').slice(0, MOST_BULLETS);
}

function meaning({ per10kInterval, volume, sessions, fills }: Pooled): string {
  if (volume === 0) return 'It never traded, so nothing can be said about its profit.';
  if (weightOf(sessions, fills) === 'says little')
    return `${counted(sessions, 'session')} with ${counted(fills, 'fill')}: luck alone could have brought this.`;
  if (per10kInterval === null) return 'All fills fell into five minutes: nothing can be said about its profit.';
  if (per10kInterval.low <= 0 && per10kInterval.high >= 0)
    return 'Neither a profit nor a loss is shown: the range in brackets includes zero.';
  const what = per10kInterval.low > 0 ? 'profit' : 'loss';
  return sessions < ENOUGH_SESSIONS
    ? `A ${what} in these sessions, but ${counted(sessions, 'session')} may differ from the next ones by more than this.`
    : `A ${what}: the whole range in brackets lies on one side of zero.`;
}

/** What it earned by and what it lost by. */
function sources(pooled: Pooled, figures: Figures): string {
  const { spreadProfit, rebates, inventoryProfit, feesPaid, fundingPaid } = pooled;
  const parts: readonly (readonly [string, number])[] = [
    ['the spread', spreadProfit],
    ['rebates', rebates],
    ['price moves on its inventory', inventoryProfit],
    ['fees', -feesPaid],
    ['funding', -fundingPaid],
  ];
  const words = (sign: number): string =>
    parts
      .filter(([, amount]) => Math.sign(amount) === sign)
      .toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .map(([name, amount]) => `${name} ${figures.money(amount)}`)
      .join(', ');
  return `It earned by ${words(1) || 'nothing'}; it lost by ${words(-1) || 'nothing'}.`;
}

function afterFills({ markouts, spreadCapturedBps }: Pooled, figures: Figures): string {
  const mean = markouts.find(({ horizonSeconds }) => horizonSeconds === 30)?.meanBps ?? null;
  if (mean === null || spreadCapturedBps === null) return '';
  const spread = `the ${figures.number(spreadCapturedBps, 2)} bps of spread that it took`;
  if (mean >= 0)
    return `No adverse selection: 30 s after a fill the price had moved ${figures.number(mean, 2)} bps its way.`;
  return `30 s after a fill the price had moved ${figures.number(-mean, 2)} bps against it, ${-mean > spreadCapturedBps ? 'more' : 'less'} than ${spread}.`;
}

/** The two largest differences to the version that it was made from. */
function besideParent(
  snapshot: StudySnapshot,
  { number, parent }: VersionRecord,
  mode: Mode,
  figures: Figures,
): string {
  if (parent === null) return '';
  const pair = besideEachOther(snapshot, number, parent, mode);
  if (pair === null) return `It never ran beside v${parent}, which it was made from.`;
  const found = traitDifferences(pair, figures).slice(0, 2);
  const { sessions } = pair.own;
  const where = `Beside v${parent} over the same ${sessions === 1 ? 'session' : counted(sessions, 'session')}`;
  if (found.length === 0) return `${where} it traded and held much like v${parent}.`;
  return `${where}: ${found.map(({ words }) => words).join('; ')}.`;
}

function dangers(pooled: Pooled, optimistic: Pooled | null, figures: Figures): string[] {
  return [
    ...(optimistic !== null && Math.sign(optimistic.profit) !== Math.sign(pooled.profit)
      ? [
          `**Its result depends on how fills are counted**: ${figures.money(pooled.profit)} if doubtful fills go to others, ${figures.money(optimistic.profit)} if to us.`,
        ]
      : []),
    ...(pooled.halted + pooled.reducing === 0
      ? []
      : [`**Risk limits** ended ${pooled.halted + pooled.reducing} of ${counted(pooled.sessions, 'session')}.`]),
  ];
}

function activity({ pauseShare, forceCloses, hours, meanAbsolutePosition }: Pooled, figures: Figures): string {
  const paused = pauseShare === 0 ? 'never paused' : `paused ${figures.percent(pauseShare)} of the time`;
  const closes = forceCloses === 0 ? 'no force close' : counted(forceCloses, 'force close');
  return `It held ${figures.value(meanAbsolutePosition)} on average, ${paused}; ${closes} in ${figures.number(hours, 1)} h.`;
}

function decisionWords(
  { snapshot }: ReportedStudy,
  version: VersionRecord,
  mode: Mode | null,
  figures: Figures,
): string {
  const made = decisionsOn(snapshot, version).at(-1);
  const person = made === undefined ? '' : `${DECIDED[made.kind]} by ${prose(made.by)}. `;
  if (version.number === snapshot.champion) return `${person}It is the **champion**: the others have to beat it.`;
  const comparison = mode === null ? null : againstChampion(snapshot, version.number, mode);
  if (comparison === null) return `${person}Nothing was measured beside the champion yet.`;
  return `${person}${verdictWords(comparison, figures)}`;
}

const DECIDED: Readonly<Record<DecisionRecord['kind'], string>> = {
  approve: 'Approved',
  edit: 'Edited and approved',
  reject: 'Rejected',
  override: 'Set by hand',
  rollback: 'Rolled back',
  promote: 'Promoted',
  cancel: 'Cancelled',
};

const VERDICTS: Readonly<Record<Comparison['verdict'], string>> = {
  promote: 'it becomes champion',
  'roll-back': 'it is dropped',
  explore: 'the best guess, measured on',
  'keep-testing': 'measured on',
  inconclusive: 'no difference found',
};

/** Today's verdict against the champion with its evidence. */
function verdictWords(comparison: Comparison, figures: Figures): string {
  const { champion, gainPerHour, sessions, probabilityBetter, verdict } = comparison;
  const measured = gainPerHour === null ? 'no difference measurable' : `${figures.perHour(gainPerHour)}`;
  return `**${verdict}** (${VERDICTS[verdict]}). Beside v${champion} in ${counted(sessions, 'session')}: ${measured}; with trials and replays P(better) ${figures.chance(probabilityBetter)}: ${plainChance(probabilityBetter)}.`;
}
