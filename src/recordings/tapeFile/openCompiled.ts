/** The compiled form of a tape file, made on first use and kept for the next. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CompiledTape } from '../../market/compiledFormat.ts';
import { type Grid, regrid, regridHead } from '../../market/regrid.ts';
import { keptRows, type TapeRows } from '../../market/tapeRows.ts';
import { CompiledFile } from './compiledFile.ts';
import { type CompilerInput, compileRows } from './compileRows.ts';
import { labelOf, streamTape, type TapeRange } from './readTape.ts';
import { TapeFileError } from './tapeFileError.ts';
import type { TapeLabel } from './tapeFormat.ts';

/** Raise it when the same tape would compile to other rows, or a piece of it would begin with another snapshot. */
const COMPILER_VERSION = 5;
/** Rows that are held in memory while they are compiled, 20 MB: a tape that has more is read once for each pass. */
const MOST_ROWS_KEPT = 1_000_000;

export interface CompileOptions {
  /** Folder for compiled tapes whose own folder may not be written to. */
  readonly elsewhere: string;
  /** Called between row groups of the tape while it is compiled; what it throws ends the work. */
  readonly between?: () => void;
}

/** A piece of a tape, and how its rows follow from the whole's. */
export interface Piece {
  /** µs since the tape's start: after `fromUs` up to `toUs`. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Called only if the piece has to be compiled. `rows` are those of the row groups that the piece touches. */
  readonly rowsOf: (rows: TapeRows, whole: CompiledTape) => TapeRows;
  readonly digestOf: (rows: TapeRows) => Promise<string>;
}

/**
 * The compiled form of a tape file on a grid: from the file beside it if that fits, else compiled and kept there as
 * `<tape>.compiled`; where that folder may not be written to, in `elsewhere`.
 * @throws TapeFileError, TapeError; RangeError when the grids do not fit
 */
export async function openCompiled(file: string, grid: Grid, options: CompileOptions): Promise<CompiledFile> {
  const label = await labelOf(file);
  return keptAs('compiled', file, keyOf(label, grid), options, async () => ({
    head: regridHead(label, grid),
    rows: keptRows(rowsOn(file, grid, options), MOST_ROWS_KEPT),
  }));
}

/** The compiled form of a piece of a tape file, with its digest; kept as `<tape>.<from>-<to>.compiled`. Throws as the whole does. */
export async function openCompiledPiece(
  file: string,
  grid: Grid,
  piece: Piece,
  options: CompileOptions,
): Promise<CompiledFile> {
  const { fromUs, toUs, rowsOf, digestOf } = piece;
  const label = await labelOf(file);
  return keptAs(`${fromUs}-${toUs}.compiled`, file, keyOf(label, grid, fromUs, toUs), options, async () => {
    const whole = await openCompiled(file, grid, options);
    // Times are whole µs: the piece's rows come after `fromUs`.
    const touched = rowsOn(file, grid, options, { fromUs: fromUs + 1, toUs: toUs + 1 });
    const rows = keptRows(rowsOf(touched, whole), MOST_ROWS_KEPT);
    // The snapshot at the start of the piece has depth rows, also where the whole tape has best quotes alone.
    const { quoteLevel } = whole;
    const head = { ...regridHead(label, grid), startUs: label.startUs + fromUs, quoteLevel };
    return { head, rows, digest: () => digestOf(rows), release: () => whole.close() };
  });
}

/** Whether a file is made from a tape, so that it says nothing about the tape when it is damaged. */
export function isCompiledForm(file: string): boolean {
  return file.endsWith('.compiled');
}

/** A note on where the compiled form of a tape is kept, if that is not beside it; undefined if it is. */
export function keptElsewhere(file: string, compiled: CompiledFile): string | undefined {
  if (compiled.file.startsWith(file)) return undefined;
  return `${file}: its folder may not be written to, so its compiled form is kept as ${compiled.file}`;
}

/** The error text for a tape without recorded feed delays, where these are to be replayed. */
export function noDelays(file: string): string {
  return `${file}: the tape has no recorded feed delays, which latency.feed = "recorded" needs; set it to "constant", or import a recording with times of receipt (docs/tapes.md)`;
}

/** Why a tape cannot be traded, as an error text; undefined if it can. */
export function notAMarket(file: string, { trades, twoSided }: CompiledTape): string | undefined {
  if (trades === 0) return `${file}: the tape holds no trade: nothing could ever fill`;
  if (!twoSided) return `${file}: the tape never holds a bid and an ask at once: there is nothing to quote around`;
  return undefined;
}

async function keptAs(
  name: string,
  file: string,
  key: string,
  options: CompileOptions,
  make: () => Promise<CompilerInput & { readonly release?: () => void }>,
): Promise<CompiledFile> {
  const beside = `${file}.${name}`;
  const elsewhere = join(options.elsewhere, `${key.slice(0, 32)}.compiled`);
  const known = CompiledFile.open(beside, key) ?? CompiledFile.open(elsewhere, key);
  if (known !== undefined) return known;
  const { release, ...input } = await make();
  try {
    return await compileRows(beside, key, input);
  } catch (error) {
    if (!(error instanceof TapeFileError && error.problem === 'no access' && error.file === beside)) throw error;
    return await compileRows(elsewhere, key, input);
  } finally {
    release?.();
  }
}

function keyOf(label: TapeLabel, { tickSize, lotSize }: Grid, ...piece: readonly number[]): string {
  const identity = JSON.stringify([COMPILER_VERSION, label, tickSize, lotSize, ...piece]);
  return createHash('sha256').update(identity).digest('hex');
}

function rowsOn(file: string, grid: Grid, { between }: CompileOptions, range?: TapeRange): TapeRows {
  return (use) =>
    streamTape(
      file,
      (piece) => {
        between?.();
        use(regrid(piece, grid));
      },
      range,
    );
}
