/** The result of a session does not depend on the chunks of its tape. */

import { expect, it } from 'vitest';
import type { CompiledTape, ResetMark } from '../../src/market/compiledFormat.ts';
import { compileTape, type TapeInMemory } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { Session } from '../../src/session/session.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { defaultParameters } from '../../src/strategy/parameters.ts';

function inChunks(tape: TapeInMemory, rows: number): CompiledTape {
  const pieces = Array.from({ length: Math.ceil(tape.length / rows) }, (_, i) => {
    const from = i * rows;
    const to = Math.min(tape.length, from + rows);
    return {
      length: to - from,
      timeUs: tape.timeUs.slice(from, to),
      code: tape.code.slice(from, to),
      lots: tape.lots.slice(from, to),
    };
  });
  return { ...tape, chunks: pieces.length, chunk: (i) => pieces[i] ?? { ...tape, length: 0 } };
}

/** A reset before row `index`, if the tape has that many rows. */
function resetAt(tape: TapeInMemory, index: number): ResetMark[] {
  const timeUs = tape.timeUs[index];
  return index < tape.length && timeUs !== undefined ? [{ kind: 'reset', index, timeUs }] : [];
}

it.each([1, 7, 1000, 65_536])('chunks of %i rows give the same digests as the whole tape', (rows) => {
  const minutes = rows === 1 ? 1 : 5;
  const generated = compileTape(
    generateMarket({ family: 'switching', seed: 'chunks', minutes, instrument: btcUsdPerp }),
  );
  const tape = { ...generated, marks: [1_500, 2_000, 9_001].flatMap((row) => resetAt(generated, row)) };
  const parameters = { ...defaultParameters(grid.parameters), pauseOnTrend: true, forceCloseOnTrend: true };
  const run = (source: CompiledTape) => {
    const session = new Session(
      source,
      (['pessimistic', 'optimistic'] as const).map((fillModel) => ({
        version: 1,
        parameters,
        role: 'acting',
        fillModel,
      })),
      {
        instrument: btcUsdPerp,
        strategy: grid,
        capital: 1000,
        limits: defaultLimits,
        latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
        decisionUs: 1_000_000,
        durationUs: minutes * 60e6,
      },
    );
    session.advance(minutes * 60);
    const { events, trades, lanes } = session.result();
    return {
      events,
      trades,
      digests: lanes.map((lane) => lane.digest),
      markouts: lanes.map((lane) => lane.markoutMidTicks),
    };
  };
  expect(run(inChunks(tape, rows))).toEqual(run(tape));
});
