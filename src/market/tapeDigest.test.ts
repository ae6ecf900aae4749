import fc from 'fast-check';
import { expect, it } from 'vitest';
import { btcUsdPerp } from './instrument.ts';
import { generateMarket } from './synthetic/generate.ts';
import { tapeDigest, tapeRowsDigest } from './tapeDigest.ts';
import type { TapeRows } from './tapeRows.ts';

const tape = generateMarket({ family: 'calm', seed: 'digest', minutes: 1, instrument: btcUsdPerp });

/** The tape in pieces that end before the given rows. */
function cutAt(ends: readonly number[]): TapeRows {
  const cuts = [0, ...[...ends].sort((a, b) => a - b), tape.length];
  return async (use) => {
    for (const [i, to] of cuts.entries()) {
      const from = cuts[i - 1] ?? 0;
      use({
        ...tape,
        length: to - from,
        timeUs: tape.timeUs.slice(from, to),
        kind: tape.kind.slice(from, to),
        side: tape.side.slice(from, to),
        priceTicks: tape.priceTicks.slice(from, to),
        size: tape.size.slice(from, to),
      });
    }
  };
}

it('a tape has one digest, in however many pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(tape.length), { maxLength: 5 }), async (ends) => {
      expect(await tapeRowsDigest(cutAt(ends))).toBe(tapeDigest(tape));
    }),
    { numRuns: 20 },
  );
});

it('another row makes another digest', () => {
  const other = { ...tape, size: tape.size.map((size, row) => (row === 100 ? size + 1 : size)) };
  expect(tapeDigest(other)).not.toBe(tapeDigest(tape));
});
