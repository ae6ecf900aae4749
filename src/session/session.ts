/**
 * One session: versions as lanes over one tape. It runs in slices, so that the caller can show progress, wait for a tape
 * that still grows, or stop. This is the one place that puts lanes on the simulated exchange.
 */

import type { Account } from '../exchange/account.ts';
import { type Engine, engineOf, NEWEST_ENGINE } from '../exchange/engine.ts';
import { ExchangeLane } from '../exchange/exchangeLane.ts';
import { feedLatencyOf } from '../exchange/feedLatency.ts';
import type { FillRules, QueueModel } from '../exchange/fillRules.ts';
import { type Latency, latencyAt } from '../exchange/latency.ts';
import { bookOf, NEWEST_RULES, outcomeOf } from '../exchange/outcomes.ts';
import { Replay } from '../exchange/replay.ts';
import { type OrderDesk, type Told, VenueLane } from '../exchange/venueLane.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import { RiskGate } from '../risk/gate.ts';
import type { RiskLimits } from '../risk/limits.ts';
import { DEPTH_LEVELS, type Lens } from '../strategy/lenses.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { StrategyKind } from '../strategy/strategy.ts';
import { newDecisionInput } from './decisionInput.ts';
import { laneDigest } from './digest.ts';
import { type LaneNow, laneNow } from './laneNow.ts';
import { LaneTrader } from './laneTrader.ts';
import { markoutMids } from './markoutMids.ts';
import type { OrderGateway } from './ports.ts';
import { ReferenceReader } from './referenceReader.ts';
import type {
  Factor,
  FillColumns,
  FillModel,
  LaneFigures,
  LaneResult,
  LaneRole,
  LaneSamples,
  RiskEvent,
  SessionResult,
} from './result.ts';
import { LaneSampler } from './sampler.ts';
import { type Settlement, settlementOf } from './settlement.ts';
import { ShownDepth } from './shownDepth.ts';
import { UnreadableMarket } from './unreadableMarket.ts';

export const SAMPLE_STEP_US = 1_000_000;

/** Room for samples to begin with, at most: a day; where they are taken, ten minutes. */
const FIRST_SAMPLES = 86_400;
const FIRST_TAKEN_SAMPLES = 600;

export interface SessionSettings {
  readonly instrument: Instrument;
  readonly strategy: StrategyKind;
  /** Quote currency. */
  readonly capital: number;
  readonly limits: RiskLimits;
  readonly latency: Latency;
  /** Time between decisions, µs. */
  readonly decisionUs: number;
  /** Length in market time, µs: a session ends then, or with its tape. Infinity to run as long as the tape. */
  readonly durationUs: number;
  /** Number of the rules by which orders are filled (outcomes.ts); left out, the newest. */
  readonly rules?: number;
  /** Number of the engine (engine.ts); left out, the newest. */
  readonly engine?: number;
  /**
   * `until-taken`: samples and fills are for {@link Session.take}, which forgets them, so that memory does not grow with the length.
   * Such a session has no {@link Session.result}. Left out, everything is kept.
   */
  readonly keeps?: 'everything' | 'until-taken';
  /** Of pessimistic fills; left out, `risk-averse`. */
  readonly queue?: QueueModel;
}

export interface LaneRequest {
  /** Number of the version; the id of the proposal where the role is `trial`. */
  readonly version: number;
  readonly parameters: Parameters;
  readonly role: LaneRole;
  readonly fillModel: FillModel;
  /** The factor of the outcomes that is at its optimistic end, whatever the fill model. Such a lane is no evidence: `result` leaves it out. */
  readonly factor?: Factor;
  /** Where its orders go, and from where {@link Session.tell} hears of them; left out for a lane of the simulated exchange. */
  readonly desk?: OrderDesk;
}

/** What a lane did since the last {@link Session.take}. */
export interface LanePart {
  /** The columns are good until the session runs on. */
  readonly samples: LaneSamples;
  /** The log, in which the fills since then begin at row `fillsFrom` and end before row `fillsTo`. */
  readonly fills: FillColumns;
  readonly fillsFrom: number;
  readonly fillsTo: number;
}

/** How a lane stands with risk. */
export type LaneRisk = Pick<LaneResult, 'riskState' | 'riskEvents'>;

export interface MeasuredLane {
  readonly lane: LaneRequest;
  readonly figures: LaneFigures;
}

/** How far a session is. */
export interface SessionProgress {
  /** Market time reached and planned, µs. */
  readonly elapsedUs: number;
  readonly plannedUs: number;
  readonly share: number;
  /** Of the acting lane, quote currency. */
  readonly profit: number;
  readonly fills: number;
}

interface Lane {
  readonly request: LaneRequest;
  readonly gateway: OrderGateway;
  readonly account: Account;
  readonly trader: LaneTrader;
  readonly gate: RiskGate;
  readonly events: RiskEvent[];
  readonly sampler: LaneSampler;
  /** Fills that were handed out by `take`. */
  fillsTaken: number;
}

/**
 * Versions as lanes over one market. Times are µs of market time. The constructor throws {@link UnreadableMarket} where the market
 * does not show what the strategy reads.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { compileTape } from 'mmtune/market/compiledTape.ts';
 * import { btcUsdPerp } from 'mmtune/market/instrument.ts';
 * import { generateMarket } from 'mmtune/market/synthetic/generate.ts';
 * import { defaultLimits } from 'mmtune/risk/limits.ts';
 * import { Session } from 'mmtune/session/session.ts';
 * import { grid } from 'mmtune/strategy/grid/grid.ts';
 * import { defaultParameters } from 'mmtune/strategy/parameters.ts';
 *
 * const market = generateMarket({ family: 'calm', seed: 'example', minutes: 5, instrument: btcUsdPerp });
 * const parameters = defaultParameters(grid.parameters);
 * const session = new Session(
 *   compileTape(market),
 *   [{ version: 1, parameters, role: 'acting', fillModel: 'pessimistic' }],
 *   {
 *     instrument: btcUsdPerp,
 *     strategy: grid,
 *     capital: 1000,
 *     limits: defaultLimits,
 *     latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
 *     decisionUs: 1_000_000,
 *     durationUs: 300e6,
 *   },
 * );
 * while (!session.done) session.advance(60);
 * const [lane] = session.result().lanes;
 * assert.equal(session.elapsedUs, 300e6);
 * assert.ok(lane !== undefined && lane.counters.ordersPlaced > 0);
 * ```
 */
export class Session {
  readonly #tape: CompiledTape;
  readonly #settings: SessionSettings;
  readonly #rules: number;
  readonly #engine: Engine;
  readonly #replay: Replay;
  readonly #now = newDecisionInput();
  readonly #depth: ShownDepth;
  readonly #lanes: readonly Lane[];
  /** The lane whose orders are at a venue. */
  #atVenue: VenueLane | undefined;
  /** Some lane reads more than the best prices. */
  readonly #hasLenses: boolean;
  /** Where the contract is settled on this tape, and the session ends. */
  readonly #settlement: Settlement | null;
  #settled = false;
  #midTicks: Float64Array;
  #spreadTicks: Float64Array;
  #samples = 0;
  #samplesTaken = 0;
  #reachedUs = 0;

  constructor(tape: CompiledTape, lanes: readonly LaneRequest[], settings: SessionSettings) {
    this.#tape = tape;
    this.#settings = settings;
    this.#rules = settings.rules ?? NEWEST_RULES;
    this.#engine = engineOf(settings.engine ?? NEWEST_ENGINE);
    this.#settlement = this.#engine.settles ? settlementOf(tape, settings.instrument) : null;
    this.#replay = new Replay(tape, bookOf(this.#rules), this.#engine.recordedFeed);
    this.#depth = new ShownDepth(this.#replay, settings.strategy.depthLevels ?? DEPTH_LEVELS);
    const most = settings.keeps === 'until-taken' ? FIRST_TAKEN_SAMPLES : FIRST_SAMPLES;
    const capacity = Math.min(this.#plannedSamples(), most);
    this.#midTicks = new Float64Array(capacity);
    this.#hasLenses = lanes.some(({ parameters }) => needsOf(settings.strategy, parameters, tape).length > 0);
    this.#spreadTicks = new Float64Array(capacity);
    this.#lanes = lanes.map((request) => this.#open(request, capacity));
  }

  /** Market time reached, µs. */
  get elapsedUs(): number {
    return this.#reachedUs;
  }

  get done(): boolean {
    return this.#samples >= this.#plannedSamples();
  }

  /**
   * How far the session can be run with what is known of the tape, µs; Infinity when no row comes any more. Where the trader sees
   * what had been received, a frame has to be known whose receipt shows what was seen before it.
   */
  get knownUs(): number {
    const { knownUs, frames } = this.#tape;
    const { latency } = this.#settings;
    if (knownUs === Number.POSITIVE_INFINITY || latency.feed !== 'recorded') return knownUs;
    const newestUs = frames?.stampUs[frames.length - 1] ?? Number.NEGATIVE_INFINITY;
    // Times of a tape are whole µs.
    return Math.min(knownUs, newestUs - 1);
  }

  /**
   * Runs on for at most `seconds` of market time, to the end of a second.
   * @throws RangeError as {@link runTo} does
   */
  advance(seconds: number): void {
    this.runTo(Math.min(this.#samples + seconds, this.#plannedSamples()) * SAMPLE_STEP_US);
  }

  /**
   * Runs on to a moment, at most to the planned end or the end of the tape: where the market is live, orders leave in the very step
   * that decides on them. In which steps a session runs does not change its results. A moment that it has passed changes nothing.
   * @throws RangeError where the tape is not known so far: rows that are added later would not be seen in their time
   */
  runTo(untilUs: number): void {
    // Rows have whole µs: within one, nothing may be done that comes after the rows of the next.
    const endUs = Math.floor(Math.min(untilUs, this.#plannedUs()));
    const { knownUs } = this;
    if (endUs > knownUs) {
      throw new RangeError(`a session cannot run to ${endUs / 1e6} s of a market that is known up to ${knownUs} µs`);
    }
    while ((this.#samples + 1) * SAMPLE_STEP_US <= endUs) {
      const at = this.#samples++ - this.#samplesTaken;
      if (at === this.#midTicks.length) {
        this.#midTicks = widened(this.#midTicks);
        this.#spreadTicks = widened(this.#spreadTicks);
      }
      this.#reach(this.#samples * SAMPLE_STEP_US);
      this.#midTicks[at] = this.#replay.midTicks;
      const { book } = this.#replay;
      this.#spreadTicks[at] = book.hasBid && book.hasAsk ? book.askIndex - book.bidIndex : Number.NaN;
      const worthTicks = this.#settled ? (this.#settlement?.priceTicks ?? Number.NaN) : this.#replay.midTicks;
      for (const lane of this.#lanes) lane.sampler.sample(lane.gateway, lane.trader, worthTicks);
    }
    if (endUs > this.#reachedUs) this.#reach(endUs);
  }

  #reach(untilUs: number): void {
    const settlement = this.#settlement;
    if (settlement === null || untilUs < settlement.timeUs) this.#replay.runUntil(untilUs);
    else if (!this.#settled) this.#settle(settlement);
    this.#reachedUs = untilUs;
  }

  /** Everything before the settlement happens; at it, every lane is paid out, and nothing is done any more. */
  #settle({ timeUs, priceTicks }: Settlement): void {
    this.#replay.runUntil(timeUs - 1);
    this.#settled = true;
    const { lotSize } = this.#settings.instrument;
    for (const { account, events } of this.#lanes) {
      const contracts = account.inventoryLots * lotSize;
      const paid = account.settle(priceTicks);
      const message = `the contract was settled at ${priceTicks === 0 ? 0 : 1}: a position of ${contracts} paid ${paid.toFixed(2)}`;
      events.push({ timeUs, code: 'settled', message });
    }
  }

  /** News of the orders that are at a venue. @throws RangeError for news of a moment that the session has passed */
  tell(told: Told): void {
    if (told.atUs <= this.#reachedUs) {
      throw new RangeError(`news of ${told.atUs} µs come too late: the session is at ${this.#reachedUs} µs`);
    }
    if (this.#atVenue === undefined) throw new Error('no lane of the session has its orders at a venue');
    this.#atVenue.tell(told);
    this.#replay.lanesChanged();
  }

  /** How far the session is, with profit and fills of the acting lane (the first). */
  progress(): SessionProgress {
    const acting = this.#lanes[0];
    return {
      elapsedUs: this.#reachedUs,
      plannedUs: this.#plannedSamples() * SAMPLE_STEP_US,
      share: this.#samples / Math.max(1, this.#plannedSamples()),
      profit: acting?.gateway.profit() ?? 0,
      fills: acting?.gateway.executions.length ?? 0,
    };
  }

  /** The lanes of evidence under pessimistic fills, as they stand. */
  lanesNow(): LaneNow[] {
    const { midTicks } = this.#replay;
    return this.#lanes
      .filter(({ request }) => request.fillModel === 'pessimistic' && request.factor === undefined)
      .map((lane) => laneNow(lane, this.#settings.instrument, midTicks));
  }

  /** How every lane stands with risk. */
  risks(): LaneRisk[] {
    return this.#lanes.map(({ gate, events }) => ({ riskState: gate.state, riskEvents: [...events] }));
  }

  /**
   * Hands out what every lane did since the last call, lane by lane, and forgets it.
   * @throws Error for a session that keeps everything
   */
  take(each: (lane: number, part: LanePart) => void): void {
    if (this.#settings.keeps !== 'until-taken') throw new Error('a session that keeps everything has nothing to take');
    this.#samplesTaken = this.#samples;
    for (const [i, lane] of this.#lanes.entries()) {
      const { executions } = lane.gateway;
      const { length, forgotten } = executions;
      each(i, {
        samples: lane.sampler.take(),
        fills: executions,
        fillsFrom: lane.fillsTaken - forgotten,
        fillsTo: length - forgotten,
      });
      lane.fillsTaken = length;
      lane.trader.forgetFills();
    }
  }

  /** Every lane so far in three figures, also those that `result` leaves out. */
  figures(): MeasuredLane[] {
    return this.#lanes.map(({ request, gateway, sampler }) => ({
      lane: request,
      figures: { ...sampler.last(), fills: gateway.executions.length },
    }));
  }

  /**
   * What happened so far; a session that was stopped early gives the part that it ran.
   * @throws Error for a session that keeps only what was not taken
   */
  result(): SessionResult {
    if (this.#settings.keeps === 'until-taken') throw new Error('the session does not keep what a result is made of');
    const lanes = this.#lanes.filter(({ request }) => request.factor === undefined);
    const fills = lanes.map((lane) => lane.gateway.executions.columns());
    const marketUs = this.#settled ? (this.#settlement?.timeUs ?? 0) - 1 : this.elapsedUs;
    const mids = markoutMids(this.#tape, bookOf(this.#rules), fills, marketUs);
    return {
      symbol: this.#tape.symbol,
      startUs: this.#tape.startUs,
      durationUs: this.elapsedUs,
      events: this.#replay.position,
      trades: countTrades(this.#tape, this.#replay.position),
      midTicks: this.#midTicks.slice(0, this.#samples),
      spreadTicks: this.#spreadTicks.slice(0, this.#samples),
      lanes: lanes.map((lane, i) =>
        laneResult(lane, this.#settings.strategy, fills[i] as FillColumns, mids[i] as Float64Array, this.#engine),
      ),
    };
  }

  /** Samples at the end of the session, as far as it is known. */
  #plannedSamples(): number {
    return Math.floor(this.#plannedUs() / SAMPLE_STEP_US);
  }

  #plannedUs(): number {
    const { knownUs, endUs } = this.#tape;
    const { durationUs } = this.#settings;
    const plannedUs = knownUs === Number.POSITIVE_INFINITY ? Math.min(durationUs, endUs) : durationUs;
    const settlement = this.#settlement;
    // The account after the settlement is in the sample at the end of its second.
    if (settlement === null || settlement.timeUs > plannedUs) return plannedUs;
    return Math.ceil(settlement.timeUs / SAMPLE_STEP_US) * SAMPLE_STEP_US;
  }

  #open(request: LaneRequest, capacity: number): Lane {
    const { instrument, strategy, capital, limits, decisionUs } = this.#settings;
    const outcome = outcomeOf(this.#rules, request.fillModel, request.factor, this.#settings.queue);
    const latency = latencyAt(this.#settings.latency, outcome.latency);
    const context = { instrument, capital };
    const events: RiskEvent[] = [];
    const gate = new RiskGate(
      limits,
      instrument,
      capital,
      strategy.exposure(request.parameters, context)?.position ?? Number.POSITIVE_INFINITY,
      (timeUs, code, message) => events.push({ timeUs, code, message }),
    );
    const feed = feedLatencyOf(latency, this.#replay, 'clock');
    const lenses = this.#hasLenses ? needsOf(strategy, request.parameters, this.#tape) : undefined;
    const mids = lenses?.includes('reference') ? this.#tape.reference : undefined;
    const reference = mids === undefined ? undefined : new ReferenceReader(mids, latency);
    let trader: LaneTrader | undefined;
    const traderOf = (lane: OrderGateway): LaneTrader => {
      const version = strategy.create(request.parameters, context);
      const how = { decisionUs, feed, lenses, depth: this.#depth, reference };
      trader = new LaneTrader(lane, this.#replay, version, gate, instrument, how, this.#now);
      return trader;
    };
    const gateway = this.#laneOf(request, outcome.fills, latency, traderOf);
    if (trader === undefined) throw new Error('an exchange lane has to create its trader');
    const sampler = new LaneSampler(capacity, SAMPLE_STEP_US, instrument);
    return { request, gateway, account: gateway.account, trader, gate, events, sampler, fillsTaken: 0 };
  }

  #laneOf(
    { desk }: LaneRequest,
    fills: FillRules,
    latency: Latency,
    traderOf: (lane: OrderGateway) => LaneTrader,
  ): ExchangeLane | VenueLane {
    const { instrument } = this.#settings;
    if (desk === undefined) {
      const lane = new ExchangeLane(this.#replay, instrument, fills, latency, traderOf);
      this.#replay.addLane(lane);
      return lane;
    }
    this.#atVenue = new VenueLane(this.#replay, instrument, desk, traderOf);
    this.#replay.addLane(this.#atVenue);
    return this.#atVenue;
  }
}

/** What a version reads beside the best prices. @throws UnreadableMarket where the tape does not show it */
function needsOf(strategy: StrategyKind, parameters: Parameters, tape: CompiledTape): readonly Lens[] {
  const needs = strategy.needs?.(parameters) ?? [];
  if (tape.quoteLevel && needs.includes('depth')) throw new UnreadableMarket(strategy.name, 'depth', tape.symbol);
  if (tape.reference === undefined && needs.includes('reference')) {
    throw new UnreadableMarket(strategy.name, 'reference', tape.symbol);
  }
  return needs;
}

function laneResult(
  lane: Lane,
  strategy: StrategyKind,
  fills: FillColumns,
  markoutMidTicks: Float64Array,
  { digestsSends }: Engine,
): LaneResult {
  const { request, gateway, trader, gate } = lane;
  const samples = lane.sampler.samples();
  return {
    version: request.version,
    role: request.role,
    fillModel: request.fillModel,
    fills,
    markoutMidTicks,
    sentAtBps: trader.fillDistancesBps(fills.length),
    samples,
    counters: {
      decisions: trader.decisions,
      ordersPlaced: trader.ordersPlaced,
      ordersCancelled: trader.ordersCancelled,
      ordersLarge: gateway.largeOrders,
      ordersRejected: trader.ordersRejected,
      ordersFilled: trader.ordersFilled,
      forceCloses: trader.forceCloses,
      denied: { ...trader.denied },
      ...reasonsOf(strategy, trader),
      quoteGaps: lane.sampler.gaps.counts(),
      fundingPaid: gateway.account.fundingPaid,
    },
    riskState: gate.state,
    riskEvents: [...lane.events],
    digest: laneDigest(fills, samples, digestsSends ? trader.sends : null),
  };
}

/** The reasons that began at least once, by their codes. */
function reasonsOf(
  { reasons = {} }: StrategyKind,
  { reasonsBegun }: LaneTrader,
): Pick<LaneResult['counters'], 'reasons'> {
  const begun = Object.keys(reasons).flatMap((code, bit) => {
    const count = reasonsBegun[bit] ?? 0;
    return count === 0 ? [] : [[code, count] as const];
  });
  return begun.length === 0 ? {} : { reasons: Object.fromEntries(begun) };
}

function widened(column: Float64Array): Float64Array {
  const wide = new Float64Array(2 * column.length + 1);
  wide.set(column);
  return wide;
}

function countTrades(tape: CompiledTape, rows: number): number {
  if (rows === tape.length) return tape.trades;
  let trades = 0;
  let left = rows;
  for (let c = 0; left > 0; c++) {
    const { code, length } = tape.chunk(c);
    for (let i = 0; i < Math.min(left, length); i++) trades += (code[i] as number) & 1;
    left -= length;
  }
  return trades;
}
