/**
 * What a thread runs. It loads its markets itself. Generated ones lie in memory that all threads see; recorded ones are compiled
 * files, which threads share as pages of the system's cache.
 */

import { laneRuns } from '../campaign/laneRuns.ts';
import { isOutOfRange } from '../market/memoryError.ts';
import { keptElsewhere, noDelays, notAMarket, openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import { WorkspaceLaneMarkets } from '../workspace/laneMarkets.ts';
import { nameOfGenerated, WorkspaceMarkets } from '../workspace/markets.ts';
import { Board } from './board.ts';
import { received, type SharedMarket, sent } from './sharedMarket.ts';
import type { CompileResult, CompileTask, LanesResult, LanesTask, WorkerAnswer } from './work.ts';
import { workerFailureOf } from './workerFailure.ts';

/** Holds the market of the task alone: the program keeps the others. */
const kept = new KeptMarkets(0);
/** A thread works for one workspace all its life. */
let markets: WorkspaceLaneMarkets | undefined;

/** Thrown where a stop was requested in the middle of the work. */
class Stopped extends Error {
  override name = 'Stopped';
}

/** Makes sure that the compiled form of a tape exists and fits the request. A RangeError names the tape. */
export function compile({ request, workspace, board: memory }: CompileTask): Promise<WorkerAnswer<CompileResult>> {
  const { file, grid, withDelays } = request;
  const board = new Board(memory);
  const between = (): void => {
    if (board.stopped) throw new Stopped();
  };
  return answered(async () => {
    const options = { elsewhere: workspace.compiledFolder, between };
    const compiled = await openCompiled(file, grid, options).catch((error: unknown) => {
      throw isOutOfRange(error) ? new RangeError(`${file}: ${error.message}`) : error;
    });
    compiled.close();
    const fault = notAMarket(file, compiled);
    if (fault !== undefined) throw new RangeError(fault);
    if (withDelays && !compiled.hasDelays) throw new RangeError(noDelays(file));
    board.reached(1);
    return { where: keptElsewhere(file, compiled) ?? null };
  });
}

/** Runs lanes and writes its progress on the board; stops between two slices. */
export function runLanes(task: LanesTask): Promise<WorkerAnswer<LanesResult>> {
  const { market, ...lanes } = task.request;
  const { instrument } = lanes.settings;
  const board = new Board(task.board);
  markets ??= new WorkspaceLaneMarkets(task.workspace, new WorkspaceMarkets(task.workspace, () => undefined, kept));
  const ofThread = markets;
  return answered(async () => {
    const name = market.type === 'synthetic' ? nameOfGenerated(market, instrument) : null;
    if (name !== null && task.made !== null) kept.keep(name, received(task.made));
    const tape = await ofThread.load(market, instrument);
    const steps = laneRuns(tape, lanes);
    for (;;) {
      if (board.stopped) throw new Stopped();
      const step = steps.next();
      board.reached(step.done === true ? 1 : step.value);
      if (step.done === true) return { runs: step.value, made: task.made === null ? sentFromHere(name) : null };
    }
  });
}

function sentFromHere(name: string | null): SharedMarket | null {
  const market = name === null ? undefined : kept.get(name);
  return market === undefined ? null : sent(market);
}

async function answered<Result>(work: () => Promise<Result>): Promise<WorkerAnswer<Result>> {
  try {
    return { kind: 'done', result: await work() };
  } catch (error) {
    return error instanceof Stopped ? { kind: 'stopped' } : { kind: 'failed', failure: workerFailureOf(error) };
  }
}
