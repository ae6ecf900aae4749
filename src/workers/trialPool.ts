/** Trials on a pool of threads. Results do not depend on how many there are; only the time does. */

import { extname } from 'node:path';
import type { Tinypool } from 'tinypool';
import type { TrialOutcome } from '../evaluation/trial.ts';
import { Board } from './board.ts';
import { threadsOf } from './threads.ts';
import type { CompileAnswer, MarketPlace, TapeRequest, TrialAnswer, TrialUnit, WorkerAnswer } from './work.ts';
import { errorOf } from './workerFailure.ts';

/** How whoever waits looks on. */
export interface Watch {
  /** Told the share of the work that is done, several times a second. */
  readonly progress: (share: number) => void;
  /** Units under way end without a result within a slice of their work once it is requested; the others never begin. */
  readonly stop: { readonly requested: boolean };
}

const LOOK_EVERY_MS = 100;
/** A thread's memory for new objects: V8 would take several times as much before it cleans up. */
const YOUNG_MB = 4;
/** As source or as built, the thread's file is what this one is. */
const WORKER = new URL(`./trialWorker${extname(import.meta.url)}`, import.meta.url).href;

export class TrialPool {
  readonly #pool: Tinypool;

  constructor(threads: number) {
    this.#pool = threadsOf(WORKER, threads, YOUNG_MB);
  }

  /**
   * Compiles the tapes that are not compiled yet. Calls `each` with what there is to say of where a compiled tape is kept.
   * Returns whether all are ready: false after a stop. @throws the first tape's error: TapeFileError, TapeError, RangeError
   */
  async compile(tapes: readonly TapeRequest[], watch: Watch, say: (where: string) => void): Promise<boolean> {
    const board = Board.ofUnits(tapes.length);
    const ask = (unit: number): Promise<CompileAnswer> =>
      this.#pool.run({ tape: tapes[unit], place: placeOn(board, unit) }, { name: 'compile' });
    return watched(
      board,
      tapes.map(() => 1),
      watch,
      ask,
      (_, { where }) => {
        if (where !== null) say(where);
      },
    );
  }

  /**
   * Runs the units, begun in the order given, and hands over the outcomes of each as it ends, in the order of its sets.
   * Returns whether all have ended: false after a stop. @throws the error of the first unit that failed
   */
  async run(
    units: readonly TrialUnit[],
    watch: Watch,
    each: (unit: number, outcomes: readonly TrialOutcome[]) => void,
  ): Promise<boolean> {
    const board = Board.ofUnits(units.length);
    const ask = (unit: number): Promise<TrialAnswer> =>
      this.#pool.run({ unit: units[unit], place: placeOn(board, unit) }, { name: 'runTrial' });
    return watched(
      board,
      units.map(({ sets }) => sets.length),
      watch,
      ask,
      each,
    );
  }

  /** Ends the threads, whatever they do. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

function placeOn(board: Board, unit: number): MarketPlace {
  return { board: board.memory, unit };
}

async function watched<Result>(
  board: Board,
  weights: readonly number[],
  watch: Watch,
  ask: (unit: number) => Promise<WorkerAnswer<Result>>,
  each: (unit: number, result: Result) => void,
): Promise<boolean> {
  const look = (): void => {
    if (watch.stop.requested) board.stop();
    watch.progress(board.share(weights));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  try {
    const answers = await Promise.all(
      weights.map(async (_, unit) => {
        const answer = await ask(unit);
        if (answer.kind === 'done') each(unit, answer.result);
        // One failure fails all: the others need not go on.
        if (answer.kind === 'failed') board.stop();
        return answer.kind === 'done' ? undefined : answer;
      }),
    );
    for (const answer of answers) if (answer?.kind === 'failed') throw errorOf(answer.failure);
    return answers.every((answer) => answer === undefined);
  } finally {
    clearInterval(timer);
  }
}
