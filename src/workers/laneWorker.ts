/**
 * What a thread runs. It loads its markets itself. Generated ones stay in its memory; recorded ones are compiled files, which
 * threads share as pages of the system's cache.
 */

import { laneRuns } from '../campaign/laneRuns.ts';
import { keptElsewhere, noDelays, notAMarket, openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { WorkspaceLaneMarkets } from '../workspace/laneMarkets.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { Board } from './board.ts';
import type { CompileAnswer, CompileTask, LanesAnswer, LanesTask, ThreadHome, WorkerAnswer } from './work.ts';
import { workerFailureOf } from './workerFailure.ts';

/** Those of the program that this thread works for: a thread has one for all its life. */
let markets: WorkspaceLaneMarkets | undefined;

function marketsOf({ workspace, keptBytes }: ThreadHome): WorkspaceLaneMarkets {
  markets ??= new WorkspaceLaneMarkets(workspace, new WorkspaceMarkets(workspace, () => undefined, keptBytes));
  return markets;
}

/** The wish to stop, met in the middle of compiling. */
class Stopped extends Error {
  override name = 'Stopped';
}

/** Makes sure that the compiled form of a tape exists and has what is asked of it. A RangeError of it names the tape. */
export function compile({ request, home, board: memory }: CompileTask): Promise<CompileAnswer> {
  const { file, grid, withDelays } = request;
  const board = new Board(memory);
  const between = (): void => {
    if (board.stopped) throw new Stopped();
  };
  return answered(async () => {
    const options = { elsewhere: home.workspace.compiledFolder, between };
    const compiled = await openCompiled(file, grid, options).catch((error: unknown) => {
      throw error instanceof RangeError ? new RangeError(`${file}: ${error.message}`) : error;
    });
    compiled.close();
    const fault = notAMarket(file, compiled);
    if (fault !== undefined) throw new RangeError(fault);
    if (withDelays && !compiled.hasDelays) throw new RangeError(noDelays(file));
    board.reached(1);
    return { where: keptElsewhere(file, compiled) ?? null };
  });
}

/** Runs lanes and says on the board how far it is; stops between two slices. */
export function runLanes({ request, home, board: memory }: LanesTask): Promise<LanesAnswer> {
  const board = new Board(memory);
  return answered(async () => {
    const { market, ...lanes } = request;
    const steps = laneRuns(await marketsOf(home).load(market, lanes.settings.instrument), lanes);
    for (;;) {
      if (board.stopped) throw new Stopped();
      const step = steps.next();
      board.reached(step.done === true ? 1 : step.value);
      if (step.done === true) return step.value;
    }
  });
}

async function answered<Result>(work: () => Promise<Result>): Promise<WorkerAnswer<Result>> {
  try {
    return { kind: 'done', result: await work() };
  } catch (error) {
    return error instanceof Stopped ? { kind: 'stopped' } : { kind: 'failed', failure: workerFailureOf(error) };
  }
}
