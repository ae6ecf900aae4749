/**
 * kill -9 of live campaigns at every kind of commit to their database, one after the other, and each time the campaign is taken up
 * again. What comes after a whole session, which takes a minute, has campaigns of its own. All run at the same time.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOwnTape } from '../../src/gateway/fileTape.ts';
import { OwnBook } from '../../src/orders/book.ts';
import { openStore } from '../../src/store/store.ts';
import { atTerminal, hasTerminal } from '../cli/atTerminal.ts';
import { tune } from '../cli/tune.ts';
import { isFakeVenueThere } from './faultRun.ts';
import { aReadyWorkspace, type LiveWorkspace } from './liveWorkspace.ts';

type When = 'before' | 'after';

interface Chain {
  readonly when: When;
  /** Kinds of commits at which it is killed, in their order. */
  readonly kinds: readonly string[];
  /** The last run is ended by Ctrl-C; otherwise the campaign comes to its end. */
  readonly isStopped: boolean;
}

const KILLED = 137;
const STOPPED = 130;
const LOT_SIZE = 0.01;
/** Of the workspace, before the campaign. */
const PAPER_SESSIONS = 5;
const CTRL_C = '\u0003';

const BEGINNING = ['startCampaign', 'setCampaignStatus running', 'decide', 'startSession'];
const ENDING = ['addEvaluation', 'addRound', 'setCampaignStatus finished'];
/** A session that was killed is put on record as aborted when the campaign is taken up again. */
const ABORTED = 'sealSession aborted';
/** By a gap of the feed. */
const INTERRUPTED = 'sealSession interrupted';
const COMPLETED = 'sealSession completed';

const CHAINS: readonly Chain[] = [
  { when: 'before', kinds: [...BEGINNING, INTERRUPTED, ABORTED], isStopped: true },
  { when: 'after', kinds: [...BEGINNING, ABORTED, INTERRUPTED], isStopped: true },
  { when: 'before', kinds: ENDING, isStopped: false },
  { when: 'after', kinds: [COMPLETED, ...ENDING], isStopped: false },
];

interface Ended {
  readonly workspace: LiveWorkspace;
  readonly killedAt: readonly string[];
  readonly codes: readonly (number | null)[];
}

async function run({ when, kinds, isStopped }: Chain): Promise<Ended> {
  const workspace = await aReadyWorkspace(300, {
    name: 'commits',
    steps: [],
    expect: { openOrdersAtEnd: 0, mostOrdersPerCloid: 1, everyOrderHasCloid: true, mostOpenOrders: 4 },
  });
  const { folder, bench, variables, isQuoting } = workspace;
  const file = join(folder, 'killed-at');
  writeFileSync(file, '');
  const killedAt = (): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const env = {
    ...variables,
    KILL_WHEN: when,
    KILL_AT: kinds.join(','),
    KILLED_AT: file,
    NODE_OPTIONS: `--import ${join(import.meta.dirname, 'mortalCommits.ts')}`,
  };
  const codes: (number | null)[] = [];
  const isRecorded = (): boolean => codes.length > (when === 'before' && kinds[0] === BEGINNING[0] ? 1 : 0);
  for (let left = kinds.length + (when === 'after' && !isStopped ? 0 : 1); left > 0; left--) {
    const next = kinds[killedAt().length];
    const verb = isRecorded() ? 'resume' : 'start --mode live --sessions 1 --minutes 1';
    const program = atTerminal(folder, verb, env);
    await program.answer('Type SOL', 'SOL\r');
    if (next === INTERRUPTED) {
      await program.until(isQuoting);
      await bench.control('fault', { do: 'drop', which: 'market' });
    } else if (next === undefined && isStopped) {
      await program.until(isQuoting);
      await program.answer('Type SOL', CTRL_C);
    }
    codes.push(await program.ended);
    // What is left open is filled in part while nobody looks.
    if (codes.at(-1) === KILLED) await bench.control('fault', { do: 'fill', share: 0.3 });
    if (codes.at(-1) !== KILLED && left > 1) throw new Error(`not killed at ${next}: ${program.shown}`);
  }
  return { workspace, killedAt: killedAt(), codes };
}

async function check({ when, kinds, isStopped }: Chain, { workspace, killedAt, codes }: Ended): Promise<void> {
  const { folder, bench, variables } = workspace;
  expect(killedAt).toEqual(kinds);
  const lives = !isStopped && when === 'after' ? [] : [isStopped ? STOPPED : 0];
  expect(codes).toEqual([...kinds.map(() => KILLED), ...lives]);

  // The venue: no order twice, none left, none that is not on the tape; position, cash and fills are ours.
  const ledger = await bench.control<VenueLedger>('ledger');
  const past = readOwnTape(join(folder, 'orders', 'hyperliquid-SOL.jsonl'));
  const sent = past.flatMap((event) => (event.type === 'sending' ? event.orders.map(({ clientId }) => clientId) : []));
  expect(new Set(sent).size).toBe(sent.length);
  for (const { cloid } of ledger.orders) expect(sent).toContain(cloid?.replace(/^0x/, ''));
  const book = new OwnBook({ append: () => undefined, flush: () => Promise.resolve() }, LOT_SIZE, () => 0);
  book.replay(past);
  expect(book.outbox.live).toEqual([]);
  const fills = book.ledger.fills.map(({ tradeId, side, price, lots }) => ({
    tid: tradeId,
    side,
    price,
    size: lots * LOT_SIZE,
  }));
  const believed = { fills, position: book.ledger.positionLots * LOT_SIZE, openOrders: 0, cash: book.ledger.cash };
  expect((await bench.control<{ failures: string[] }>('verdict', believed)).failures).toEqual([]);

  // The database: sound, and every session has its end.
  const store = openStore(join(folder, 'tune.db'), { readonly: true });
  try {
    expect(store.check()).toEqual([]);
    const journal = store.existing('small');
    const statuses = journal
      .sessions()
      .slice(PAPER_SESSIONS)
      .map(({ status }) => status);
    expect(statuses.filter((status) => status === 'completed')).toHaveLength(isStopped ? 0 : 1);
    expect(statuses).not.toContain('running');
    expect(journal.campaigns().at(-1)?.status).toBe(isStopped ? 'interrupted' : 'finished');
  } finally {
    store.close();
  }
  if (isStopped) return;
  const verified = tune(folder, ['verify', 'v1'], variables);
  expect(verified.code, verified.out + verified.err).toBe(0);
}

interface VenueLedger {
  readonly orders: readonly { readonly cloid: string | null }[];
}

describe.skipIf(!isFakeVenueThere || !hasTerminal)('a live campaign that is killed with kill -9', () => {
  it('before and after each kind of commit goes on, loses no order and no fill, and leaves nothing open', async () => {
    const ended = await Promise.all(CHAINS.map(run));
    for (const [i, chain] of CHAINS.entries()) {
      const one = ended[i];
      if (one === undefined) expect.fail('it ran');
      await check(chain, one);
    }
  }, 300_000);
});
