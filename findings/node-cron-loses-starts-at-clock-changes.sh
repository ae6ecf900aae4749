#!/usr/bin/env bash
# node-cron does not start a daily task on the day on which the clock skips its time. In the hour that the clock shows twice it
# starts an hourly task once, so that two hours pass between two starts. Which of the two times it takes depends on the zone.
#
# Seen with node-cron 4.6.0 on Node 24.21.0, the real scheduler under the mocked clock and timers of node:test:
#   30 2 * * *  Europe/Vienna, 29 March 2026 (02:00 to 03:00 is skipped)      no start on the 29th
#   0 * * * *   Europe/Vienna, 25 October 2026 (02:00 to 03:00 comes twice)   no start at the first 02:00
#   0 * * * *   America/New_York, 1 November 2026 (01:00 to 02:00 twice)      no start at the second 01:00
#   30 2 * * *  Europe/Vienna, 25 October 2026                                the second 02:30
#   30 1 * * *  America/New_York, 1 November 2026                             the first 01:30
# croner 11.0.1 starts the daily tasks on each of these days, at the first moment after the gap and at the first of two times,
# and the hourly tasks each hour.
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --save-exact node-cron@4.6.0 croner@11.0.1 node@24.21.0
cat >look.mjs <<'JS'
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Cron } from 'croner';
import cron from 'node-cron';

const MINUTE = 60_000;

/** Starts of the real scheduler of node-cron from one moment to another, while a mocked clock moves by a minute at a time. */
async function ofNodeCron(expression, timezone, from, to) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse(from) });
  const starts = [];
  const task = cron.schedule(expression, () => void starts.push(Date.now()), { timezone });
  while (Date.now() < Date.parse(to)) {
    mock.timers.tick(MINUTE);
    // The scheduler arms its next timer after promises.
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
  }
  await task.destroy();
  mock.timers.reset();
  return starts.map(utc);
}

function ofCroner(expression, timezone, from, to) {
  const job = new Cron(expression, { timezone, paused: true });
  const starts = [];
  for (let next = job.nextRun(new Date(from)); next !== null && next <= new Date(to); next = job.nextRun(next)) {
    starts.push(utc(next));
  }
  return starts;
}

function utc(moment) {
  return new Date(moment).toISOString().slice(5, 16);
}

async function look(expression, timezone, from, to, nodeCron, croner) {
  const seen = await ofNodeCron(expression, timezone, from, to);
  console.log(`${expression} ${timezone}\n  node-cron ${seen.join(' ')}\n  croner    ${croner.join(' ')}`);
  assert.deepEqual(seen, nodeCron);
  assert.deepEqual(ofCroner(expression, timezone, from, to), croner);
}

await look('30 2 * * *', 'Europe/Vienna', '2026-03-28T00:00Z', '2026-03-30T12:00Z',
  ['03-28T01:30', '03-30T00:30'],
  ['03-28T01:30', '03-29T01:00', '03-30T00:30']);
await look('0 * * * *', 'Europe/Vienna', '2026-10-24T22:30Z', '2026-10-25T02:30Z',
  ['10-24T23:00', '10-25T01:00', '10-25T02:00'],
  ['10-24T23:00', '10-25T00:00', '10-25T01:00', '10-25T02:00']);
await look('0 * * * *', 'America/New_York', '2026-11-01T04:30Z', '2026-11-01T07:30Z',
  ['11-01T05:00', '11-01T07:00'],
  ['11-01T05:00', '11-01T06:00', '11-01T07:00']);
await look('30 2 * * *', 'Europe/Vienna', '2026-10-24T12:00Z', '2026-10-25T12:00Z',
  ['10-25T01:30'],
  ['10-25T00:30']);
await look('30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', '2026-11-01T12:00Z',
  ['11-01T05:30'],
  ['11-01T05:30']);
JS
node_modules/.bin/node look.mjs
