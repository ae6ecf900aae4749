/** The page bench/PEERS.md. */

import { alignedTable } from '../alignedTable.ts';
import { machine } from '../machine.ts';
import { type Spread, show } from '../median.ts';
import { atLeast, targets } from '../targets.ts';
import type { Agreement } from './sameOrders.ts';

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

export function enginesPage(tapes: readonly MeasuredTape[], rounds: number): string {
  const ms = ({ median, min, max }: Spread): string =>
    show({ median: median * 1e3, min: min * 1e3, max: max * 1e3 }, 0);
  const sum = ({ agreements }: MeasuredTape, of: (one: Agreement) => number): string =>
    String(agreements.reduce((total, one) => total + of(one), 0));
  const equal = ({ agreements }: MeasuredTape): string => {
    const whole = agreements.filter((one) => one.firstUs === null && one.placed[0] === one.placed[1]);
    return `${whole.length} of ${agreements.length}`;
  };
  return `${[
    '# This package against hftbacktest',
    '',
    `Written by \`npm run bench:engines\`. hftbacktest 2.4.4 under numba, the same strategy on the same tapes. Medians of ${rounds} readings (least–greatest) of processor time, by turns, after warm-up. ✗ misses its target.`,
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
  ].join('\n')}`;
}
