/** The page bench/PEERS.md. */

import { list } from '../../src/report/markdown.ts';
import { alignedTable } from '../alignedTable.ts';
import { machine } from '../machine.ts';
import { type Spread, show } from '../median.ts';
import { atLeast, targets } from '../targets.ts';
import { type Agreement, isWhole } from './sameOrders.ts';

export interface TimesCompared {
  /** Seconds. */
  readonly ours: Spread;
  readonly theirs: Spread;
  /** Theirs over ours, reading by reading. */
  readonly ratio: Spread;
}

export interface MeasuredTape {
  readonly name: string;
  readonly events: number;
  /** One for each set. */
  readonly agreements: readonly Agreement[];
  /** One set alone, and all sets. */
  readonly one: TimesCompared;
  readonly all: TimesCompared;
}

export function enginesPage(tapes: readonly MeasuredTape[], rounds: number, roundsOfAll: number): string {
  const ms = ({ median, min, max }: Spread): string =>
    show({ median: median * 1e3, min: min * 1e3, max: max * 1e3 }, 0);
  const sum = ({ agreements }: MeasuredTape, of: (one: Agreement) => number): string =>
    String(agreements.reduce((total, one) => total + of(one), 0));
  const equal = ({ agreements }: MeasuredTape): string =>
    `${agreements.filter(isWhole).length} of ${agreements.length}`;
  return `${[
    '# This package against hftbacktest',
    '',
    `Written by \`npm run bench:engines\`. hftbacktest 2.4.4 under numba, the same strategy on the same tapes. Medians (least–greatest) of processor time, by turns, after warm-up: ${rounds} readings of one set, ${roundsOfAll} of all. ✗ misses its target.`,
    '',
    ...machine(),
    '',
    '## The same fills first',
    '',
    'Thirty-two sets of parameters a tape. A fill is the same where its time, side, price and size are; a set where all its fills and the number of its orders are.',
    '',
    ...alignedTable(
      ['tape', 'events', 'fills here', 'fills of hftbacktest', 'the same', 'refused here', 'refused there', 'sets'],
      tapes.map((tape) => [
        tape.name,
        String(tape.events),
        sum(tape, ({ ours }) => ours),
        sum(tape, ({ theirs }) => theirs),
        sum(tape, ({ same }) => same),
        sum(tape, ({ refused }) => refused[0]),
        sum(tape, ({ refused }) => refused[1]),
        equal(tape),
      ]),
    ),
    '',
    '## One set',
    '',
    `Milliseconds for the first set alone. Target: ${targets.peerOneLane} times as fast.`,
    '',
    ...alignedTable(
      ['tape', 'this package', 'hftbacktest', 'times as fast'],
      tapes.map(({ name, one }) => [name, ms(one.ours), ms(one.theirs), atLeast(one.ratio, targets.peerOneLane)]),
    ),
    '',
    '## Thirty-two sets',
    '',
    `Milliseconds for all: one pass of this package, thirty-two runs of hftbacktest. Target: ${targets.peerManyLanes} times as fast.`,
    '',
    ...alignedTable(
      ['tape', 'this package', 'hftbacktest', 'times as fast'],
      tapes.map(({ name, all }) => [name, ms(all.ours), ms(all.theirs), atLeast(all.ratio, targets.peerManyLanes)]),
    ),
    '',
    '## How it is measured',
    '',
    list(method),
    '',
  ].join('\n')}`;
}

const method: readonly string[] = [
  'Tapes: each row of depth, each trade and each reset is an event of hftbacktest (`bench/peers/eventFile.ts`), seen 10 ms later. The ugly tape is the synthetic one with a break every five minutes, of 0, 2 or 45 s, each with a reset, a snapshot of 20 levels a side, by turns half a second late, and funding, which hftbacktest does not have.',
  'Strategy: five levels a side at whole multiples of an interval around a centre; a filled level stays empty until the centre moves (`bench/peers/peerGrid.ts`, `bench/peers/hftbacktestGrid.py`). `rests`: the centre moves after 25 bps, as in the grid of this package. `follows`: the centre is always the mid, so that a move of 20 ticks replaces a level on both sides. The sets differ in the distance of the first level, 40 to 660 ticks. A decision every 100 ms; orders and answers take 20 ms.',
  'hftbacktest: `ROIVectorMarketDepthBacktest` over the same window of prices, `no_partial_fill_exchange`, `power_prob_queue_model3(3)`, constant latencies, post-only orders (GTX). This package: [fill rules](../docs/fills.md) 1, optimistic, which are the same rules; limits so wide that none acts.',
  "Time: processor time. Of hftbacktest that of the strategy's loop alone, compiled by numba before; making the backtest and reading the data are not counted. Of this package everything from the compiled tape on, in all threads of the process, the collection of garbage included.",
  'The work is not equal. hftbacktest keeps two books, one as the exchange has it and one as the trader sees it, and its loop asks at every step. This package keeps one book and looks at it later, does not ask while the strategy has said that its quotes stay the same, and thirty-two sets share the book. On the other hand it judges every order by its limits and samples every account each second.',
  'Why fills may differ: an order that would have crossed on arrival is refused. Both send it again at the next step; this package also at a decision after an own fill before that step, which hftbacktest does not have. So sets with refused orders may differ, and on tapes without resets the benchmark fails where another set does.',
  'After a reset an order that arrives before its side is known again has nothing ahead of it in hftbacktest, and everything here (rule 7 of the fills). Where that matters, fills of the ugly tape differ; the trader sends nothing while it sees an empty book, so that only orders under way can meet it.',
];
