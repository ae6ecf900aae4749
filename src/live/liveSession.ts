/** One session over a tape that is still being written: its lanes run as far as the market is known. */

import type { LiveProgress, LiveSessionRequest, SessionRun } from '../campaign/ports.ts';
import { newSession, stoppedText } from '../campaign/runSession.ts';
import { passesOf } from '../campaign/sessionOutcomes.ts';
import type { GrowingTape } from '../market/growingTape.ts';
import type { Session } from '../session/session.ts';
import type { TapeFollower } from './liveTape.ts';

/** Between two reports on progress, market time. */
const PROGRESS_US = 1e6;

/** How far a session is, without its feed. */
export type SessionNow = Omit<LiveProgress, 'feed'>;

export class LiveSession implements TapeFollower {
  readonly everyUs: number;
  readonly #request: LiveSessionRequest;
  readonly #progress: (now: SessionNow) => void;
  readonly #plannedUs: number;
  readonly #over: Promise<string | null>;
  #end: (endedEarly: string | null) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;
  #isOver = false;
  /** The lanes that go on record, and those for which they left no room. */
  #passes: readonly [Session, ...Session[]] | undefined;
  #saidUs = 0;

  constructor(request: LiveSessionRequest, progress: (now: SessionNow) => void) {
    const { plan } = request;
    this.#request = request;
    this.#progress = progress;
    this.#plannedUs = plan.minutes * 60e6;
    this.everyUs = plan.decisionMs * 1000;
    this.#over = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
  }

  /** Resolves when it is over, with why it ended before its time, or null. @throws what ended the market */
  over(): Promise<string | null> {
    return this.#over;
  }

  known(tape: GrowingTape, untilUs: number): void {
    if (this.#isOver) return;
    const passes = this.#passesOver(tape);
    for (const pass of passes) pass.runTo(Math.min(untilUs, this.#plannedUs));
    const [session] = passes;
    if (session.elapsedUs - this.#saidUs >= PROGRESS_US) {
      this.#saidUs = session.elapsedUs;
      const elapsedSeconds = Math.floor(session.elapsedUs / 1e6);
      this.#progress({ ...session.progress(), elapsedSeconds, lanes: session.lanesNow() });
    }
    if (session.done) this.#close(null);
  }

  broken(reason: string): void {
    this.#close(`the feed had a gap: ${reason}`);
  }

  /** The market has to be left for another reason than its feed. */
  interrupt(reason: string): void {
    this.#close(reason);
  }

  stop(): void {
    this.#close(stoppedText(this.#passes?.[0].elapsedUs ?? 0, this.#plannedUs));
  }

  failed(error: unknown): void {
    this.#isOver = true;
    this.#fail(error);
  }

  /** What the lanes came to. Called when it is over, and it began. */
  outcome(): Pick<SessionRun, 'result' | 'figures'> {
    const passes = this.#passes;
    if (passes === undefined) throw new Error('a session begins with its tape');
    return { result: passes[0].result(), figures: passes.flatMap((pass) => pass.figures()) };
  }

  #passesOver(tape: GrowingTape): readonly [Session, ...Session[]] {
    if (this.#passes !== undefined) return this.#passes;
    const { study, plan, lanes, acting } = this.#request;
    const { first, second } = passesOf(lanes, acting, plan);
    const others = second.length === 0 ? [] : [newSession(study, plan, tape, second)];
    this.#passes = [newSession(study, plan, tape, first), ...others];
    return this.#passes;
  }

  #close(endedEarly: string | null): void {
    this.#isOver = true;
    this.#end(endedEarly);
  }
}
