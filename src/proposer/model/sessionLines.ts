/** Sessions and their evaluations as the history shows them. Figures are of the pessimistic fill model where nothing else is said. */

import type { Comparison } from '../../evaluation/comparison.ts';
import { effectOf } from '../../evaluation/effect.ts';
import type { Metrics } from '../../evaluation/metrics.ts';
import type { EvaluationRecord, LaneRecord, MarketSource, SessionFacts, SessionRecord } from '../../study/records.ts';
import { feedName } from '../../study/sessions.ts';
import { brief, denseRow, lineOf, type PromptLine, percent, quoted, withError, wordOf } from './promptLine.ts';
import { caps } from './quoteText.ts';

/** Head of the rows of all sessions; what they mean is in prompts/system.md. */
export const SESSION_HEAD: string = denseRow(
  'version',
  'profit',
  'optimistic',
  'spread',
  'inventory',
  'fees',
  'volume',
  'fills',
  'markout 1/5/30/60 s',
  'position max/mean/end',
  'drawdown',
  'orders',
  'away %',
);

export function sessionLines(session: SessionRecord, lanes: readonly LaneRecord[]): PromptLine[] {
  const { facts } = session;
  const id = `s${session.number}`;
  const versions = [...new Set(lanes.map((lane) => lane.version))].sort((a, b) => a - b);
  const ended = session.status === 'completed' ? '' : ` ${session.status},`;
  const why = session.endReason === null ? '' : ` (${quoted(session.endReason, caps.remark)})`;
  const text = `${id}${ended} ${session.mode}, ${marketOf(session.source)}; v${session.acting} on trial beside champion v${session.champion}${why}${facts === null ? '' : `; ${marketText(facts)}`}`;
  return [
    lineOf(text, id, ...versions.map((version) => `v${version}`)),
    ...versions.flatMap((version) =>
      versionRow(
        id,
        lanes.filter((lane) => lane.version === version),
      ),
    ),
  ];
}

function marketText({ durationUs, trades, market }: SessionFacts): string {
  const { volatilityBps, rangeBps, moveBps, spreadBps } = market;
  const parts = [
    `${brief(durationUs / 60e6)} min`,
    `volatility ${brief(volatilityBps)}`,
    `range ${brief(rangeBps)}`,
    `move ${brief(moveBps)}`,
    ...(spreadBps === undefined ? [] : [`spread ${brief(spreadBps)} bps`]),
    `${brief(tradesPerMinute({ trades, durationUs }))} trades a min`,
  ];
  return parts.join(', ');
}

export function tradesPerMinute({ trades, durationUs }: Pick<SessionFacts, 'trades' | 'durationUs'>): number {
  return trades / (durationUs / 60e6);
}

/** The two lanes of one version. */
function versionRow(session: string, lanes: readonly LaneRecord[]): PromptLine[] {
  const lane = lanes.find(({ fillModel }) => fillModel === 'pessimistic');
  const optimistic = lanes.find(({ fillModel }) => fillModel === 'optimistic');
  if (lane === undefined) return [];
  const { metrics } = lane;
  const { inventory } = metrics;
  const id = `v${lane.version}`;
  const text = denseRow(
    id,
    brief(metrics.profit),
    brief(optimistic?.metrics.profit),
    brief(metrics.spreadProfit),
    brief(metrics.inventoryProfit),
    brief(metrics.feesPaid - metrics.rebates + metrics.fundingPaid),
    brief(metrics.volume),
    fillsText(metrics),
    metrics.markouts.map(({ meanBps }) => brief(meanBps)).join('/'),
    [inventory.max, inventory.mean, inventory.final].map(brief).join('/'),
    brief(metrics.maxDrawdown),
    brief(metrics.requests.placed),
    awayText(metrics),
    ...notesOf(lane),
  );
  return [lineOf(text, id, session)];
}

/** `15 (7b 8s)`: passive fills by side where they are on record. */
function fillsText({ fills, fillsBySide }: Metrics): string {
  return fillsBySide === undefined ? `${fills}` : `${fills} (${fillsBySide.bought.fills}b ${fillsBySide.sold.fills}s)`;
}

function awayText({ quoteGaps, pauseShare }: Metrics): string {
  if (quoteGaps === undefined) return `paused ${percent(pauseShare)}`;
  const { bids, asks } = awayShares(quoteGaps);
  return `${points(bids)}/${points(asks)}`;
}

/** A share in per cent, without the sign. */
export function points(share: number | null): string {
  return percent(share).replace(' %', '');
}

/** Share of the time without quotes of a side, whatever the cause. */
export function awayShares(gaps: NonNullable<Metrics['quoteGaps']>): { readonly bids: number; readonly asks: number } {
  const all = Object.values(gaps);
  return {
    bids: all.reduce((sum, { bids }) => sum + bids, 0),
    asks: all.reduce((sum, { asks }) => sum + asks, 0),
  };
}

/** What most sessions have nothing of. */
function notesOf({ metrics, riskEvents }: LaneRecord): string[] {
  const { requests, reasons, fundingPaid, forceCloses, makerRatio, riskState } = metrics;
  const notes = [
    ...(forceCloses === 0 ? [] : [`force closes ${forceCloses}`]),
    ...(makerRatio === null || makerRatio === 1 ? [] : [`passive ${percent(makerRatio)}`]),
    ...(fundingPaid === 0 ? [] : [`funding ${brief(fundingPaid)}`]),
    ...(requests.rejected === 0 ? [] : [`rejected ${requests.rejected}`]),
    ...(Object.keys(requests.denied).length === 0 ? [] : [`denied ${countsText(requests.denied)}`]),
    ...(reasons === undefined ? [] : [`reasons of the strategy ${countsText(reasons)}`]),
    ...(riskEvents.length === 0 ? [] : [`risk ${riskText(riskEvents)}`]),
    ...(riskState === 'active' ? [] : [`ended ${riskState}`]),
  ];
  return notes.length === 0 ? [] : [notes.join(', ')];
}

export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([code, count]) => `${wordOf(code)} ${count}`)
    .join(' ');
}

/** Events that follow from the limits that the task states; of any other the message is told. */
const STATED: readonly string[] = [
  'repeated-fills',
  'position',
  'loss-warning',
  'loss-reducing',
  'loss-halt',
  'stale-feed',
  'stale-halt',
  'reject-streak',
];

function riskText(events: LaneRecord['riskEvents']): string {
  return [...Map.groupBy(events, (event) => event.code)]
    .map(([code, same]) => {
      const message = STATED.includes(code) ? '' : ` ${quoted(same[0]?.message ?? '', caps.remark)}`;
      return `${wordOf(code)} ×${same.length}${message}`;
    })
    .join(' ');
}

/** A tape is named by its file and its hash: two files of one name are two markets. */
function marketOf(source: MarketSource): string {
  if (source.type === 'synthetic') return `synthetic ${wordOf(source.family)}`;
  if (source.type === 'feed') return `live ${quoted(feedName(source), caps.name)}`;
  const name = source.file.split(/[/\\]/).at(-1) ?? '';
  const minutes = [source.fromUs, source.toUs].map((us) => brief(us / 60e6)).join(' to ');
  return `tape ${quoted(name, caps.name)} ("${source.sha256.slice(0, 8)}"), minutes ${minutes}`;
}

/** What was known after a session; the newest comparisons are in the table of versions in full. */
export function evaluationLines(session: SessionRecord, evaluation: EvaluationRecord): PromptLine[] {
  return evaluation.comparisons.map((comparison) => {
    const [challenger, champion] = [`v${comparison.challenger}`, `v${comparison.champion}`];
    const text = `e${session.number} ${challenger} against ${champion}: ${gainText(comparison)}, P ${percent(comparison.probabilityBetter)}, ${comparison.verdict}`;
    return lineOf(text, challenger, champion, `e${session.number}`, `s${session.number}`);
  });
}

function gainText(comparison: Comparison): string {
  const effect = effectOf(comparison);
  return effect === null ? 'no difference' : withError(effect.mean, effect.standardError);
}
