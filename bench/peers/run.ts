/**
 * `npm run bench:engines`: this package's exchange against hftbacktest, the same strategy on the same tapes. Checks the fills order
 * by order, then measures processor time. Writes bench/PEERS.md. The first run installs hftbacktest into a folder of its own.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileTape } from '../../src/market/compiledTape.ts';
import { Session, type SessionSettings } from '../../src/session/session.ts';
import { type Spread, spreadOf } from '../median.ts';
import { type BenchTape, benchTapes } from '../tapes.ts';
import { writeEvents } from './eventFile.ts';
import { Hftbacktest } from './hftbacktest.ts';
import { enginesPage, type MeasuredTape } from './page.ts';
import type { PeerGridParameters } from './peerGrid.ts';
import { delays, gridSets, type Manner, manners, peerLane, peerSession } from './peerSettings.ts';
import { agreement, checkAgreements, ownOrders } from './sameOrders.ts';
import { uglyTape } from './uglyTape.ts';

const ROUNDS = 3;
/** Readings of all sets: they take long, and the first is the run whose orders are compared. */
const ROUNDS_OF_ALL = 2;
/** About how long a reading of this package is, s: short runs are repeated. */
const READING_SECONDS = 0.3;

async function peerTapes(): Promise<BenchTape[]> {
  const tapes = await benchTapes((line) => console.log(line));
  const chosen = tapes.filter(({ name }) => name === 'switching' || name.startsWith('Binance'));
  const [switching] = chosen;
  if (switching === undefined) throw new Error('the benchmark has no switching tape');
  const rows = uglyTape(switching.rows);
  return [...chosen, { ...switching, name: 'switching, ugly', rows, tape: compileTape(rows) }];
}

async function measured(bench: BenchTape, peer: Hftbacktest, folder: string): Promise<MeasuredTape[]> {
  const { instrument, rows, tape } = bench;
  const durationUs = Math.floor(tape.endUs / 1e6) * 1e6;
  const events = join(folder, 'events.bin');
  writeEvents(events, rows, delays.feedUs);
  await peer.load(events, tape, instrument, durationUs);
  const results: MeasuredTape[] = [];
  for (const manner of manners) results.push(await ofManner(manner, bench, peer, peerSession(instrument, durationUs)));
  return results;
}

async function ofManner(
  manner: Manner,
  { name, instrument, tape }: BenchTape,
  peer: Hftbacktest,
  settings: SessionSettings,
): Promise<MeasuredTape> {
  // Orders of about 180 in quote currency.
  const sets = gridSets(manner, tape.baseTicks + tape.width / 2, instrument.lotSize === 0.001 ? 3 : 200);
  // numba compiles the loop in the first run.
  await peer.seconds(sets.slice(0, 1));
  const { orders: theirs, seconds: first } = await peer.orders(sets);
  const agreements = ownOrders(tape, sets, settings).map((ours, i) => {
    const other = theirs[i];
    if (other === undefined) throw new Error(`hftbacktest gave ${theirs.length} results for ${sets.length} sets`);
    return agreement(ours, other);
  });
  if (tape.marks.every(({ kind }) => kind !== 'reset')) checkAgreements(agreements);
  const run = (of: readonly PeerGridParameters[]): void =>
    new Session(
      tape,
      of.map((set, i) => peerLane(set, i + 1)),
      settings,
    ).advance(Number.POSITIVE_INFINITY);
  const oneSet = sets.slice(0, 1);
  return {
    name: `${name}, ${manner}`,
    events: tape.length,
    agreements,
    one: await compared(
      () => run(oneSet),
      () => peer.seconds(oneSet),
      ROUNDS,
    ),
    all: await compared(
      () => run(sets),
      () => peer.seconds(sets),
      ROUNDS_OF_ALL,
      first,
    ),
  };
}

/** Processor time of both in turns, after warm-up, s. @param first reading of theirs, where there is one already */
async function compared(
  ours: () => void,
  theirs: () => Promise<number>,
  rounds: number,
  first?: number,
): Promise<MeasuredTape['one']> {
  for (let i = 0; i < 2; i++) ours();
  const repeats = Math.max(1, Math.ceil(READING_SECONDS / seconds(ours)));
  const own: number[] = [];
  const other: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const all = seconds(() => {
      for (let i = 0; i < repeats; i++) ours();
    });
    own.push(all / repeats);
    other.push(round === 0 && first !== undefined ? first : await theirs());
  }
  const ratio: Spread = spreadOf(other.map((time, i) => time / (own[i] as number)));
  return { ours: spreadOf(own), theirs: spreadOf(other), ratio };
}

/** Processor time of all threads of this process. */
function seconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const folder = mkdtempSync(join(tmpdir(), 'mmtune-engines-'));
const peer = new Hftbacktest();
try {
  const results: MeasuredTape[] = [];
  for (const bench of await peerTapes()) {
    console.log(bench.name);
    results.push(...(await measured(bench, peer, folder)));
    console.log(JSON.stringify(results.slice(-manners.length)));
  }
  const page = enginesPage(results, ROUNDS, ROUNDS_OF_ALL);
  writeFileSync(fileURLToPath(new URL('../PEERS.md', import.meta.url)), page);
  console.log(page);
} finally {
  peer.close();
  rmSync(folder, { recursive: true, force: true });
}
