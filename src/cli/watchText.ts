/** What a running campaign does as a block of lines, for any width of terminal. */

import type { Activity, LaneActivity, SessionActivity, Watched } from '../app/activity.ts';
import { activityWords, lengthWords } from '../app/activityWords.ts';
import { safe } from '../app/safeText.ts';
import type { FeedActivity } from '../campaign/ports.ts';
import { counted, type Figures, NOT_KNOWN, terminalFigures } from '../report/figures.ts';
import { minuteOf } from '../report/markdown.ts';
import { clip, type Paint, wrapped } from '../report/terminalText.ts';
import type { GapCause } from '../session/quoteGaps.ts';

export interface BlockOptions {
  /** Columns. */
  readonly width: number;
  /** Lines that may be used; Infinity where the block is not redrawn. */
  readonly rows: number;
  readonly paint: Paint;
}

/** Age from which the reader is told that the figures are old. A process that fits a model writes nothing for some seconds. */
const OLD_SECONDS = 5;
const NARROW = 80;
/** Columns of the labels on the left. */
const LABEL = 10;
const LEAST_LANES = 3;

/** The block of a campaign that runs. */
export function watchBlock(activity: Activity, ageSeconds: number, options: BlockOptions): string[] {
  const { width, rows, paint } = options;
  const { study, symbol, campaign, pid, session } = activity;
  const figures = terminalFigures(activity.currency);
  const age = ageWords(ageSeconds);
  const head = [
    paint(
      'bold',
      clip(safe(`${study}: ${symbol}, ${campaign.mode}, campaign ${campaign.id} in process ${pid}`), width),
    ),
    ...labelled('now', nowWords(activity), width),
    ...labelled('campaign', campaignWords(activity), width),
    ...(age === null ? [] : labelled('age', age, width).map((line) => paint('red', line))),
  ];
  const tail = [
    ...(activity.feed === null ? [] : feedLines(activity.feed, options)),
    ...labelled('waiting', waitingWords(activity), width),
    ...labelled('next', activity.next, width),
  ];
  // One line stays free for the cursor.
  const room = Math.max(LEAST_LANES, rows - head.length - tail.length - 1);
  const lanes = session === null ? [] : sessionLines(session, figures, room, options);
  const gap = lanes.length > 0 && head.length + lanes.length + tail.length + 3 <= rows ? [''] : [];
  return [...head, ...gap, ...lanes, ...gap, ...tail];
}

/** `racing 8 candidates over 24 recorded markets, 40 %, 12 s left`; what `tune status` says too. */
export function nowWords(activity: Activity): string {
  const { share, secondsLeft } = activity.activity;
  return [
    activityWords(activity),
    ...(share === null ? [] : [`${Math.floor(share * 100)} %`]),
    ...(secondsLeft === null ? [] : [`${lengthWords(secondsLeft)} left`]),
  ].join(', ');
}

function campaignWords({ campaign: { done, planned, secondsLeft } }: Activity): string {
  const left = secondsLeft === null ? '' : `, about ${lengthWords(secondsLeft)} left`;
  return `${done} of ${counted(planned, 'session')} done${left}`;
}

/** That the figures are old; null while they are not. */
export function ageWords(ageSeconds: number): string | null {
  if (ageSeconds <= OLD_SECONDS) return null;
  return `as of ${lengthWords(ageSeconds)} ago: its process is busy, or was stopped`;
}

function waitingWords({ waiting, onTrial }: Activity): string {
  const trials = onTrial.length === 0 ? '' : `; ${counted(onTrial.length, 'candidate')} on trial`;
  const [first] = waiting;
  return first === undefined ? `no proposal waits${trials}` : `p${first}: tune review p${first}${trials}`;
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

function feedLines(feed: FeedActivity, { width, paint }: BlockOptions): string[] {
  const lines = labelled('feed', feedWords(feed), width);
  return feed.isConnected ? lines : lines.map((line) => paint('red', line));
}

function labelled(label: string, text: string, width: number): string[] {
  return wrapped(safe(text), Math.max(LABEL, width - LABEL)).map(
    (line, i) => `${(i === 0 ? label : '').padEnd(LABEL)}${line}`,
  );
}

/** @param room lines that there are */
function sessionLines(session: SessionActivity, figures: Figures, room: number, options: BlockOptions): string[] {
  const { width, paint } = options;
  const stopped = session.lanes.filter(({ risk }) => risk !== 'active');
  const reasons = stopped.slice(0, 2).flatMap((lane) => riskLines(lane, width));
  const title = session.running ? `lanes of session ${session.nth}` : `lanes at the end of session ${session.nth}`;
  const lanes = inOrder(session.lanes);
  if (lanes.length === 0) return [];
  // The title, the head of the table, and the line on those that are left out.
  const most = Math.max(LEAST_LANES, room - reasons.length - 2);
  const fits = lanes.length <= most;
  const shown = fits ? lanes : lanes.slice(0, Math.max(1, most - 1));
  const left = lanes.slice(shown.length);
  return [
    paint('dim', clip(`${title} (pessimistic fills)`, width)),
    ...table(shown, figures, options),
    ...(fits
      ? []
      : [clip(`… ${counted(left.length, 'lane')} more: ${left.map(({ name }) => name).join(', ')}`, width)]),
    ...reasons.map((line) => paint('red', line)),
  ];
}

/** Versions as they came, then candidates on trial by their profit. */
function inOrder(lanes: readonly LaneActivity[]): LaneActivity[] {
  const trials = lanes.filter(({ role }) => role === 'trial');
  return [
    ...lanes.filter(({ role }) => role !== 'trial'),
    ...trials.toSorted((a, b) => (b.profit ?? 0) - (a.profit ?? 0)),
  ];
}

function riskLines({ name, risk, riskEvent }: LaneActivity, width: number): string[] {
  const why = riskEvent === null ? '' : ` at ${(riskEvent.atSeconds / 60).toFixed(1)} min: ${riskEvent.message}`;
  return wrapped(safe(`${name} ${risk}${why}`), width);
}

interface Column {
  readonly head: string;
  readonly isNumber: boolean;
  readonly cell: (lane: LaneActivity) => string;
}

function table(lanes: readonly LaneActivity[], figures: Figures, { width, paint }: BlockOptions): string[] {
  const columns: readonly Column[] = [
    { head: '', isNumber: false, cell: ({ name }) => name },
    { head: 'role', isNumber: false, cell: ({ role }) => role },
    { head: 'P&L', isNumber: true, cell: ({ profit }) => figures.money(profit) },
    { head: 'fills', isNumber: true, cell: ({ fills }) => figures.number(fills, 0) },
    { head: 'position', isNumber: true, cell: ({ position }) => positionText(position) },
    ...(width < NARROW
      ? []
      : [
          { head: 'worth', isNumber: true, cell: (lane: LaneActivity) => figures.value(lane.positionValue) },
          { head: 'orders', isNumber: true, cell: (lane: LaneActivity) => figures.number(lane.openOrders, 0) },
        ]),
    { head: 'state', isNumber: false, cell: stateWords },
  ];
  const cells = lanes.map((lane) => columns.map(({ cell }) => cell(lane)));
  const widths = columns.map(({ head }, c) => Math.max(head.length, ...cells.map((row) => (row[c] ?? '').length)));
  const line = (row: readonly string[]): string =>
    clip(
      columns
        .map(({ isNumber }, c) =>
          isNumber ? (row[c] ?? '').padStart(widths[c] ?? 0) : (row[c] ?? '').padEnd(widths[c] ?? 0),
        )
        .join('  ')
        .trimEnd(),
      width,
    );
  return [
    paint('dim', line(columns.map(({ head }) => head))),
    ...cells.map((row, i) => (lanes[i]?.risk === 'active' ? line(row) : paint('red', line(row)))),
  ];
}

/** In base units: as many decimals as lots have at most, without trailing zeros. */
function positionText(position: number): string {
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
function stateWords({ risk, noBids, noAsks }: LaneActivity): string {
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
