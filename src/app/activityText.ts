/** What a campaign does, its lanes and its feed in words, for a terminal and for the page; and what is said where none runs. */

import type { FeedActivity, OrdersActivity } from '../campaign/ports.ts';
import { counted, type Figures, NOT_KNOWN } from '../report/figures.ts';
import { minuteOf } from '../report/markdown.ts';
import type { GapCause } from '../session/quoteGaps.ts';
import type { Activity, LaneActivity, Watched } from './activity.ts';
import { activityWords, lengthWords } from './activityWords.ts';
import { safe } from './safeText.ts';

/** Age from which the reader is told that the figures are old. A process that fits a model writes nothing for some seconds. */
const OLD_SECONDS = 5;

/** `racing 8 candidates over 24 recorded markets, 40 %, 12 s left`; what `tune status` says too. */
export function nowWords(activity: Activity): string {
  const { share, secondsLeft } = activity.activity;
  return [
    activityWords(activity),
    ...(share === null ? [] : [`${Math.floor(share * 100)} %`]),
    ...(secondsLeft === null ? [] : [`${lengthWords(secondsLeft)} left`]),
  ].join(', ');
}

/** `3 of 8 sessions done, about 12 min left`. */
export function campaignWords({ campaign: { done, planned, secondsLeft } }: Activity): string {
  const left = secondsLeft === null ? '' : `, about ${lengthWords(secondsLeft)} left`;
  return `${done} of ${counted(planned, 'session')} done${left}`;
}

/** That the figures are old; null while they are not. */
export function ageWords(ageSeconds: number): string | null {
  if (ageSeconds <= OLD_SECONDS) return null;
  return `as of ${lengthWords(ageSeconds)} ago: its process is busy, or was stopped`;
}

/** `connected, age trades 0.2 s, …`; what `tune status` says too. */
export function feedWords({ isConnected, agesMs, messages, losses, lastReason, captureBytes }: FeedActivity): string {
  const ages = Object.entries(agesMs).map(([channel, ms]) => `${safe(channel)} ${(ms / 1000).toFixed(1)} s`);
  return [
    isConnected ? 'connected' : 'NOT CONNECTED',
    `age ${ages.length === 0 ? NOT_KNOWN : ages.join(', ')}`,
    counted(messages, 'message'),
    `${counted(losses, 'loss', 'losses')}${lastReason === null ? '' : ` (the last: ${lastReason})`}`,
    `${(captureBytes / 1e6).toFixed(1)} MB captured`,
  ].join(', ');
}

/** `ACTIVE, 4 orders at the venue, position +0.25, …`; what `tune status` says too. */
export function orderWords(orders: OrdersActivity, figures: Figures): string {
  const { state, openOrders, position, sessionProfit, dayProfit, messages, mostMessages, foreignOrders } = orders;
  const denied = Object.entries(orders.denials).map(([code, count]) => `${safe(code)} ${count}`);
  return [
    state,
    `${counted(openOrders, 'order')} at the venue`,
    `position ${positionText(position)}`,
    `session ${figures.money(sessionProfit)}`,
    `day ${figures.money(dayProfit)}`,
    mostMessages === null
      ? counted(messages, 'message')
      : `${figures.number(messages, 0)} of ${figures.number(mostMessages, 0)} messages`,
    ...(foreignOrders === 0 ? [] : [`${counted(foreignOrders, 'order')} of others`]),
    ...(denied.length === 0 ? [] : [`denied: ${denied.join(', ')}`]),
  ].join(', ');
}

/** What a person should see at once: a halt, why no order may leave, warnings. */
export function orderAlarms({ state, why, blocks, warnings }: OrdersActivity): string[] {
  return [
    ...(why === null ? [] : [`${state} (${why.code}): ${why.text}`]),
    ...(blocks.length === 0 ? [] : [`no order may leave: ${blocks.map(({ text }) => text).join('; ')}`]),
    ...warnings.map(({ text }) => `WARNING: ${text}`),
  ].map(safe);
}

/** Versions as they came, then candidates on trial by their profit. */
export function inOrder(lanes: readonly LaneActivity[]): LaneActivity[] {
  const trials = lanes.filter(({ role }) => role === 'trial');
  return [
    ...lanes.filter(({ role }) => role !== 'trial'),
    ...trials.toSorted((a, b) => (b.profit ?? 0) - (a.profit ?? 0)),
  ];
}

/** In base units: as many decimals as lots have at most, without trailing zeros. */
export function positionText(position: number): string {
  if (position === 0) return '0';
  const text = Math.abs(position).toPrecision(6);
  return `${position < 0 ? '-' : '+'}${text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text}`;
}

const CAUSES: Readonly<Record<GapCause, string>> = {
  halted: 'halted',
  'side-pause': 'repeated fills',
  reducing: 'reducing',
  'inventory-cap': 'inventory cap',
  'stale-feed': 'stale feed',
  'one-sided-book': 'one-sided book',
  'strategy-pause': 'pause',
  'position-limit': 'position limit',
  'no-level': 'no level',
};

/** `quoting`, `no bids: position limit`, `halted`. */
export function stateWords({ risk, noBids, noAsks }: LaneActivity): string {
  if (risk === 'halted') return 'halted';
  const quotes =
    noBids === null && noAsks === null
      ? 'quoting'
      : noBids === noAsks && noBids !== null
        ? `no quotes: ${CAUSES[noBids]}`
        : [
            ...(noBids === null ? [] : [`no bids: ${CAUSES[noBids]}`]),
            ...(noAsks === null ? [] : [`no asks: ${CAUSES[noAsks]}`]),
          ].join(', ');
  return risk === 'active' ? quotes : quotes === 'quoting' ? 'reducing' : `reducing, ${quotes}`;
}

/** What is said where no campaign runs, and what can be done then. */
export function restText({ activity, state }: Watched): { readonly text: string; readonly next: string } {
  if (activity === null) return { text: 'No campaign has run in this workspace.', next: 'tune start' };
  const { study, campaign, end, at, waiting } = activity;
  const which = `Campaign ${campaign.id} of study ${study} (${campaign.mode}, ${campaign.done} of ${counted(campaign.planned, 'session')} done)`;
  if (state === 'died' || end === null) {
    const text = `${which}: its process ended without saying so: it was killed, or the machine went down. It was last seen on ${minuteOf(at)} UTC.`;
    return { text: safe(text), next: 'tune resume' };
  }
  const review = waiting[0] === undefined ? '' : `tune review p${waiting[0]}`;
  const next = {
    finished: review === '' ? 'tune history' : review,
    'feed-away': 'tune resume',
    halted: 'look at the account of the venue, then tune resume',
    'tapes-used-up': review === '' ? 'tune history' : review,
    waiting: review === '' ? 'tune resume' : `${review}, then tune resume`,
    interrupted: 'tune resume',
    failed: 'tune resume',
  }[end.kind];
  return { text: safe(`${which}: ${end.words} (${minuteOf(end.at)} UTC).`), next };
}
