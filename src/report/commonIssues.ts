/**
 * What commonly goes wrong with a market maker, looked for in one session of the acting version: orders that hardly fill, a
 * position that keeps growing, a loss. Each with what was measured of its cause, and with the parameters of the strategy that
 * move it. Fixed rules; one session is a reason to look, not evidence.
 */

import { ratioInterval } from '../evaluation/ratio.ts';
import type { GapCause } from '../session/quoteGaps.ts';
import {
  hasEffect,
  type ParameterDeclaration,
  type ParameterValue,
  type RaisingEffect,
} from '../strategy/parameters.ts';
import type { LaneRecord, SessionFacts } from '../study/records.ts';
import { counted, type Figures } from './figures.ts';
import { list, prose } from './markdown.ts';
import { valueText } from './parameterText.ts';
import type { RecordedSession } from './recordedSession.ts';

/** Fewer fills in an hour than this count as hardly any. */
const FEW_FILLS_PER_HOUR = 4;
/** Share of the time without quotes on a side, from which that is why it hardly filled. */
const MOSTLY = 0.5;
/** Share of the largest position that is left at the end, and of the mean absolute position that is on one side. */
const STILL_GROWN = 0.8;
/** Share of a session's range that its net move makes up in a trend. */
const TRENDING = 0.5;
const MOST_PARAMETERS = 4;

/** What to do: parameters with one of these effects are to be raised (or turned on), or lowered (or turned off). */
interface Remedy {
  readonly words: string;
  readonly raise: readonly RaisingEffect[];
  readonly lower: readonly RaisingEffect[];
}

const WIDEN: Remedy = { words: 'wider', raise: ['widens'], lower: ['tightens'] };
const NARROW: Remedy = { words: 'nearer', raise: ['tightens'], lower: ['widens'] };
const HOLD_BACK: Remedy = { words: 'hold back more', raise: ['pauses'], lower: ['pauses-less'] };
const QUOTE_MORE: Remedy = { words: 'hold back less', raise: ['pauses-less'], lower: ['pauses'] };
const SKEW: Remedy = { words: 'react more to the position', raise: ['skews'], lower: ['skews-later'] };
const HOLD_LESS: Remedy = { words: 'hold less', raise: ['reduces'], lower: ['allows', 'enlarges', 'reduces-later'] };
const HOLD_MORE: Remedy = { words: 'a higher limit', raise: ['allows'], lower: [] };
const FASTER: Remedy = { words: 'follow the market faster', raise: [], lower: ['slows'] };
const SLOWER: Remedy = { words: 'keep places in the queue', raise: ['slows'], lower: [] };
const TAKE_LESS: Remedy = { words: 'fewer taker orders', raise: ['reduces-later'], lower: ['reduces'] };

interface Finding {
  readonly issue: string;
  readonly cause: string;
  readonly remedies: readonly Remedy[];
}

/** Empty without results of the acting version. */
export function commonIssuesSection(
  { session, lanes, declarations, parameters }: RecordedSession,
  figures: Figures,
): string[] {
  const laneOf = (fillModel: LaneRecord['fillModel']): LaneRecord | undefined =>
    lanes.find((lane) => lane.version === session.acting && lane.fillModel === fillModel);
  const acting = laneOf('pessimistic');
  if (acting === undefined || session.facts === null) return [];
  const { facts } = session;
  const findings = [
    hardlyFilled(acting, laneOf('optimistic'), facts, figures),
    keptGrowing(acting, facts, figures),
    lost(acting, figures),
  ].filter((finding) => finding !== null);
  const title = '## Common issues';
  if (findings.length === 0)
    return [title, 'None: orders were filled, the position did not keep growing, and nothing was lost.'];
  const inWords = (remedy: Remedy): string => {
    const named = Object.entries(declarations).flatMap(([name, declaration]) =>
      changeOf(remedy, name, declaration, parameters),
    );
    if (named.length === 0) return `${remedy.words}: no parameter of this version does that`;
    const more = named.length > MOST_PARAMETERS ? ` and ${named.length - MOST_PARAMETERS} more` : '';
    return `${remedy.words}: ${named.slice(0, MOST_PARAMETERS).join(', ')}${more}`;
  };
  return [
    title,
    list(
      findings.map(({ issue, cause, remedies }) => {
        const moves = remedies.length === 0 ? '' : ` What moves it: ${remedies.map(inWords).join('; ')}.`;
        return `**${issue}** ${cause}${moves}`;
      }),
    ),
    'Fixed rules over this one session, pessimistic fills: a reason to look, no evidence. A change is measured beside the champion before it counts.',
  ];
}

/** `lower \`spreadBps\` (1.5 bps)`; empty for a parameter that does not, cannot be tuned, has no effect, or is at its bound. */
function changeOf(
  { raise, lower }: Remedy,
  name: string,
  declaration: ParameterDeclaration,
  parameters: Readonly<Record<string, ParameterValue>>,
): string[] {
  const { raising, tunable } = declaration;
  const value = parameters[name];
  if (raising === undefined || !tunable || value === undefined || !hasEffect(declaration, parameters)) return [];
  const up = raise.includes(raising);
  if (!up && !lower.includes(raising)) return [];
  if (declaration.kind === 'boolean') {
    return value === up ? [] : [`turn ${up ? 'on' : 'off'} \`${name}\``];
  }
  if (value === (up ? declaration.max : declaration.min)) return [];
  return [`${up ? 'raise' : 'lower'} \`${name}\` (${prose(valueText(value, declaration))})`];
}

/** How a side came to have no quotes, where the version's own parameters are behind it. */
const OWN_CAUSES: Readonly<Partial<Record<GapCause, Remedy>>> = {
  'strategy-pause': QUOTE_MORE,
  'position-limit': HOLD_MORE,
  'inventory-cap': HOLD_MORE,
};

function hardlyFilled(
  acting: LaneRecord,
  optimistic: LaneRecord | undefined,
  { durationUs, market }: SessionFacts,
  f: Figures,
): Finding | null {
  const { fills, requests, quoteGaps = {} } = acting.metrics;
  const hours = durationUs / 3.6e9;
  const few = (count: number): boolean => count / hours < FEW_FILLS_PER_HOUR;
  if (!few(fills)) return null;
  const issue = `Orders hardly fill: ${counted(fills, 'fill')} of ${counted(requests.placed, 'order')} in ${f.number(hours, 1)} h.`;
  const denied = Object.entries(requests.denied).sort(([, a], [, b]) => b - a)[0];
  if (denied !== undefined && denied[1] > requests.placed) {
    const cause = `Risk denied more orders than were sent, most often ${prose(denied[0])} (${counted(denied[1], 'order')}): the limits and the parameters do not fit.`;
    return { issue, cause, remedies: [] };
  }
  const gap = Object.entries(quoteGaps)
    .map(([cause, { bids, asks }]) => ({ cause: cause as GapCause, share: (bids + asks) / 2 }))
    .sort((a, b) => b.share - a.share)[0];
  if (gap !== undefined && gap.share >= MOSTLY) {
    const remedy = OWN_CAUSES[gap.cause];
    const cause = `For ${f.percent(gap.share)} of the time, both sides counted, there was no quote: ${gap.cause}.`;
    return { issue, cause, remedies: remedy === undefined ? [] : [remedy] };
  }
  if (optimistic !== undefined && !few(optimistic.metrics.fills)) {
    const cause = `With optimistic fills there were ${counted(optimistic.metrics.fills, 'fill')}: the orders were reached, but stood too far back in the queue.`;
    return { issue, cause, remedies: [SLOWER, NARROW] };
  }
  const usual = market.spreadBps === undefined ? '' : ` and its usual spread was ${f.bps(market.spreadBps)}`;
  const cause = `The market moved within ${f.bps(market.rangeBps)}${usual}, and hardly reached the orders: they stand too far away.`;
  return { issue, cause, remedies: [NARROW] };
}

function keptGrowing(acting: LaneRecord, { durationUs, market }: SessionFacts, f: Figures): Finding | null {
  const { final, max, mean, meanAbsolute, holdingSeconds } = acting.metrics.inventory;
  const seconds = durationUs / 1e6;
  const grown =
    Math.abs(final) >= STILL_GROWN * max &&
    Math.abs(mean) >= STILL_GROWN * meanAbsolute &&
    holdingSeconds !== null &&
    holdingSeconds >= seconds / 2;
  if (max === 0 || !grown) return null;
  const [side, grew, shrinking] = final > 0 ? ['long', 'bought', 'sold'] : ['short', 'sold', 'bought'];
  const issue = `The position keeps growing: ${side} ${f.value(Math.abs(final))} at the end, ${f.value(max)} at most, held for ${f.number(holdingSeconds / 60, 0)} min on average.`;
  const { moveBps, rangeBps } = market;
  const trend = final * moveBps < 0 && Math.abs(moveBps) >= TRENDING * rangeBps;
  const sides = acting.metrics.fillsBySide;
  const volumes =
    sides === undefined
      ? ''
      : ` Passive fills ${grew} ${f.value((final > 0 ? sides.bought : sides.sold).volume)} and ${shrinking} ${f.value((final > 0 ? sides.sold : sides.bought).volume)}.`;
  if (trend) {
    const cause = `The market moved ${f.signed(moveBps, 1)} bps against it, most of its range of ${f.number(rangeBps, 1)} bps: a trend.${volumes}`;
    return { issue, cause, remedies: [HOLD_BACK, SKEW, HOLD_LESS] };
  }
  const cause = `There was no trend against it (net move ${f.signed(moveBps, 1)} bps in a range of ${f.number(rangeBps, 1)} bps): quotes react too little to the position.${volumes}`;
  return { issue, cause, remedies: [SKEW, HOLD_LESS] };
}

function lost(acting: LaneRecord, f: Figures): Finding | null {
  const { metrics, blocks } = acting;
  if (metrics.profit >= 0) return null;
  const { profit, spreadProfit, feesPaid, rebates, fundingPaid, spreadCapturedBps } = metrics;
  const holding = blocks.holding.reduce((sum, value) => sum + value, 0);
  // The rest of what moves of the mid made: within a minute of the fills.
  const adverse = profit - holding - spreadProfit + feesPaid - rebates + fundingPaid;
  const minute = metrics.markouts.find(({ horizonSeconds }) => horizonSeconds === 60)?.meanBps ?? null;
  const parts: readonly (Pick<Finding, 'cause' | 'remedies'> & { readonly money: number })[] = [
    {
      money: adverse,
      cause: `adverse selection: within a minute of the fills the market moved against them${minute === null ? '' : `, ${f.bps(minute, true)} on average`}, while they captured ${f.bps(spreadCapturedBps)} of spread`,
      remedies: [WIDEN, FASTER, HOLD_BACK],
    },
    {
      money: holding,
      cause: `positions held for longer than a minute, ${f.value(metrics.inventory.meanAbsolute)} on average`,
      remedies: [SKEW, HOLD_LESS],
    },
    {
      money: spreadProfit,
      cause: `fills on the wrong side of the mid (${counted(metrics.forceCloses, 'force close')})`,
      remedies: [TAKE_LESS],
    },
    { money: rebates - feesPaid, cause: `fees, on ${f.bps(spreadCapturedBps)} of spread captured`, remedies: [WIDEN] },
    { money: -fundingPaid, cause: 'funding', remedies: [HOLD_LESS] },
  ];
  const worst = parts.reduce((a, b) => (b.money < a.money ? b : a));
  const interval = ratioInterval([blocks], { level: 0.9 });
  const luck =
    interval !== null && interval.high < 0
      ? ''
      : ` Its blocks do not tell this loss from luck${interval === null ? '' : ` (per ${f.tenThousand} ${f.interval(interval)})`}.`;
  return {
    issue: `It lost ${f.value(-profit)}.`,
    cause: `The largest part, ${f.money(worst.money)}, is ${worst.cause}.${luck}`,
    remedies: worst.remedies,
  };
}
