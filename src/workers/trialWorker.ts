/** What a thread of the pool runs. Its tapes are compiled files: threads share them as pages of the system's cache. */

import { trial } from '../evaluation/trial.ts';
import type { CompiledFile } from '../recordings/tapeFile/compiledFile.ts';
import { keptElsewhere, noDelays, notAMarket, openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { Board } from './board.ts';
import type { CompileAnswer, MarketPlace, TapeRequest, TrialAnswer, TrialUnit, WorkerAnswer } from './work.ts';
import { workerFailureOf } from './workerFailure.ts';

/** Tapes that a thread keeps open: more than most campaigns have, fewer than the system allows files. */
const MOST_OPEN = 32;
const open = new Map<string, CompiledFile>();

/** The wish to stop, met in the middle of compiling. */
class Stopped extends Error {
  override name = 'Stopped';
}

/** Makes sure that the compiled form of a tape exists and has what is asked of it. A RangeError of it names the tape. */
export function compile({ tape, place }: { tape: TapeRequest; place: MarketPlace }): Promise<CompileAnswer> {
  const board = new Board(place.board);
  return answered(async () => {
    const compiled = await tapeOf(tape, board).catch((error: unknown) => {
      throw error instanceof RangeError ? new RangeError(`${tape.file}: ${error.message}`) : error;
    });
    const fault = notAMarket(tape.file, compiled);
    if (fault !== undefined) throw new RangeError(fault);
    if (tape.withDelays && !compiled.hasDelays) throw new RangeError(noDelays(tape.file));
    board.reached(place.unit, 1);
    return { where: keptElsewhere(tape.file, compiled) ?? null };
  });
}

/** Runs a unit, saying on the board how far it is; stops between two slices of it. */
export function runTrial({ unit, place }: { unit: TrialUnit; place: MarketPlace }): Promise<TrialAnswer> {
  const board = new Board(place.board);
  return answered(async () => {
    const settings = { ...unit.settings, strategy: strategyNamed(unit.settings.strategy) };
    const run = trial(await tapeOf(unit.tape, board), unit.sets, settings);
    for (;;) {
      if (board.stopped) throw new Stopped();
      const step = run.next();
      board.reached(place.unit, step.done === true ? 1 : step.value);
      if (step.done === true) return step.value;
    }
  });
}

async function tapeOf({ file, grid, elsewhere }: TapeRequest, board: Board): Promise<CompiledFile> {
  const known = open.get(file);
  if (known !== undefined) return known;
  const between = (): void => {
    if (board.stopped) throw new Stopped();
  };
  const tape = await openCompiled(file, grid, { elsewhere, between });
  for (const [oldest, old] of open) {
    if (open.size < MOST_OPEN) break;
    old.close();
    open.delete(oldest);
  }
  open.set(file, tape);
  return tape;
}

async function answered<Result>(work: () => Promise<Result>): Promise<WorkerAnswer<Result>> {
  try {
    return { kind: 'done', result: await work() };
  } catch (error) {
    return error instanceof Stopped ? { kind: 'stopped' } : { kind: 'failed', failure: workerFailureOf(error) };
  }
}
