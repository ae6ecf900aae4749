/** v001.md: the page of one version, with its parameters, results, reasons and decisions. */

import type { Pooled } from '../../study/pooled.ts';
import { cancelledUnrun, queuedVersions } from '../../study/queued.ts';
import type { Mode, SessionRecord, VersionRecord } from '../../study/records.ts';
import { isEvidence } from '../../study/sessions.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { differences, parameterNames } from '../../study/versions.ts';
import { analysis } from '../analysis.ts';
import { claimedVersionBlocks } from '../claimed.ts';
import { detectableWords, effectText, isOpen, neededWords } from '../evidence.ts';
import { counted, type Figures, markdownFigures, NOT_KNOWN } from '../figures.ts';
import { type ChartLink, chartBlock, GLOSSARY, PAGES, pageLink, sessionLink } from '../links.ts';
import { list, markdownPage, minuteOf, prose, quotation, table } from '../markdown.ts';
import { changeItems, changeWords, valueText } from '../parameterText.ts';
import { decisionText, reasonText, stoppedProposalsText } from '../proposalText.ts';
import { decisionsOn, GENERATED, proposalOf, type ReportedStudy } from '../reportedStudy.ts';
import { marketWords } from '../tables/sessionTables.ts';
import { wordsLine } from './glossary/terms.ts';

export function renderVersionPage(report: ReportedStudy, version: VersionRecord, charts: readonly ChartLink[]): string {
  const { snapshot } = report;
  const figures = markdownFigures(report.currency);
  const children = snapshot.versions.filter((other) => other.parent === version.number);
  const champion = version.number === snapshot.champion ? ' (champion)' : '';
  const body = versionBlocks(report, version, charts, figures);
  return markdownPage([
    `# v${version.number}${champion}: ${changeWords(report, version)}`,
    GENERATED,
    `[History of ${prose(snapshot.study.name)}](${PAGES.history})`,
    wordsLine(body, GLOSSARY.fromStudy),
    ...body,
    children.length === 0
      ? ''
      : `**Versions made from it**: ${children.map((child) => pageLink(child.number)).join(', ')}`,
  ]);
}

const right = 'right' as const;

function versionBlocks(
  report: ReportedStudy,
  version: VersionRecord,
  charts: readonly ChartLink[],
  figures: Figures,
): string[] {
  const { snapshot } = report;
  const modes = snapshot.modes.filter((mode) => snapshot.lanesOf(version.number, 'pessimistic', mode).length > 0);
  return [
    facts(version),
    changes(report, version),
    ...reasons(report, version, figures),
    ...decisions(snapshot, version),
    ...(charts.length === 0 ? [] : ['## Charts', chartBlock(charts)]),
    '## Results',
    ...(modes.length === 0
      ? [`**Results**: it ${unrunWords(snapshot, version.number)}.`]
      : modes.flatMap((mode) => results(snapshot, version, mode, figures))),
    ...claimedVersionBlocks(report, version.number, figures),
    ...proposals(report, version),
    '## Parameters',
    parameters(report, version),
  ];
}

function unrunWords(snapshot: StudySnapshot, number: number): string {
  if (cancelledUnrun(snapshot).has(number)) return 'was cancelled before it ran';
  const place = queuedVersions(snapshot).findIndex((queued) => queued.number === number);
  if (place === -1) return 'has not run yet';
  return `has not run yet: it is ${place === 0 ? 'the first' : `number ${place + 1}`} in the queue, with which the next campaign begins`;
}

function facts(version: VersionRecord): string {
  const parent = version.parent === null ? 'none' : pageLink(version.parent);
  return `**Date**: ${minuteOf(version.createdAt)}  \n**Parent**: ${parent}  \n**Author**: ${version.author}`;
}

function changes({ snapshot, declarations }: ReportedStudy, version: VersionRecord): string {
  const parent = version.parent === null ? null : snapshot.version(version.parent);
  if (parent === null) return '**Changes**: baseline, nothing to compare with.';
  const items = changeItems(differences(parent.parameters, version.parameters, declarations));
  const title = `**Changes from v${parent.number}**:`;
  return items.length === 0 ? `${title} none.` : `${title}\n\n${list(items)}`;
}

function parameters({ declarations }: ReportedStudy, version: VersionRecord): string {
  const names = parameterNames(declarations, version.parameters);
  const rows = names.map((name) => {
    const declaration = declarations[name] ?? null;
    const meaning = declaration === null ? 'no longer declared' : prose(declaration.meaning);
    return [`\`${name}\``, valueText(version.parameters[name] ?? null, declaration), meaning];
  });
  return table([{ title: 'Parameter' }, { title: 'Value', align: right }, { title: 'Meaning' }], rows);
}

function results(snapshot: StudySnapshot, version: VersionRecord, mode: Mode, figures: Figures): string[] {
  const pessimistic = snapshot.pooled(version.number, mode, 'pessimistic');
  const optimistic = snapshot.pooled(version.number, mode, 'optimistic');
  const blocks = [`**Each session (${mode})**:`, sessionTable(snapshot, version.number, mode, figures)];
  if (pessimistic === null) return [...blocks, 'No session was completed, so none counts as evidence.'];
  const measured = optimistic === null ? [pessimistic] : [pessimistic, optimistic];
  return [
    ...blocks,
    '**Pooled** over completed sessions, each market once:',
    pooledTable(measured, figures),
    ...comparisonText(snapshot, version.number, mode, figures),
    `**Analysis (${mode})**, pessimistic fills:`,
    list(analysis(pessimistic, optimistic, snapshot.study, figures)),
  ];
}

function sessionTable(snapshot: StudySnapshot, version: number, mode: Mode, figures: Figures): string {
  const optimistic = snapshot.lanesOf(version, 'optimistic', mode);
  const counts = new Set(snapshot.evidenceLanes(version, 'pessimistic', mode).map(({ session }) => session.id));
  const rows = snapshot.lanesOf(version, 'pessimistic', mode).map(({ session, lane }) => {
    const { metrics } = lane;
    const beside = optimistic.find((one) => one.session.id === session.id)?.lane.metrics ?? null;
    return [
      sessionLink(snapshot.study.name, session),
      minuteOf(session.startedAt),
      marketWords(session),
      lane.role,
      session.facts === null ? NOT_KNOWN : figures.number(session.facts.durationUs / 6e7, 0),
      figures.value(metrics.volume),
      String(metrics.fills),
      figures.money(metrics.profit),
      beside === null ? NOT_KNOWN : `${figures.money(beside.profit)} (${beside.fills})`,
      figures.signed(metrics.profitPer10k, 2),
      String(metrics.forceCloses),
      counts.has(session.id) ? session.status : endWords(session),
    ];
  });
  return table(
    [
      { title: 'Session', align: right },
      { title: 'Start (UTC)' },
      { title: 'Market' },
      { title: 'Role' },
      { title: 'Minutes', align: right },
      { title: 'Volume', align: right },
      { title: 'Fills', align: right },
      { title: 'P&L', align: right },
      { title: 'Optimistic (fills)', align: right },
      { title: `Per ${figures.tenThousand}`, align: right },
      { title: 'Force closes', align: right },
      { title: 'End' },
    ],
    rows,
  );
}

/** How a session ended that does not count as evidence, and why it does not. */
function endWords(session: SessionRecord): string {
  return `${session.status}, ${isEvidence(session) ? 'its market was seen before: ' : ''}not counted`;
}

function pooledTable(measured: readonly Pooled[], figures: Figures): string {
  return table(
    [
      { title: 'Fills are' },
      { title: 'Sessions', align: right },
      { title: 'Blocks', align: right },
      { title: 'Volume', align: right },
      { title: 'Fills', align: right },
      { title: 'P&L', align: right },
      { title: `Per ${figures.tenThousand} (90 % interval)`, align: right },
      { title: 'Spread', align: right },
      { title: 'Inventory', align: right },
      { title: 'Fees', align: right },
      { title: 'Rebates', align: right },
      { title: 'Funding', align: right },
    ],
    measured.map((p) => [
      p.fillModel,
      String(p.sessions),
      String(p.blocks),
      figures.value(p.volume),
      String(p.fills),
      figures.money(p.profit),
      `**${p.per10kInterval === null ? figures.signed(p.profitPer10k, 2) : figures.interval(p.per10kInterval)}**`,
      figures.money(p.spreadProfit),
      figures.money(p.inventoryProfit),
      figures.money(-p.feesPaid),
      figures.money(p.rebates),
      figures.money(-p.fundingPaid),
    ]),
  );
}

function comparisonText(snapshot: StudySnapshot, version: number, mode: Mode, figures: Figures): string[] {
  const compared = snapshot.newestRecorded(version, mode);
  if (compared === null) return [];
  const { comparison, session } = compared;
  const { champion, profitPer10k, alwaysValid, regimes, signAgrees } = comparison;
  const perVolume =
    profitPer10k === null
      ? ''
      : `, ${figures.interval(profitPer10k)} per ${figures.tenThousand} (${figures.percent(profitPer10k.level)} interval)`;
  const always =
    alwaysValid === null
      ? ''
      : `, [${figures.signed(alwaysValid.low, 2)}, ${figures.signed(alwaysValid.high, 2)}] always valid`;
  const agree = signAgrees ? 'both fill models agree on the sign' : '**the fill models disagree on the sign**';
  return [
    `**Against v${champion}**: ${effectText(comparison, figures)}${always}${perVolume}, P(better) ${figures.chance(comparison.probabilityBetter)}, P(harm) ${figures.chance(comparison.probabilityHarm)}, in ${counted(regimes.length, 'regime')} (${regimes.join(', ')}), ${agree}. Verdict after session ${session.number}: **${comparison.verdict}**: ${prose(comparison.reason)}.`,
    ...(isOpen(comparison) ? [`To decide: ${neededWords(comparison)}; ${detectableWords(comparison, figures)}.`] : []),
  ];
}

function reasons(report: ReportedStudy, version: VersionRecord, figures: Figures): string[] {
  const proposal = proposalOf(report.snapshot, version);
  if (proposal === null) return [`**Reason** (${version.author}):`, quotation(version.reason)];
  const own = version.reason.trim() === '' || version.reason.trim() === proposal.hypothesis.trim();
  return [
    ...reasonText(report, version, proposal, figures),
    ...(own ? [] : [`**Reason of the version** (${version.author}):`, quotation(version.reason)]),
  ];
}

function decisions(snapshot: StudySnapshot, version: VersionRecord): string[] {
  const made = decisionsOn(snapshot, version).map(decisionText);
  return made.length === 0 ? [] : ['**Decided**:', list(made)];
}

function proposals(report: ReportedStudy, version: VersionRecord): string[] {
  const fruitless = stoppedProposalsText(report, version.number);
  return fruitless.length === 0 ? [] : ['## Proposals from it that were stopped', fruitless.join('\n')];
}
