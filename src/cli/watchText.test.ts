/** The block of a running campaign at the widths of terminals. */

import { expect, it } from 'vitest';
import type { SessionActivity } from '../app/activity.ts';
import { restText } from '../app/activityText.ts';
import { unpainted } from '../report/terminalText.ts';
import { quietOrders } from '../testing/quietOrders.ts';
import { shownActivity, shownLane } from '../testing/shownActivity.ts';
import { watchBlock } from './watchText.ts';

const activity = shownActivity();
const session = activity.session as SessionActivity;

function block(width: number, rows = 40, shown = activity, ageSeconds = 0): string[] {
  return watchBlock(shown, ageSeconds, { width, rows, paint: unpainted });
}

it('at 100 columns: now, the campaign, all lanes with the candidates by their profit, and what comes next', () => {
  expect(block(100)).toEqual([
    'default: BTC-USD-PERP, sim, campaign 1 in process 4242',
    'now       session 3 of 8 on calm, 24 of 60 min, 40 %, 12 s left',
    'campaign  2 of 8 sessions done, about 3 min left',
    '',
    'lanes of session 3 (pessimistic fills)',
    '     role         P&L  fills  position    worth  orders  state',
    'v2   acting    +$0.12     14   -0.0022    -$204       2  quoting',
    'v1   champion  -$1.50  1,203         0       $0       0  no asks: position limit',
    'p18  trial     +$0.40     30      +0.5  $46,000       6  quoting',
    'p17  trial     -$0.02      3         0       $0       0  no quotes: no level',
    '',
    'waiting   no proposal waits; 2 candidates on trial',
    'next      its evaluation, a round of proposals, then session 4 of 8',
  ]);
});

it('at 60 columns: without two columns, and what does not fit goes on in the next line', () => {
  const lines = block(60);
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
  expect(lines).toEqual([
    'default: BTC-USD-PERP, sim, campaign 1 in process 4242',
    'now       session 3 of 8 on calm, 24 of 60 min, 40 %, 12 s',
    '          left',
    'campaign  2 of 8 sessions done, about 3 min left',
    '',
    'lanes of session 3 (pessimistic fills)',
    '     role         P&L  fills  position  state',
    'v2   acting    +$0.12     14   -0.0022  quoting',
    'v1   champion  -$1.50  1,203         0  no asks: position l…',
    'p18  trial     +$0.40     30      +0.5  quoting',
    'p17  trial     -$0.02      3         0  no quotes: no level',
    '',
    'waiting   no proposal waits; 2 candidates on trial',
    'next      its evaluation, a round of proposals, then session',
    '          4 of 8',
  ]);
});

it('on a low terminal the block stays within its lines, and names the lanes that it leaves out', () => {
  const many = {
    ...session,
    lanes: [...session.lanes, ...[19, 20, 21, 22].map((id) => shownLane(`p${id}`, { profit: -id }))],
  };
  const lines = block(100, 13, shownActivity({ session: many }));
  expect(lines.length).toBeLessThan(13);
  expect(lines).toContain('… 4 lanes more: p19, p20, p21, p22');
  expect(block(100, Number.POSITIVE_INFINITY, shownActivity({ session: many })).join('\n')).toContain('p22');
});

it('a lane that risk stopped says when and why', () => {
  const riskEvent = {
    atSeconds: 90,
    code: 'loss-halt',
    message: 'loss of 2.10 % of capital reached the limit of 2 %: halted',
  };
  const halted = shownLane('v2', { risk: 'halted', noBids: 'halted', noAsks: 'halted', riskEvent });
  const lines = block(100, 40, shownActivity({ session: { ...session, lanes: [halted] } }));
  expect(lines).toContain('v2  acting  $0.00      0         0     $0       0  halted');
  expect(lines).toContain('v2 halted at 1.5 min: loss of 2.10 % of capital reached the limit of 2 %: halted');
});

it('a proposal that waits comes with the verb that shows it', () => {
  expect(block(100, 40, shownActivity({ waiting: [18] }))).toContain(
    'waiting   p18: tune review p18; 2 candidates on trial',
  );
});

it('a live feed shows its ages, and that it is not connected', () => {
  const feed = {
    ...{ isConnected: true, agesMs: { trades: 1250, book: 40 }, messages: 4160 },
    ...{ losses: 1, lastReason: 'reset', captureBytes: 12_340_000 },
  };
  expect(block(120, 40, shownActivity({ feed }))).toContain(
    'feed      connected, age trades 1.3 s, book 0.0 s, 4,160 messages, 1 loss (the last: reset), 12.3 MB captured',
  );
  expect(block(120, 40, shownActivity({ feed: { ...feed, isConnected: false } })).join('\n')).toContain(
    'NOT CONNECTED',
  );
});

it('figures that are old say so', () => {
  expect(block(100, 40, activity, 4).join('\n')).not.toContain('ago');
  expect(block(100, 40, activity, 200)).toContain('age       as of 3 min ago: its process is busy, or was stopped');
});

it('where no campaign runs, it says what became of the last one and what to do', () => {
  const rest = (more: Parameters<typeof shownActivity>[0], state: 'ended' | 'died' = 'ended') =>
    restText({ state, ageSeconds: 9, activity: shownActivity(more) });
  const at = '2026-01-02T03:05:00.000Z';
  expect(restText({ state: 'none', ageSeconds: null, activity: null })).toEqual({
    text: 'No campaign has run in this workspace.',
    next: 'tune start',
  });
  expect(rest({ end: { kind: 'finished', at, words: 'it is finished' } })).toEqual({
    text: 'Campaign 1 of study default (sim, 2 of 8 sessions done): it is finished (2026-01-02 03:05 UTC).',
    next: 'tune history',
  });
  const waiting = { end: { kind: 'waiting', at, words: 'it waits for a decision' }, waiting: [7] } as const;
  expect(rest(waiting).next).toBe('tune review p7, then tune resume');
  expect(rest({}, 'died')).toEqual({
    text: 'Campaign 1 of study default (sim, 2 of 8 sessions done): its process ended without saying so: it was killed, or the machine went down. It was last seen on 2026-01-02 03:04 UTC.',
    next: 'tune resume',
  });
});

it('orders at a venue show what they came to, and what keeps them back as lines of their own', () => {
  const orders = { ...quietOrders, openOrders: 4, position: -0.25, sessionProfit: -1.5, dayProfit: 2, messages: 1200 };
  const lines = block(160, 40, shownActivity({ orders: { ...orders, denials: { collar: 2 } } }));
  expect(lines).toContain(
    'orders    ACTIVE, 4 orders at the venue, position -0.25, session -$1.50, day +$2.00, 1,200 of 10,000 messages, denied: collar 2',
  );
  const why = { code: 'position-mismatch', text: 'the venue shows 3 lots' };
  const blocks = [{ code: 'reconciling', text: 'the account has not been read yet' }];
  const troubled = block(160, 40, shownActivity({ orders: { ...orders, state: 'REDUCING', why, blocks } }));
  expect(troubled).toContain('          REDUCING (position-mismatch): the venue shows 3 lots');
  expect(troubled).toContain('          no order may leave: the account has not been read yet');
});
