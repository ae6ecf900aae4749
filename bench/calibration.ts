/**
 * `npm run bench:calibration`: compares the synthetic family `bursty` with the recordings that it is calibrated on. Prints the
 * tables of docs/markets.md.
 *
 * --hours COUNT   hours of the family, by default 96
 */

import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compileTape } from '../src/market/compiledTape.ts';
import { btcUsdPerp } from '../src/market/instrument.ts';
import { families } from '../src/market/synthetic/families.ts';
import { generateMarket } from '../src/market/synthetic/generate.ts';
import type { Tape } from '../src/market/tape.ts';
import { importRecordings } from '../src/recordings/importRecordings.ts';
import { HORIZONS_SECONDS, simpleMakerFills } from '../src/testing/simpleMaker.ts';
import { estimate, type Figure, mean } from '../test/market/estimate.ts';
import { factsOf, type MarketPiece, marketPieces, volatilityOf } from '../test/market/facts.ts';
import { type GridBlocks, type GridHour, gridFacts, gridHour, gridMarkout } from '../test/market/gridHour.ts';
import { observe } from '../test/market/observed.ts';
import { recordings } from '../test/market/recordings.ts';
import { ShownBook } from '../test/market/shownBook.ts';
import { alignedTable } from './alignedTable.ts';

const FAMILY = 'bursty';
const RESAMPLES = 200;
/** Number of resamples for long series, whose quantiles take long to compute. */
const FEW_RESAMPLES = 30;
/** Length of the pieces of a short recording that are resampled as independent. A recording of 345 s has five. */
const RECORDED_PIECE_SECONDS = 60;
/** Length of the stretches into which the family is cut: that of a recording, so that the two can be compared. */
const STRETCH_SECONDS = 345;
/** A stretch whose 1 s volatility is between these counts as fast as the recordings, bps per √min. */
const AS_FAST: readonly [number, number] = [7, 13];
/** Number of hours whose orders and book are observed; the grid runs over all hours. */
const OBSERVED_HOURS = 24;
/** Versions of the grid that run over all markets: changes of the default, by name. */
const GRIDS = { v1: {}, 'v1 with gridResetBps 6': { gridResetBps: 6 } } as const;
/** Blocks of each of {@link GRIDS} over the recordings. In a folder beside the project, which may be missing. */
const BLOCKS = new URL('../../shared/cases/truth-03-own-interval-covers-too-little/blocks.json', import.meta.url);

const hours = Number(parseArgs({ options: { hours: { type: 'string' } } }).values.hours ?? 96);

interface MakerPiece {
  readonly fills: number;
  readonly bps: readonly number[];
}

/** Fills and markouts of the simple maker, which quotes without skill, summed by pieces of `seconds` seconds. */
function makerPieces(tape: Tape, seconds: number): MakerPiece[] {
  const pieces = new Map<number, { fills: number; bps: number[] }>();
  for (const { timeUs, markoutsBps } of simpleMakerFills(tape, new ShownBook(tape))) {
    const at = Math.floor(timeUs / 1e6 / seconds);
    const piece = pieces.get(at) ?? { fills: 0, bps: HORIZONS_SECONDS.map(() => 0) };
    piece.fills++;
    piece.bps = piece.bps.map((sum, h) => sum + (markoutsBps[h] as number));
    pieces.set(at, piece);
  }
  return [...pieces.values()];
}

function makerMarkout(pieces: readonly MakerPiece[], horizon: number): Figure {
  const ratio = (drawn: readonly MakerPiece[]): number =>
    mean(drawn.map(({ bps }) => bps[horizon] as number)) / mean(drawn.map(({ fills }) => fills));
  return estimate(pieces, ratio, RESAMPLES);
}

function figureText({ value, error }: Figure): string {
  const size = Math.max(Math.abs(value), error);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  return `${value.toFixed(digits)} ± ${error.toFixed(digits)}`;
}

function tableOf(columns: readonly (readonly [string, ReadonlyMap<string, Figure>])[]): string[] {
  const names = [...(columns[0]?.[1].keys() ?? [])];
  const cell = (figures: ReadonlyMap<string, Figure>, name: string): string => {
    const figure = figures.get(name);
    return figure === undefined ? '–' : figureText(figure);
  };
  return alignedTable(
    ['', ...columns.map(([title]) => title)],
    names.map((name) => [name, ...columns.map(([, figures]) => cell(figures, name))]),
  );
}

function print(title: string, lines: readonly string[]): void {
  console.log(`\n${title}\n\n${lines.join('\n')}`);
}

const facts: [string, Map<string, Figure>][] = [];
const maker: [string, Map<string, Figure>][] = [];
const makerFigures = (pieces: readonly MakerPiece[]): Map<string, Figure> =>
  new Map(HORIZONS_SECONDS.map((seconds, h) => [`markout after ${seconds} s, bps`, makerMarkout(pieces, h)]));

for (const { name, files, instrument } of recordings) {
  if (!files.every((file) => existsSync(file))) {
    console.log(`skipped: ${name}, ${files[0]} does not exist`);
    continue;
  }
  const { tape } = await importRecordings(files, instrument);
  const observed = observe(tape, instrument);
  const pieceSeconds = observed.seconds > 3_600 ? 600 : RECORDED_PIECE_SECONDS;
  facts.push([
    name,
    factsOf(marketPieces(observed, pieceSeconds), observed.seconds > 3_600 ? FEW_RESAMPLES : RESAMPLES),
  ]);
  maker.push([name, makerFigures(makerPieces(tape, pieceSeconds))]);
  for (const [version, changes] of Object.entries(GRIDS)) {
    const hour = gridHour(compileTape(tape), instrument, observed.seconds, changes);
    const volume = hour.volume.reduce((sum, value) => sum + value, 0);
    const markouts = hour.markouts.map(({ lots, lotsBps }) => (lotsBps / lots).toFixed(2));
    console.log(`${name}: ${version} trades ${volume.toFixed(0)} USD, markouts ${markouts.join(', ')} bps`);
  }
}

const stretches: MarketPiece[] = [];
const makerHours: MakerPiece[] = [];
const gridHours = new Map<string, GridHour[]>(Object.keys(GRIDS).map((name) => [name, []]));
for (let hour = 0; hour < hours; hour++) {
  // The parameters of the family were chosen on the seeds of the tables by family, so these seeds are different.
  const tape = generateMarket({ family: FAMILY, seed: `calibration/${hour}`, minutes: 60, instrument: btcUsdPerp });
  const compiled = compileTape(tape);
  for (const [name, changes] of Object.entries(GRIDS)) {
    gridHours.get(name)?.push(gridHour(compiled, btcUsdPerp, 3_600, changes));
  }
  if (hour >= OBSERVED_HOURS) continue;
  stretches.push(...marketPieces(observe(tape, btcUsdPerp), STRETCH_SECONDS));
  makerHours.push(...makerPieces(tape, 600));
}
const fast = stretches.filter((stretch) => {
  const volatility = volatilityOf(stretch);
  return volatility > AS_FAST[0] && volatility < AS_FAST[1];
});
facts.push([`as fast (${fast.length})`, factsOf(fast, FEW_RESAMPLES)], [FAMILY, factsOf(stretches, FEW_RESAMPLES)]);
maker.push([FAMILY, makerFigures(makerHours)]);
print('Facts', tableOf(facts));
print('A maker without skill', tableOf(maker));

const recordedBlocks: Readonly<Record<string, readonly GridBlocks[]>> | null = existsSync(BLOCKS)
  ? JSON.parse(readFileSync(BLOCKS, 'utf8'))
  : null;
const grids: [string, Map<string, Figure>][] = Object.keys(GRIDS).flatMap((name, nth) => {
  const recorded = recordedBlocks === null ? undefined : Object.values(recordedBlocks)[nth];
  const generated = gridHours.get(name) as GridHour[];
  const markouts = HORIZONS_SECONDS.map((seconds): [string, Figure] => [
    `markout after ${seconds} s, bps`,
    gridMarkout(generated, seconds, RESAMPLES),
  ]);
  const ofFamily: [string, Map<string, Figure>] = [
    `${name}, ${FAMILY}`,
    new Map([...gridFacts(generated, RESAMPLES), ...markouts]),
  ];
  return recorded === undefined ? [ofFamily] : [ofFamily, [`${name}, recorded`, gridFacts(recorded, RESAMPLES)]];
});
print('The default grid', tableOf(grids));

const all = families.map((family): [string, Map<string, Figure>] => {
  const made = Array.from({ length: Math.min(hours, 24) }, (_, hour) => {
    const tape = generateMarket({ family, seed: `docs/${hour}`, minutes: 60, instrument: btcUsdPerp });
    return gridHour(compileTape(tape), btcUsdPerp, 3_600);
  });
  const profit = gridFacts(made, RESAMPLES).get('profit per $10k') as Figure;
  const volume = gridFacts(made, RESAMPLES).get('volume an hour, USD') as Figure;
  const markouts = HORIZONS_SECONDS.map((seconds): [string, Figure] => [
    `${seconds} s`,
    gridMarkout(made, seconds, RESAMPLES),
  ]);
  return [family, new Map([['volume an hour, USD', volume], ['profit per $10k', profit], ...markouts])];
});
print('v1 in every family, 24 hours each', tableOf(all));
