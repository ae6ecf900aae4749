#!/usr/bin/env bash
# tardis-dev's book snapshots with `grouping` put a price that is an exact multiple of the group into the wrong group, a bid one group
# too low or an ask one group too high, where price × 100 in binary comes out a little beside the whole number. Besides, levels that
# are gone stay in the snapshot when the book has fewer groups than before, after a new snapshot of the venue too, so that bids stand
# out of order.
#
# Seen with tardis-dev 13.35.3 on Node 24.21.0:
#   grouping 0.05, a bid of 1 at 4.35 and one at 4.30           2 at 4.30, nothing at 4.35
#   grouping 0.05, an ask of 1 at 1.10 and one at 1.15          2 at 1.15, nothing at 1.10
#   grouping 0.05, one bid, each multiple from 1.00 to 50.95    72 of 1000 are a group too low
#   grouping 0.1, the same from 1.0 to 100.9                    none
#   grouping 1, bids 100 99 98 97, then a snapshot with 96      96 99 98 97
#   no grouping, the same                                       96
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --save-exact tardis-dev@13.35.3 node@24.21.0
cat >look.mjs <<'JS'
import assert from 'node:assert/strict';
import tardis from 'tardis-dev';

const levels = (prices) => prices.map((price) => ({ price, amount: 1 }));
async function* books(sides) {
  for (const [second, [bids, asks]] of sides.entries()) {
    const timestamp = new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    yield {
      type: 'book_change', symbol: 'BTCUSDT', exchange: 'binance-futures', isSnapshot: true,
      bids: levels(bids), asks: levels(asks), timestamp, localTimestamp: timestamp,
    };
  }
}
/** The last snapshot: levels with a price, as price → amount. */
async function last(grouping, ...sides) {
  let found;
  for await (const message of tardis.compute(books(sides), tardis.computeBookSnapshots({ depth: 4, interval: 0, grouping }))) {
    if (message.type === 'book_snapshot') found = message;
  }
  const shown = (side) => side.filter(({ price }) => price !== undefined).map(({ price, amount }) => [price, amount]);
  return { bids: shown(found.bids), asks: shown(found.asks) };
}
/** How many of 1000 bids at exact multiples of the group are not in their own group. */
async function misplaced(grouping) {
  let count = 0;
  for (let step = 0; step < 1000; step++) {
    const price = Number((1 + step * grouping).toFixed(2));
    const [[grouped]] = (await last(grouping, [[price], [1000]])).bids;
    if (Math.abs(grouped - price) > grouping / 2) count += 1;
  }
  return count;
}

const { bids } = await last(0.05, [[4.35, 4.3], [5]]);
console.log('bids at 4.35 and 4.30:', bids);
assert.deepEqual(bids, [[4.3, 2]]);
const { asks } = await last(0.05, [[1], [1.1, 1.15]]);
console.log('asks at 1.10 and 1.15:', asks);
assert.deepEqual(asks, [[1.15, 2]]);
const counts = [await misplaced(0.05), await misplaced(0.1)];
console.log('bids in the wrong group, of 1000, in groups of 0.05 and of 0.1:', counts);
assert.deepEqual(counts, [72, 0]);
const thinned = [[[100, 99, 98, 97], [101]], [[96], [101]]];
const prices = async (grouping) => (await last(grouping, ...thinned)).bids.map(([price]) => price);
console.log('one bid is left:', await prices(1), 'in groups of 1,', await prices(undefined), 'without groups');
assert.deepEqual(await prices(1), [96, 99, 98, 97]);
assert.deepEqual(await prices(undefined), [96]);
JS
node_modules/.bin/node look.mjs
