/**
 * The LiveRunner port on a thread of its own: messages are stamped when they come, whatever the program does meanwhile. Proposing and
 * races may hold up the program for seconds.
 */

import { Worker } from 'node:worker_threads';
import type { CampaignPorts, FeedWait, LiveActivity, LiveProgress } from '../campaign/ports.ts';
import type { LiveRunner, RunRequest, RunWithTape } from '../live/liveRunner.ts';
import type { FromLiveThread, LiveThreadRequest, ToLiveThread } from './liveMessages.ts';
import { moduleBeside } from './threads.ts';
import { errorOf } from './workerFailure.ts';

type Answer = Extract<FromLiveThread, { readonly type: 'waited' | 'ran' }>;

interface Waiting {
  readonly progress: (now: LiveProgress) => void;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export class LiveThread implements LiveRunner {
  readonly #worker: Worker;
  readonly #closed: Promise<void>;
  #waiting: Waiting | undefined;
  #failure: unknown;
  #isClean = false;

  /**
   * Connects at once.
   * @param onActivity is told once a second how feed and orders are doing
   */
  constructor(request: LiveThreadRequest, onActivity: (now: LiveActivity) => void) {
    this.#worker = new Worker(moduleBeside(import.meta.url, 'liveWorker'), { workerData: request });
    this.#worker.on('message', (message: FromLiveThread) => this.#hear(message, onActivity));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#closed = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#fail(new Error(`the thread of the live market ended with code ${code}`));
        resolve();
      });
    });
  }

  async ready(atMostUs: number, onStop: CampaignPorts['onStop']): Promise<FeedWait> {
    const answer = await this.#ask({ type: 'wait', atMostUs }, () => undefined, onStop);
    if (answer.type !== 'waited') throw new Error(`the thread of the live market answered a wait with ${answer.type}`);
    return answer.wait;
  }

  async run(
    request: RunRequest,
    progress: (now: LiveProgress) => void,
    onStop: CampaignPorts['onStop'],
  ): Promise<RunWithTape | null> {
    const answer = await this.#ask({ type: 'run', request }, progress, onStop);
    if (answer.type !== 'ran') throw new Error(`the thread of the live market answered a run with ${answer.type}`);
    return answer.run;
  }

  /** Cancels own orders, and ends feed and capture. Whether the venue has confirmed that nothing of ours is open; on paper it is. */
  async close(): Promise<boolean> {
    this.#say({ type: 'close' });
    await this.#closed;
    return this.#isClean;
  }

  async #ask(message: ToLiveThread, progress: Waiting['progress'], onStop: CampaignPorts['onStop']): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting = { progress, resolve, reject };
    });
    this.#say(message);
    const forget = onStop(() => this.#say({ type: 'stop' }));
    try {
      return await answer;
    } finally {
      forget();
      this.#waiting = undefined;
    }
  }

  #hear(message: FromLiveThread, onActivity: (now: LiveActivity) => void): void {
    switch (message.type) {
      case 'activity':
        onActivity(message.now);
        break;
      case 'progress':
        this.#waiting?.progress(message.now);
        break;
      case 'waited':
      case 'ran':
        this.#waiting?.resolve(message);
        break;
      case 'closed':
        this.#isClean = message.isClean;
        break;
      case 'failed':
        this.#fail(errorOf(message.failure));
        break;
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
  }

  #say(message: ToLiveThread): void {
    this.#worker.postMessage(message);
  }
}
