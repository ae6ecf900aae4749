/** The result page of one session: what ran, on what, what came of it, and where its files are. */

import type { LaneRecord, SessionRecord, StudyRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { effectText } from './comparisonText.ts';
import { evidenceWords } from './evidence.ts';
import { counted, type Figures, markdownFigures } from './figures.ts';
import { chartBlock } from './history.ts';
import { isoMicroseconds } from './isoTime.ts';
import { largeOrdersWarning } from './largeOrders.ts';
import { list, markdownPage, minuteOf, prose } from './markdown.ts';
import { outcomesTable } from './outcomesTable.ts';
import type { ChartLink, ReportedStudy } from './reportedStudy.ts';
import { type LaneSeriesOf, lanesTable, markoutsTable, riskText, splitTable } from './sessionTables.ts';
import { marketWords } from './versionSection.ts';

export interface SessionFile {
  /** Relative to the page. */
  readonly path: string;
  readonly what: string;
}

export interface SessionPageData {
  readonly report: ReportedStudy;
  readonly session: SessionRecord;
  /** Of the lanes whose force closes are to be costed; others get `–`. */
  readonly series: readonly LaneSeriesOf[];
  readonly charts: readonly ChartLink[];
  readonly files: readonly SessionFile[];
}

export function renderSessionPage({ report, session, series, charts, files }: SessionPageData): string {
  const { snapshot } = report;
  const figures = markdownFigures(report.currency);
  const lanes = snapshot.lanes
    .filter((lane) => lane.sessionId === session.id)
    .sort((a, b) => rank(a) - rank(b) || a.version - b.version);
  const acting = lanes.find((lane) => lane.version === session.acting && lane.fillModel === 'pessimistic');
  return markdownPage([
    `# Session ${session.number}: v${session.acting} (${session.mode})`,
    '> Generated from the study’s database and the session’s tape. Do not edit.',
    facts(snapshot.study, session),
    acting === undefined ? 'It left no results.' : verdict(snapshot, session, acting, figures),
    ...(acting === undefined ? [] : warnings(acting, figures)),
    ...(acting?.metrics.requests.placed === 0
      ? [
          `**Warning**: v${session.acting} placed no order at all: nothing was measured. See Risk below for orders that were denied.`,
        ]
      : []),
    ...outcomes(session, figures),
    ...(lanes.length === 0
      ? []
      : [
          '## Lanes',
          lanesTable(lanes, figures),
          '## P&L split',
          splitTable(lanes, series, snapshot.study, figures),
          '## Markouts',
          'Mean move of the mid after a fill, in bps, signed in our favour (fills that were old enough).',
          markoutsTable(lanes, figures),
          '## Risk',
          riskText(lanes),
        ]),
    ...(charts.length === 0 ? [] : ['## Charts', chartBlock(charts)]),
    ...(files.length === 0
      ? []
      : ['## Files', list(files.map(({ path, what }) => `[${prose(path)}](${encodeURI(path)}): ${prose(what)}`))]),
  ]);
}

function warnings(acting: LaneRecord, figures: Figures): string[] {
  const large = largeOrdersWarning([acting], figures);
  return large === null ? [] : [`**Note**: ${large}`];
}

/** Sessions from before it was measured have nothing to show. */
function outcomes({ acting, facts }: SessionRecord, figures: Figures): string[] {
  if (facts?.outcomes === undefined) return [];
  return [
    '## What could have happened to this account',
    `The tape leaves open what v${acting} would truly have got. Each factor was moved alone from its pessimistic to its optimistic end, over the same market. More fills are not always better ones: the optimistic end may earn less.`,
    outcomesTable(facts.outcomes, figures),
  ];
}

/** Acting first, then the champion, then shadows; pessimistic before optimistic. */
function rank({ role, fillModel }: LaneRecord): number {
  return ['acting', 'champion', 'shadow'].indexOf(role) * 2 + (fillModel === 'pessimistic' ? 0 : 1);
}

function facts(study: StudyRecord, session: SessionRecord): string {
  const { source, facts: seen } = session;
  const origin =
    source.type === 'synthetic'
      ? `generated: family ${prose(source.family)}, seed ${prose(source.seed)}, generator ${source.generator}`
      : `tape ${prose(source.file)} (SHA-256 ${prose(source.sha256.slice(0, 12))}…, ${(source.fromUs / 6e7).toFixed(1)} to ${(source.toUs / 6e7).toFixed(1)} min)`;
  const lines: [string, string][] = [
    ['Study', prose(study.name)],
    ['Acting', `v${session.acting}, champion v${session.champion}`],
    ['Start', `${minuteOf(session.startedAt)} UTC`],
    ['Status', `${session.status}${session.endReason === null ? '' : `: ${prose(session.endReason)}`}`],
    ['Feed', origin],
  ];
  if (seen !== null) {
    const { volatilityBps, rangeBps, moveBps } = seen.market;
    lines.push(
      [
        'Market',
        `${marketWords(session)}; range ${rangeBps.toFixed(1)} bps, net move ${moveBps.toFixed(1).replace('-', '−')} bps (realised volatility ${volatilityBps.toFixed(2)} bps/√min)`,
      ],
      ['Market time', `from ${isoMicroseconds(seen.startUs).slice(0, 16).replace('T', ' ')} UTC`],
      [
        'Length',
        `${(seen.durationUs / 6e7).toFixed(1)} minutes, ${counted(seen.events, 'event')}, ${counted(seen.trades, 'trade')}`,
      ],
      ['Tape digest', `\`${seen.tapeDigest}\``],
    );
  }
  return lines.map(([name, value]) => `**${name}**: ${value}`).join('  \n');
}

function verdict({ evaluations }: StudySnapshot, session: SessionRecord, acting: LaneRecord, figures: Figures): string {
  const { metrics } = acting;
  const own = `v${session.acting} made ${figures.money(metrics.profit)} on ${figures.value(metrics.volume)} (pessimistic fills). ${evidenceWords(1, metrics.fills)}.`;
  const compared = evaluations.find((e) => e.sessionId === session.id)?.comparisons ?? [];
  if (compared.length === 0) return own;
  const items = compared.map(
    (c) =>
      `v${c.challenger} against v${c.champion}: ${effectText(c, figures)}, P(better) ${figures.chance(c.probabilityBetter)}. Verdict: **${c.verdict}**. ${prose(c.reason)}`,
  );
  return markdownPage([own, 'Compared over all common sessions up to this one:', list(items)]).trimEnd();
}
