/** What a running campaign does as a block of lines, for any width of terminal. */

import type { Activity, LaneActivity, SessionActivity } from '../app/activity.ts';
import {
  ageWords,
  campaignWords,
  feedWords,
  inOrder,
  nowWords,
  orderAlarms,
  orderWords,
  positionText,
  stateWords,
} from '../app/activityText.ts';
import { safe } from '../app/safeText.ts';
import type { FeedActivity, OrdersActivity } from '../campaign/ports.ts';
import { counted, type Figures, terminalFigures } from '../report/figures.ts';
import { clip, type Paint, wrapped } from '../report/terminalText.ts';

export interface BlockOptions {
  /** Columns. */
  readonly width: number;
  /** Lines that may be used; Infinity where the block is not redrawn. */
  readonly rows: number;
  readonly paint: Paint;
}

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
    ...(activity.orders === null ? [] : orderLines(activity.orders, figures, options)),
    ...labelled('waiting', waitingWords(activity), width),
    ...labelled('next', activity.next, width),
  ];
  // One line stays free for the cursor.
  const room = Math.max(LEAST_LANES, rows - head.length - tail.length - 1);
  const lanes = session === null ? [] : sessionLines(session, figures, room, options);
  const gap = lanes.length > 0 && head.length + lanes.length + tail.length + 3 <= rows ? [''] : [];
  return [...head, ...gap, ...lanes, ...gap, ...tail];
}

function waitingWords({ waiting, onTrial }: Activity): string {
  const trials = onTrial.length === 0 ? '' : `; ${counted(onTrial.length, 'candidate')} on trial`;
  const [first] = waiting;
  return first === undefined ? `no proposal waits${trials}` : `p${first}: tune review p${first}${trials}`;
}

function feedLines(feed: FeedActivity, { width, paint }: BlockOptions): string[] {
  const lines = labelled('feed', feedWords(feed), width);
  return feed.isConnected ? lines : lines.map((line) => paint('red', line));
}

function orderLines(orders: OrdersActivity, figures: Figures, { width, paint }: BlockOptions): string[] {
  const alarms = orderAlarms(orders).flatMap((text) => labelled('', text, width));
  return [...labelled('orders', orderWords(orders, figures), width), ...alarms.map((line) => paint('red', line))];
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
