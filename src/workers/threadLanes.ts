/** Runs lanes on threads. Results do not depend on how many there are; only the time does. */

import { extname } from 'node:path';
import type { Tinypool } from 'tinypool';
import type { Watch } from '../campaign/atOnce.ts';
import type { LaneMarket, LaneRun, LaneRunner, LanesRequest } from '../campaign/laneRunner.ts';
import { Board } from './board.ts';
import { threadsOf } from './threads.ts';
import type { CompileResult, TapeRequest, ThreadHome, ThreadTask, WorkerAnswer } from './work.ts';
import { errorOf } from './workerFailure.ts';

const LOOK_EVERY_MS = 100;
/** A thread's memory for new objects: V8 would take several times as much before it cleans up. */
const YOUNG_MB = 4;
/** As source or as built, the thread's file is what this one is. */
const WORKER = new URL(`./laneWorker${extname(import.meta.url)}`, import.meta.url).href;

interface Thread {
  /** A pool of one, started with the first task. */
  pool: Tinypool | undefined;
  busy: boolean;
}

/** Work that waits for a thread. */
interface Waiting {
  /** Name of the generated market that it needs; null where every thread is as good. */
  readonly generated: string | null;
  readonly begin: (thread: Thread) => void;
  readonly drop: () => void;
}

export interface ThreadLanesOptions {
  readonly threads: number;
  readonly workspace: ThreadHome['workspace'];
  /** Room for generated markets in all threads together, bytes. */
  readonly keptBytes: number;
}

/**
 * Whoever makes one closes it. Making it costs nothing: a thread is started when there is work for it.
 *
 * A generated market takes longer to make than to run over, and threads cannot see each other's. So the thread that made one
 * gets all later work on it.
 */
export class ThreadLanes implements LaneRunner {
  readonly #threads: readonly Thread[];
  readonly #home: ThreadHome;
  readonly #makers = new Map<string, Thread>();
  readonly #waiting: Waiting[] = [];

  constructor({ threads, workspace, keptBytes }: ThreadLanesOptions) {
    const { folder, compiledFolder } = workspace;
    this.#threads = Array.from({ length: threads }, () => ({ pool: undefined, busy: false }));
    this.#home = { workspace: { folder, compiledFolder }, keptBytes: Math.floor(keptBytes / threads) };
  }

  run(request: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    return this.#onThread<LanesRequest, readonly LaneRun[]>('runLanes', request, nameOfGenerated(request), watch);
  }

  /**
   * Compiles a tape that is not compiled yet, and checks that lanes can run over it.
   *
   * @returns what there is to say of where its compiled form is kept; null after a stop
   * @throws TapeFileError, TapeError; RangeError for a tape on which nothing can be tried
   */
  compile(tape: TapeRequest, watch: Watch): Promise<CompileResult | null> {
    return this.#onThread<TapeRequest, CompileResult>('compile', tape, null, watch);
  }

  /** Ends the threads, whatever they do. Work that waits for one comes to nothing. */
  async close(): Promise<void> {
    for (const { drop } of this.#waiting.splice(0)) drop();
    await Promise.all(this.#threads.map(({ pool }) => pool?.destroy()));
  }

  #onThread<Request, Result>(
    task: 'runLanes' | 'compile',
    request: Request,
    generated: string | null,
    watch: Watch,
  ): Promise<Result | null> {
    return new Promise((resolve, reject) => {
      const begin = (thread: Thread): void => {
        const work = watch.stop.requested
          ? Promise.resolve(null)
          : this.#work<Request, Result>(thread, task, request, watch);
        work.then(resolve, reject).finally(() => {
          thread.busy = false;
          this.#beginMore();
        });
      };
      this.#waiting.push({ generated, begin, drop: () => resolve(null) });
      this.#beginMore();
    });
  }

  /** Gives each idle thread the first work that waits and that it may take. */
  #beginMore(): void {
    for (const thread of this.#threads) {
      if (thread.busy) continue;
      const own = this.#waiting.findIndex(({ generated }) => this.#makerOf(generated) === thread);
      const at = own >= 0 ? own : this.#waiting.findIndex(({ generated }) => this.#makerOf(generated) === undefined);
      const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
      if (next === undefined) continue;
      if (next.generated !== null) this.#makers.set(next.generated, thread);
      thread.busy = true;
      next.begin(thread);
    }
  }

  #makerOf(generated: string | null): Thread | undefined {
    return generated === null ? undefined : this.#makers.get(generated);
  }

  async #work<Request, Result>(
    thread: Thread,
    name: 'runLanes' | 'compile',
    request: Request,
    { progress, stop }: Watch,
  ): Promise<Result | null> {
    thread.pool ??= threadsOf(WORKER, 1, YOUNG_MB);
    const board = new Board();
    const timer = setInterval(() => {
      if (stop.requested) board.stop();
      progress(board.share);
    }, LOOK_EVERY_MS);
    try {
      const task: ThreadTask<Request> = { request, home: this.#home, board: board.memory };
      const answer: WorkerAnswer<Result> = await thread.pool.run(task, { name });
      if (answer.kind === 'failed') throw errorOf(answer.failure);
      if (answer.kind === 'stopped') return null;
      progress(1);
      return answer.result;
    } finally {
      clearInterval(timer);
    }
  }
}

function nameOfGenerated({ market, settings }: LanesRequest): string | null {
  return isGenerated(market) ? JSON.stringify([market, settings.instrument]) : null;
}

function isGenerated({ type }: LaneMarket): boolean {
  return type === 'synthetic';
}
