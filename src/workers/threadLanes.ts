/** Runs lanes on threads. Results do not depend on how many there are; only the time does. */

import type { Tinypool } from 'tinypool';
import type { Watch } from '../campaign/atOnce.ts';
import type { LaneRun, LaneRunner, LanesRequest } from '../campaign/laneRunner.ts';
import type { KeptMarkets } from '../workspace/keptMarkets.ts';
import { nameOfGenerated } from '../workspace/markets.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { Board } from './board.ts';
import { Places } from './places.ts';
import { received, sent } from './sharedMarket.ts';
import { moduleBeside, threadsOf } from './threads.ts';
import type { CompileResult, CompileTask, LanesResult, LanesTask, TapeRequest, WorkerAnswer } from './work.ts';
import { errorOf } from './workerFailure.ts';

const LOOK_EVERY_MS = 100;
/** A thread's memory for new objects: V8 would take several times as much before it cleans up. */
const YOUNG_MB = 4;
/** The thread's file has the same ending as this one: source or built. */
const WORKER = moduleBeside(import.meta.url, 'laneWorker').href;

export interface ThreadLanesOptions {
  readonly threads: number;
  readonly workspace: Pick<Workspace, 'folder' | 'compiledFolder'>;
  /** The generated markets of the program. Threads get them from here, and give back those that they generate. */
  readonly kept: KeptMarkets;
}

interface Thread {
  /** A pool of one, started with the first task. */
  pool: Tinypool | undefined;
}

/** Starts a thread when there is work for it. Close it when it is no longer needed. */
export class ThreadLanes implements LaneRunner {
  readonly #workspace: ThreadLanesOptions['workspace'];
  readonly #kept: KeptMarkets;
  readonly #threads: readonly Thread[];
  readonly #places: Places<Thread>;

  constructor({ threads, workspace: { folder, compiledFolder }, kept }: ThreadLanesOptions) {
    this.#workspace = { folder, compiledFolder };
    this.#kept = kept;
    this.#threads = Array.from({ length: threads }, () => ({ pool: undefined }));
    this.#places = new Places(this.#threads);
  }

  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    return this.#places.whenFree(async (thread) => {
      if (watch.stop.requested) return null;
      const { market, settings } = request;
      const name = market.type === 'synthetic' ? nameOfGenerated(market, settings.instrument) : null;
      const board = new Board();
      const known = name === null ? undefined : this.#kept.get(name);
      const made = known === undefined ? null : sent(known);
      const task: LanesTask = { request, workspace: this.#workspace, board: board.memory, made };
      const result = await answerOf<LanesResult>(thread, 'runLanes', task, board, watch);
      if (name !== null && result !== null && result.made !== null) this.#kept.keep(name, received(result.made));
      return result === null ? null : result.runs;
    });
  }

  /**
   * Compiles a tape that is not compiled yet, and checks that lanes can run over it.
   *
   * @returns where its compiled form is kept, in words, if not beside the tape; null after a stop
   * @throws TapeFileError, TapeError; RangeError for a tape on which nothing can be tried
   */
  compile(request: TapeRequest, watch: Watch): Promise<CompileResult | null> {
    return this.#places.whenFree(async (thread) => {
      if (watch.stop.requested) return null;
      const board = new Board();
      const task: CompileTask = { request, workspace: this.#workspace, board: board.memory };
      return answerOf<CompileResult>(thread, 'compile', task, board, watch);
    });
  }

  /** Ends the threads, also in the middle of work. Work that waits for a thread resolves with null. */
  async close(): Promise<void> {
    this.#places.drop();
    await Promise.all(this.#threads.map(({ pool }) => pool?.destroy()));
  }
}

async function answerOf<Result>(
  thread: Thread,
  name: 'runLanes' | 'compile',
  task: LanesTask | CompileTask,
  board: Board,
  { progress, stop }: Watch,
): Promise<Result | null> {
  thread.pool ??= threadsOf(WORKER, 1, YOUNG_MB);
  const timer = setInterval(() => {
    if (stop.requested) board.stop();
    progress(board.share);
  }, LOOK_EVERY_MS);
  try {
    const answer: WorkerAnswer<Result> = await thread.pool.run(task, { name }).catch(threadEnded);
    if (answer.kind === 'failed') throw errorOf(answer.failure);
    if (answer.kind === 'stopped') return null;
    progress(1);
    return answer.result;
  } finally {
    clearInterval(timer);
  }
}

/** Errors of the work come as an answer. An error here means that the thread itself has ended. */
function threadEnded(cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new Error(`a thread ended in the middle of its work: ${why}`, { cause });
}
