/** The result page of one session: what ran, on which market, its results, and where its files are. */

import type { Metrics } from '../../evaluation/metrics.ts';
import type { LaneRecord, SessionRecord, StudyRecord } from '../../study/records.ts';
import { feedName } from '../../study/sessions.ts';
import { commonIssuesSection } from '../commonIssues.ts';
import { effectText, evidenceWords } from '../evidence.ts';
import { counted, type Figures, markdownFigures } from '../figures.ts';
import { isoMicroseconds } from '../isoTime.ts';
import { type ChartLink, chartBlock, fromSession, GLOSSARY, PAGES, pageName, roundPageName } from '../links.ts';
import { liveOrdersSection } from '../liveOrders.ts';
import { list, markdownPage, minuteOf, prose } from '../markdown.ts';
import { paperGapSection } from '../paperGap.ts';
import type { RecordedSession } from '../recordedSession.ts';
import {
  type LaneSeriesOf,
  lanesTable,
  marketWords,
  markoutsTable,
  outcomesTable,
  riskText,
  splitTable,
} from '../tables/sessionTables.ts';
import { trialLanesSection } from '../tables/trialLanes.ts';
import { wordsLine } from './glossary/terms.ts';

export interface SessionFile {
  /** Relative to the page. */
  readonly path: string;
  readonly what: string;
}

export interface SessionPageData {
  readonly of: RecordedSession;
  /** Of the lanes whose force closes are to be costed; others get `–`. */
  readonly series: readonly LaneSeriesOf[];
  readonly charts: readonly ChartLink[];
  readonly files: readonly SessionFile[];
}

export function renderSessionPage({ of, series, charts, files }: SessionPageData): string {
  const { study, session } = of;
  const figures = markdownFigures(of.currency);
  const lanes = of.lanes.toSorted((a, b) => rank(a) - rank(b) || a.version - b.version);
  const acting = lanes.find((lane) => lane.version === session.acting && lane.fillModel === 'pessimistic');
  const body = [
    acting === undefined ? 'It has no results.' : verdict(of, acting, figures),
    ...(acting === undefined ? [] : warnings(acting, figures)),
    ...(acting?.metrics.requests.placed === 0
      ? [
          `**Warning**: v${session.acting} placed no order at all: nothing was measured. See Risk below for orders that were denied.`,
        ]
      : []),
    chartBlock(charts),
    ...commonIssuesSection(of, figures),
    ...outcomes(session, figures),
    ...liveOrdersSection(session.facts?.live, figures),
    ...paperGapSection(session.facts?.gap, of.assumedDelayMs, lanes, figures),
    ...(lanes.length === 0
      ? []
      : [
          '## Lanes',
          lanesTable(lanes, figures),
          ...trialLanesSection(of, figures),
          '## P&L split',
          splitTable(lanes, series, study, figures),
          '## Markouts',
          'Mean move of the mid price in the time after a fill, in bps; positive is in our favour. In brackets: the number of fills that were old enough.',
          markoutsTable(lanes, figures),
          '## Risk',
          riskText(lanes),
        ]),
    ...(files.length === 0
      ? []
      : ['## Files', list(files.map(({ path, what }) => `[${prose(path)}](${encodeURI(path)}): ${prose(what)}`))]),
  ];
  return markdownPage([
    `# Session ${session.number}: v${session.acting} (${session.mode})`,
    '> Generated from the study’s database and the session’s tape. Do not edit.',
    links(of),
    facts(study, session),
    wordsLine(body, GLOSSARY.fromSession),
    ...body,
  ]);
}

/** To the pages of its study. */
function links({ study, session: { number, acting }, hasRound }: RecordedSession): string {
  const to = (name: string, file: string): string => `[${name}](${fromSession(study.name, file)})`;
  return [
    to(`History of ${prose(study.name)}`, PAGES.history),
    to(`v${acting}`, pageName(acting)),
    ...(hasRound ? [to('the round after it', roundPageName(number))] : []),
  ].join(' · ');
}

function warnings(acting: LaneRecord, figures: Figures): string[] {
  const large = largeOrdersWarning([acting], figures);
  return large === null ? [] : [`**Note**: ${large}`];
}

/** Empty for sessions recorded before this was measured. */
function outcomes({ acting, facts }: SessionRecord, figures: Figures): string[] {
  if (facts?.outcomes === undefined) return [];
  return [
    '## What could have happened to this account',
    `The recorded data does not determine what v${acting} would really have earned. Each factor was changed alone from its pessimistic to its optimistic value, on the same market. More fills are not always better: the optimistic end may earn less.`,
    outcomesTable(facts.outcomes, figures),
  ];
}

/** Acting first, then the champion, then shadows; pessimistic before optimistic. */
function rank({ role, fillModel }: LaneRecord): number {
  return ['acting', 'champion', 'shadow'].indexOf(role) * 2 + (fillModel === 'pessimistic' ? 0 : 1);
}

/** The second market beside it. */
function referenceLines(source: SessionRecord['source']): [string, string][] {
  if (source.type === 'feed' || source.reference === undefined) return [];
  if (source.type === 'tape') {
    const { file, sha256 } = source.reference;
    return [['Hedge reference', `tape ${prose(file)} (SHA-256 ${prose(sha256.slice(0, 12))}…)`]];
  }
  const { beta, lagSeconds } = source.reference;
  return [['Hedge reference', `generated: followed with beta ${beta}, half of each move within ${lagSeconds} s`]];
}

function facts(study: StudyRecord, session: SessionRecord): string {
  const { source, facts: seen } = session;
  const origin =
    source.type === 'synthetic'
      ? `generated: family ${prose(source.family)}, seed ${prose(source.seed)}, generator ${source.generator}`
      : source.type === 'feed'
        ? `${prose(feedName(source))}, live; received: ${prose(source.capture)}`
        : `${source.capture === undefined ? '' : 'a live market, recorded as '}tape ${prose(source.file)} (SHA-256 ${prose(source.sha256.slice(0, 12))}…, ${(source.fromUs / 6e7).toFixed(1)} to ${(source.toUs / 6e7).toFixed(1)} min)`;
  const lines: [string, string][] = [
    ['Study', prose(study.name)],
    ['Acting', `v${session.acting}, champion v${session.champion}`],
    ['Start', `${minuteOf(session.startedAt)} UTC`],
    ['Status', `${session.status}${session.endReason === null ? '' : `: ${prose(session.endReason)}`}`],
    ['Feed', origin],
    ...referenceLines(source),
  ];
  if (seen !== null) {
    const { volatilityBps, rangeBps, moveBps } = seen.market;
    lines.push(
      [
        'Market',
        `${marketWords(session)}; range ${rangeBps.toFixed(1)} bps, net move ${moveBps.toFixed(1).replace('-', '−')} bps (realised volatility ${volatilityBps.toFixed(2)} bps/√min)`,
      ],
      ['Market time', `from ${minuteOf(isoMicroseconds(seen.startUs))} UTC`],
      [
        'Length',
        `${(seen.durationUs / 6e7).toFixed(1)} minutes, ${counted(seen.events, 'event')}, ${counted(seen.trades, 'trade')}`,
      ],
      ['Tape digest', `\`${seen.tapeDigest}\``],
    );
  }
  return lines.map(([name, value]) => `**${name}**: ${value}`).join('  \n');
}

function verdict({ session, comparisons }: RecordedSession, acting: LaneRecord, figures: Figures): string {
  const { metrics } = acting;
  const own = `v${session.acting} made ${figures.money(metrics.profit)} on ${figures.value(metrics.volume)} (pessimistic fills). ${evidenceWords(1, metrics.fills)}.`;
  if (comparisons.length === 0) return own;
  const items = comparisons.map(
    (c) =>
      `v${c.challenger} against v${c.champion}: ${effectText(c, figures)}, P(better) ${figures.chance(c.probabilityBetter)}. Verdict: **${c.verdict}**. ${prose(c.reason)}`,
  );
  return markdownPage([own, 'Compared over all common sessions up to this one:', list(items)]).trimEnd();
}

/** Smallest share of large orders that gives a warning. */
const LEAST_LARGE_SHARE = 0.03;

/** One sentence over all given lanes; null where there is nothing to say, or nothing was counted. */
export function largeOrdersWarning(
  lanes: readonly { readonly metrics: Pick<Metrics, 'requests'> }[],
  figures: Figures,
): string | null {
  const counted = lanes.flatMap(({ metrics: { requests } }) =>
    requests.large === undefined ? [] : [{ large: requests.large, placed: requests.placed }],
  );
  const placed = counted.reduce((sum, lane) => sum + lane.placed, 0);
  const large = counted.reduce((sum, lane) => sum + lane.large, 0);
  if (placed === 0 || large / placed < LEAST_LARGE_SHARE) return null;
  return `${figures.percent(large / placed)} of orders were larger than 10 % of the size at the best price: a real market would react, so these fills are too optimistic.`;
}
