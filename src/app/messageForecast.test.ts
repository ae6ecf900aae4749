/** Orders that a live campaign will send, from paper sessions, against what is allowed. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { aStudy } from '../testing/study.ts';
import { aCampaign } from '../testing/studyRecords.ts';
import { measuredMessages, tooManyMessages } from './messageForecast.ts';

/** A venue that says what an account has used. */
async function venueThatSays(answer: object): Promise<string> {
  const server = createServer((_, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const plan = { ...aCampaign(1, 8).plan, mode: 'live' as const, minutes: 60 };
const keys = { wsUrl: 'ws://127.0.0.1:9/ws', isTestnet: false, user: `0x${'ab'.repeat(20)}`, key: 'none' };

it('refuses what would use up what the venue allows the account, with the numbers', async () => {
  // 9,800 used of 10,000 and 500 traded. 8 hours of 100 orders and $50 make 10,600 of 10,900.
  const restUrl = await venueThatSays({ cumVlm: '500.00', nRequestsUsed: 9800 });
  const measured = [{ hours: 2, orders: 200, traded: 100 }];
  expect(await tooManyMessages(plan, { venue: 'hyperliquid', restUrl, ...keys }, measured)).toEqual({
    refused: [
      'orders and cancels that hyperliquid allows: 100 orders an hour in 1 paper sessions are 100 a session and 800 a day: 10,600 of 10,900 until the campaign ends, and 2,180 are kept for cancels.',
    ],
    warned: [],
  });
});

it('warns of half of what this program sends in a run', async () => {
  const restUrl = await venueThatSays({ cumVlm: '1e9', nRequestsUsed: 0 });
  const measured = [{ hours: 1, orders: 700, traded: 0 }];
  const { refused, warned } = await tooManyMessages(plan, { venue: 'hyperliquid', restUrl, ...keys }, measured);
  expect(refused).toEqual([]);
  expect(warned).toEqual([expect.stringContaining('that this program allows: 700 orders an hour')]);
  expect(warned[0]).toContain('5,600 of 10,000 until the campaign ends');
});

it('counts orders and cancels of the pessimistic lane, of a version or its copy', () => {
  const lanes = [{ version: 1, profit: 1, volume: 300, fills: 3 }];
  const study = aStudy().version().version().session({ acting: 1, champion: 1, lanes });
  const before = study.snapshot();
  const snapshot = before.with({
    lanes: before.lanes.map((lane) => {
      const more = lane.fillModel === 'pessimistic' ? 0 : 100;
      const requests = { ...lane.metrics.requests, placed: 40 + more, cancelled: 35 + more };
      return { ...lane, metrics: { ...lane.metrics, requests } };
    }),
  });
  // v2 has the parameters of v1.
  expect(measuredMessages(snapshot, 2, snapshot.sessions)).toEqual([{ hours: 1, orders: 75, traded: 300 }]);
});
