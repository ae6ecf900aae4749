/** The tables of a session's page. */

import type { Factor, FillModel, LaneFigures } from '../../session/result.ts';
import type {
  LaneRecord,
  LaneSeries,
  MarketSource,
  OutcomeFigures,
  SessionRecord,
  StudyRecord,
} from '../../study/records.ts';
import { feedName } from '../../study/sessions.ts';
import { type Figures, NOT_KNOWN } from '../figures.ts';
import { list, prose, table } from '../markdown.ts';
import { forceCloseCost } from '../profitSplit.ts';

export interface LaneSeriesOf {
  readonly version: number;
  readonly fillModel: FillModel;
  readonly series: LaneSeries;
}

const right = 'right' as const;

function laneName({ version, role, fillModel }: LaneRecord): string {
  return `v${version} ${role}, ${fillModel}`;
}

export function lanesTable(lanes: readonly LaneRecord[], figures: Figures): string {
  const columns = [
    'Volume',
    'Fills',
    'P&L',
    `Per ${figures.tenThousand}`,
    'Passive',
    'Fill rate',
    'Held back',
    'Mean position',
    'Max position',
    'Holding',
    'Drawdown',
    'Force closes',
    'Placed',
    'Rejected',
    'Denied',
    'Ended',
  ];
  const rows = lanes.map((lane) => {
    const m = lane.metrics;
    const denied = Object.values(m.requests.denied).reduce((sum, count) => sum + count, 0);
    const holding = m.inventory.holdingSeconds;
    return [
      laneName(lane),
      figures.value(m.volume),
      String(m.fills),
      figures.money(m.profit),
      figures.signed(m.profitPer10k, 2),
      figures.percent(m.makerRatio),
      figures.percent(m.fillRate),
      figures.percent(m.pauseShare),
      figures.value(m.inventory.meanAbsolute),
      figures.value(m.inventory.max),
      holding === null ? NOT_KNOWN : `${figures.number(holding, 0)} s`,
      figures.value(m.maxDrawdown),
      String(m.forceCloses),
      String(m.requests.placed),
      String(m.requests.rejected),
      String(denied),
      m.riskState,
    ];
  });
  return table([{ title: 'Lane' }, ...columns.map((title) => ({ title, align: right }))], rows);
}

export function splitTable(
  lanes: readonly LaneRecord[],
  series: readonly LaneSeriesOf[],
  { instrument }: StudyRecord,
  figures: Figures,
): string {
  const columns = [
    'P&L',
    'Spread',
    'Spread bps',
    'Inventory',
    'Fees',
    'Rebates',
    'Funding',
    'Force closes cost (fills)',
  ];
  const rows = lanes.map((lane) => {
    const m = lane.metrics;
    const own = series.find((one) => one.version === lane.version && one.fillModel === lane.fillModel);
    const cost = own === undefined ? null : forceCloseCost(own.series, instrument);
    return [
      laneName(lane),
      figures.money(m.profit),
      figures.money(m.spreadProfit),
      figures.signed(m.spreadCapturedBps, 2),
      figures.money(m.inventoryProfit),
      figures.money(-m.feesPaid),
      figures.money(m.rebates),
      figures.money(-m.fundingPaid),
      cost === null ? NOT_KNOWN : `${figures.money(-cost.crossing - cost.fees)} (${cost.fills})`,
    ];
  });
  return table([{ title: 'Lane' }, ...columns.map((title) => ({ title, align: right }))], rows);
}

export function markoutsTable(lanes: readonly LaneRecord[], figures: Figures): string {
  const horizons = [...new Set(lanes.flatMap((lane) => lane.metrics.markouts.map((m) => m.horizonSeconds)))].sort(
    (a, b) => a - b,
  );
  const rows = lanes.map((lane) => [
    laneName(lane),
    ...horizons.map((horizon) => {
      const markout = lane.metrics.markouts.find((m) => m.horizonSeconds === horizon);
      return markout === undefined || markout.meanBps === null
        ? NOT_KNOWN
        : `${figures.signed(markout.meanBps, 2)} (${markout.fills})`;
    }),
  ]);
  return table([{ title: 'Lane' }, ...horizons.map((horizon) => ({ title: `${horizon} s`, align: right }))], rows);
}

export function riskText(lanes: readonly LaneRecord[]): string {
  const denied = lanes.flatMap((lane) => {
    const codes = Object.entries(lane.metrics.requests.denied).sort(([a], [b]) => (a < b ? -1 : 1));
    return codes.length === 0
      ? []
      : [`${laneName(lane)}: denied ${codes.map(([code, count]) => `${prose(code)} ${count}`).join(', ')}`];
  });
  const events = lanes.flatMap((lane) =>
    lane.riskEvents.map(
      ({ timeUs, code, message }) =>
        `${laneName(lane)}, minute ${(timeUs / 6e7).toFixed(1)}: **${prose(code)}** ${prose(message)}`,
    ),
  );
  const reasons = lanes.flatMap((lane) => {
    const begun = Object.entries(lane.metrics.reasons ?? {});
    return begun.length === 0
      ? []
      : [
          `${laneName(lane)}: reasons of its strategy: ${begun.map(([code, count]) => `${prose(code)} ${count}`).join(', ')}`,
        ];
  });
  const all = [...events, ...denied, ...reasons];
  return all.length === 0 ? 'No risk events and no denied orders.' : list(all);
}

const FACTOR_NAMES: Readonly<Record<Factor, string>> = {
  queue: 'queue position',
  crossing: 'quotes that cross',
  sweep: 'share of a sweep',
  latency: 'latency',
  postOnly: 'post-only orders that would cross',
};

/** The pessimistic and the optimistic result, and between them the change by each factor alone and what all together add to the sum of these. */
export function outcomesTable({ pessimistic, optimistic, alone }: OutcomeFigures, figures: Figures): string {
  const changes = (Object.keys(FACTOR_NAMES) as Factor[]).map((factor): [string, LaneFigures] => [
    FACTOR_NAMES[factor],
    minus(alone[factor], pessimistic),
  ]);
  const sum = changes.reduce((all, [, change]) => minus(all, minus(NO_FIGURES, change)), NO_FIGURES);
  const together = minus(minus(optimistic, pessimistic), sum);
  const end = (name: string, { profit, volume, fills }: LaneFigures): string[] => [
    `**${name}**`,
    figures.money(profit),
    figures.value(volume),
    String(fills),
  ];
  const change = (name: string, { profit, volume, fills }: LaneFigures): string[] => [
    name,
    figures.money(profit),
    figures.money(volume),
    figures.signed(fills, 0),
  ];
  return table(
    [{ title: '' }, ...['P&L', 'Volume', 'Fills'].map((title) => ({ title, align: right }))],
    [
      end('pessimistic', pessimistic),
      ...changes.map(([name, figuresOfIt]) => change(`${name} alone`, figuresOfIt)),
      change('together, beyond their sum', together),
      end('optimistic', optimistic),
    ],
  );
}

const NO_FIGURES: LaneFigures = { profit: 0, volume: 0, fills: 0 };

function minus(a: LaneFigures, b: LaneFigures): LaneFigures {
  return { profit: a.profit - b.profit, volume: a.volume - b.volume, fills: a.fills - b.fills };
}

function originOf(source: MarketSource): string {
  if (source.type === 'synthetic') return source.family;
  return source.type === 'feed' ? feedName(source) : (source.file.split('/').at(-1) ?? source.file);
}

/** Where a session's events came from, and how volatile its market was. */
export function marketWords({ source, facts: sessionFacts }: SessionRecord): string {
  const origin = originOf(source);
  const volatility = sessionFacts === null ? '' : `, ${sessionFacts.market.volatilityBps.toFixed(1)} bps/√min`;
  return `${prose(origin)}${volatility}`;
}
