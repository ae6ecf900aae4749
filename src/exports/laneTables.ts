/** What each lane of each sealed session did, as tables. A lane is named by session, version (or candidate) and fill model. */

import type { Markout, Metrics } from '../evaluation/metrics.ts';
import { type Instrument, notional } from '../market/instrument.ts';
import type { FillColumns, FillModel, RiskEvent } from '../session/result.ts';
import type { LaneRecord, LaneSeries, SessionRecord, TrialLaneRecord } from '../study/records.ts';
import type { StudyRecords } from '../study/studyRecords.ts';
import { type Column, type ExportTable, known, tableOf } from './table.ts';

/** Reads the fills of one lane, when they are needed. */
type SeriesReader = (lane: LaneRecord) => Pick<LaneSeries, 'fills'>;

export function laneTables({ study, sessions, lanes, trialLanes }: StudyRecords, series: SeriesReader): ExportTable[] {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const sessionOf = ({ sessionId }: { readonly sessionId: number }): SessionRecord => {
    const found = byId.get(sessionId);
    if (found === undefined) throw new Error(`a lane of session id ${sessionId}, which is not on record`);
    return found;
  };
  const all: AnyLane[] = [
    ...lanes.map((lane) => ({ ...lane, session: sessionOf(lane), version: lane.version, proposalId: null })),
    ...trialLanes.map((lane) => ({ ...lane, session: sessionOf(lane), version: null, role: 'trial' as const })),
  ];
  return [
    tableOf('lanes', [...LANE_KEY, ...FIGURES], all),
    tableOf(
      'markouts',
      [...keyOf<{ lane: AnyLane; markout: Markout }>(({ lane }) => lane), ...MARKOUT],
      all.flatMap((lane) => lane.metrics.markouts.map((markout) => ({ lane, markout }))),
    ),
    tableOf(
      'blocks',
      [...keyOf<{ lane: AnyLane; block: number }>(({ lane }) => lane), ...BLOCK],
      all.flatMap((lane) => lane.blocks.profit.map((_, block) => ({ lane, block }))),
    ),
    tableOf(
      'risk_events',
      [...keyOf<{ lane: AnyLane; event: RiskEvent }>(({ lane }) => lane), ...RISK_EVENT],
      all.flatMap((lane) => lane.riskEvents.map((event) => ({ lane, event }))),
    ),
    tableOf('fills', fillColumns(study.instrument), fillsOf(lanes, sessionOf, series)),
  ];
}

interface AnyLane extends Pick<LaneRecord, 'fillModel' | 'metrics' | 'blocks' | 'riskEvents' | 'digest'> {
  readonly session: SessionRecord;
  /** null for a candidate on trial. */
  readonly version: number | null;
  /** null for a version. */
  readonly proposalId: TrialLaneRecord['proposalId'] | null;
  readonly role: LaneRecord['role'] | 'trial';
}

/** The columns that name a lane. */
function keyOf<T>(laneOf: (from: T) => AnyLane): readonly Column<T>[] {
  return [
    ['session', 'whole', (from) => laneOf(from).session.number],
    ['version', 'whole', (from) => laneOf(from).version],
    ['proposal_id', 'whole', (from) => laneOf(from).proposalId],
    ['fill_model', 'text', (from) => laneOf(from).fillModel],
  ];
}

const LANE_KEY: readonly Column<AnyLane>[] = keyOf((lane) => lane);

const of =
  <T>(read: (metrics: Metrics) => T) =>
  ({ metrics }: AnyLane): T =>
    read(metrics);

const FIGURES: readonly Column<AnyLane>[] = [
  ['role', 'text', ({ role }) => role],
  ['volume_quote', 'number', of(({ volume }) => volume)],
  ['fills', 'whole', of(({ fills }) => fills)],
  ['profit_quote', 'number', of(({ profit }) => profit)],
  ['spread_profit_quote', 'number', of(({ spreadProfit }) => spreadProfit)],
  ['inventory_profit_quote', 'number', of(({ inventoryProfit }) => inventoryProfit)],
  ['fees_paid_quote', 'number', of(({ feesPaid }) => feesPaid)],
  ['rebates_quote', 'number', of(({ rebates }) => rebates)],
  ['funding_paid_quote', 'number', of(({ fundingPaid }) => fundingPaid)],
  ['profit_per_10k_volume_quote', 'number', of(({ profitPer10k }) => profitPer10k)],
  ['maker_share', 'number', of(({ makerRatio }) => makerRatio)],
  ['fill_rate', 'number', of(({ fillRate }) => fillRate)],
  ['spread_captured_bps', 'number', of(({ spreadCapturedBps }) => spreadCapturedBps)],
  ['final_position_quote', 'number', of(({ inventory }) => inventory.final)],
  ['max_position_quote', 'number', of(({ inventory }) => inventory.max)],
  ['mean_position_quote', 'number', of(({ inventory }) => inventory.mean)],
  ['mean_absolute_position_quote', 'number', of(({ inventory }) => inventory.meanAbsolute)],
  ['holding_seconds', 'number', of(({ inventory }) => inventory.holdingSeconds)],
  ['max_drawdown_quote', 'number', of(({ maxDrawdown }) => maxDrawdown)],
  ['pause_share', 'number', of(({ pauseShare }) => pauseShare)],
  ['force_closes', 'whole', of(({ forceCloses }) => forceCloses)],
  ['orders_placed', 'whole', of(({ requests }) => requests.placed)],
  ['orders_cancelled', 'whole', of(({ requests }) => requests.cancelled)],
  ['orders_rejected', 'whole', of(({ requests }) => requests.rejected)],
  ['orders_denied', 'whole', of(({ requests }) => Object.values(requests.denied).reduce((sum, n) => sum + n, 0))],
  ['risk_state', 'text', of(({ riskState }) => riskState)],
  ['digest', 'text', ({ digest }) => digest],
];

const MARKOUT: readonly Column<{ readonly markout: Markout }>[] = [
  ['horizon_seconds', 'number', ({ markout }) => markout.horizonSeconds],
  ['mean_markout_bps', 'number', ({ markout }) => markout.meanBps],
  ['fills', 'whole', ({ markout }) => markout.fills],
];

const BLOCK: readonly Column<{ readonly lane: AnyLane; readonly block: number }>[] = [
  ['block', 'whole', ({ block }) => block + 1],
  ['block_seconds', 'number', ({ lane }) => lane.blocks.blockSeconds],
  ['profit_quote', 'number', ({ lane, block }) => known(lane.blocks.profit[block])],
  ['volume_quote', 'number', ({ lane, block }) => known(lane.blocks.volume[block])],
  ['swings_quote_squared', 'number', ({ lane, block }) => known(lane.blocks.swings[block])],
  ['holding_profit_quote', 'number', ({ lane, block }) => known(lane.blocks.holding[block])],
];

const RISK_EVENT: readonly Column<{ readonly lane: AnyLane; readonly event: RiskEvent }>[] = [
  ['seconds_into_session', 'number', ({ event }) => event.timeUs / 1e6],
  ['code', 'text', ({ event }) => event.code],
  ['message', 'text', ({ event }) => event.message],
];

interface FillRow {
  readonly session: SessionRecord;
  readonly version: number;
  readonly fillModel: FillModel;
  readonly fills: FillColumns;
  /** Index in the columns. */
  readonly at: number;
}

/** One lane after the other: a long study has more fills than fit into memory. */
function fillsOf(
  lanes: readonly LaneRecord[],
  sessionOf: (lane: LaneRecord) => SessionRecord,
  series: SeriesReader,
): Iterable<FillRow> {
  return {
    *[Symbol.iterator]() {
      for (const lane of lanes) {
        const { fills } = series(lane);
        const { version, fillModel } = lane;
        const session = sessionOf(lane);
        for (let at = 0; at < fills.length; at++) yield { session, version, fillModel, fills, at };
      }
    },
  };
}

function fillColumns(instrument: Instrument): readonly Column<FillRow>[] {
  const { tickSize, lotSize } = instrument;
  const at = (column: keyof Omit<FillColumns, 'length'>, { fills, at: row }: FillRow): number =>
    fills[column][row] as number;
  return [
    ['session', 'whole', ({ session }) => session.number],
    ['version', 'whole', ({ version }) => version],
    ['fill_model', 'text', ({ fillModel }) => fillModel],
    ['filled_at', 'moment', (fill) => (fill.session.facts?.startUs ?? 0) + at('timeUs', fill)],
    ['order_number', 'whole', (fill) => at('order', fill)],
    ['side', 'text', (fill) => (at('side', fill) === 0 ? 'buy' : 'sell')],
    ['price_quote', 'number', (fill) => onGrid(at('priceTicks', fill), tickSize)],
    ['size_base', 'number', (fill) => onGrid(at('lots', fill), lotSize)],
    ['value_quote', 'number', (fill) => notional(instrument, at('priceTicks', fill), at('lots', fill))],
    ['is_maker', 'switch', (fill) => at('maker', fill) === 1],
    ['fee_quote', 'number', (fill) => at('fee', fill)],
    ['mid_quote', 'number', (fill) => known(onGrid(at('midTicks', fill), tickSize))],
    ['position_base', 'number', (fill) => onGrid(at('inventoryLots', fill), lotSize)],
  ];
}

/** `count` steps as the decimal number that is meant: 3 steps of 0.1 are 0.3, and not 0.30000000000000004. */
function onGrid(count: number, step: number): number {
  return Number((count * step).toPrecision(15));
}
