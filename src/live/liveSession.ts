/** One session over a tape that is still being written: its lanes run as far as the market is known. */

import type { LiveProgress, LiveSessionRequest, SessionRun } from '../campaign/ports.ts';
import { newSession, stoppedText } from '../campaign/runSession.ts';
import { passesOf } from '../campaign/sessionOutcomes.ts';
import type { Told } from '../exchange/venueLane.ts';
import type { GrowingTape } from '../market/growingTape.ts';
import type { LaneResult } from '../session/result.ts';
import type { Session } from '../session/session.ts';
import type { LiveOrders, SessionOrders } from './liveOrders.ts';
import type { TapeFollower } from './liveTape.ts';

/** Between two reports on progress, market time. */
const PROGRESS_US = 1e6;
/** News of orders that are at a venue are told at least this often. */
const NEWS_US = 100_000;

/** What the lane whose orders are at a venue came to. */
export interface LiveLaneRun {
  readonly lane: LaneResult;
  /** All that it was told. */
  readonly told: readonly Told[];
  /** How far it ran, market time. */
  readonly durationUs: number;
  /** That the venue paid meanwhile; quote currency, positive is received. */
  readonly fundingReceived: number;
}

export class LiveSession implements TapeFollower {
  readonly everyUs: number;
  readonly #request: LiveSessionRequest;
  readonly #progress: (now: LiveProgress) => void;
  readonly #plannedUs: number;
  readonly #over: Promise<string | null>;
  #end: (endedEarly: string | null) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;
  #isOver = false;
  /** The lanes that go on record, and those for which they left no room. */
  #passes: readonly [Session, ...Session[]] | undefined;
  #saidUs = 0;

  readonly #orders: LiveOrders | null;
  #atVenue: { readonly session: Session; readonly orders: SessionOrders } | undefined;
  readonly #told: Told[] = [];

  /** @param orders of the venue, to which the acting version sends its own; null on paper */
  constructor(request: LiveSessionRequest, orders: LiveOrders | null, progress: (now: LiveProgress) => void) {
    const { plan } = request;
    this.#request = request;
    this.#orders = orders;
    this.#progress = progress;
    this.#plannedUs = plan.minutes * 60e6;
    const decisionUs = plan.decisionMs * 1000;
    this.everyUs = orders === null ? decisionUs : Math.min(decisionUs, NEWS_US);
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
    const endUs = Math.min(untilUs, this.#plannedUs);
    // Orders first: their decisions are the ones that leave.
    this.#runAtVenue(endUs);
    for (const pass of passes) pass.runTo(endUs);
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
    if (!this.#isOver) this.#orders?.end();
    this.#isOver = true;
    this.#fail(error);
  }

  /** undefined on paper. Called when it is over, and it began. */
  liveOutcome(): LiveLaneRun | undefined {
    if (this.#atVenue === undefined) return undefined;
    const { session, orders } = this.#atVenue;
    const { lanes, durationUs } = session.result();
    const [lane] = lanes;
    if (lane === undefined) return undefined;
    return { lane, told: this.#told, durationUs, fundingReceived: orders.fundingReceived() };
  }

  /** What the lanes came to. Called when it is over, and it began. */
  outcome(): Pick<SessionRun, 'result' | 'figures'> {
    const passes = this.#passes;
    if (passes === undefined) throw new Error('a session begins with its tape');
    return { result: passes[0].result(), figures: passes.flatMap((pass) => pass.figures()) };
  }

  #runAtVenue(untilUs: number): void {
    if (this.#atVenue === undefined) return;
    const { session, orders } = this.#atVenue;
    for (const news of orders.desk.takeNews()) this.#tell(session, news, untilUs);
    session.runTo(untilUs);
  }

  /** What was heard is told at the newest moment that is known of the market: nothing is told before it can be acted on. */
  #tell(session: Session, news: Omit<Told, 'atUs'>, untilUs: number): void {
    const before = this.#told.at(-1)?.atUs ?? 0;
    const told = { atUs: Math.max(Math.floor(untilUs), session.elapsedUs + 1, before), ...news };
    this.#told.push(told);
    session.tell(told);
  }

  #passesOver(tape: GrowingTape): readonly [Session, ...Session[]] {
    if (this.#passes !== undefined) return this.#passes;
    const { study, plan, lanes, acting } = this.#request;
    const { first, second } = passesOf(lanes, acting, plan);
    const others = second.length === 0 ? [] : [newSession(study, plan, tape, second)];
    this.#passes = [newSession(study, plan, tape, first), ...others];
    this.#beginAtVenue(tape);
    return this.#passes;
  }

  #beginAtVenue(tape: GrowingTape): void {
    const { study, plan, lanes, acting } = this.#request;
    const lane = lanes.find(({ version, role }) => version === acting && role !== 'trial');
    if (this.#orders === null || lane === undefined) return;
    const orders = this.#orders.begin(({ code, text }) => this.#close(`orders were halted (${code}): ${text}`));
    const session = newSession(study, plan, tape, [{ ...lane, role: 'acting', desk: orders.desk }]);
    this.#atVenue = { session, orders };
    this.#tell(session, { position: orders.positionLots }, 1);
  }

  #close(endedEarly: string | null): void {
    if (!this.#isOver) this.#orders?.end();
    this.#isOver = true;
    this.#end(endedEarly);
  }
}
