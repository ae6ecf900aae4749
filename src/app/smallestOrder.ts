/** Whether versions can quote on the markets of a campaign. An order that is too small is never placed. */

import type { Config } from '../config/config.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { UnreadableMarket } from '../session/unreadableMarket.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { CampaignPlan, VersionRecord } from '../study/records.ts';
import type { WorkspaceMarkets } from '../workspace/markets.ts';
import { UsageError } from './errors.ts';

/** A price at which the campaign begins, and its source in words. */
export interface MarketPrice {
  readonly priceTicks: number;
  readonly of: string;
  /** The market shows best quotes alone. */
  readonly quoteLevel: boolean;
}

/** The first price of each market of the plan; none where it is live, since nobody knows it yet. @throws what reading its tapes throws */
export async function pricesOf(
  plan: CampaignPlan,
  { instrument }: Config,
  markets: WorkspaceMarkets,
): Promise<MarketPrice[]> {
  if (plan.mode === 'sim')
    return [{ priceTicks: plan.startPrice / instrument.tickSize, of: 'that of sim.start_price', quoteLevel: false }];
  if (plan.feed !== undefined) return [];
  const prices: MarketPrice[] = [];
  for (const file of plan.tapes) {
    const beginning = await markets.beginning(file, instrument);
    prices.push({ ...beginning, of: `that of the first trade of ${file}` });
  }
  return prices;
}

/** Refuses a first version that may not run, before the study exists. @throws UsageError */
export function checkFirstVersion(plan: CampaignPlan, config: Config, prices: readonly MarketPrice[]): void {
  const problems = [
    ...withoutReference(plan, config.parameters, config),
    ...prices.flatMap((price) => problemsAt(price, config.parameters, config)),
  ];
  if (problems.length > 0) {
    throw new UsageError([...new Set(problems)].map((problem) => `[parameters] ${problem}`).join('\n'));
  }
}

/** Refuses a champion that cannot quote, because every session measures against it. @throws UsageError */
export function checkChampion(
  plan: CampaignPlan,
  champion: VersionRecord,
  config: Config,
  prices: readonly MarketPrice[],
): void {
  const problems = [
    ...withoutReference(plan, champion.parameters, config),
    ...prices.flatMap((price) => tooSmallAt(price, champion.parameters, config)),
  ];
  if (problems.length === 0) return;
  throw new UsageError(
    [
      ...new Set(problems.map((problem) => `v${champion.number}, the champion: ${problem}`)),
      'Make another version (tune override --set …) and then the champion (tune rollback), or begin another study: tune --study NAME start',
    ].join('\n'),
  );
}

/** One warning for each queued version that cannot quote. */
export function queueWarnings(
  queue: readonly VersionRecord[],
  config: Config,
  prices: readonly MarketPrice[],
): string[] {
  return queue.flatMap(({ number, parameters }) =>
    prices
      .slice(0, 1)
      .flatMap((price) =>
        tooSmallAt(price, parameters, config).map((problem) => `v${number}, which is queued: ${problem}`),
      ),
  );
}

/** A version that reads a hedge reference needs one beside every market. */
function withoutReference(plan: CampaignPlan, parameters: Parameters, { study, instrument }: Config): string[] {
  const strategy = strategyNamed(study.strategy);
  if (plan.reference !== undefined || strategy.needs?.(parameters).includes('reference') !== true) return [];
  if (plan.mode === 'paper' || plan.mode === 'live') {
    return [
      `hedgeReference is on, and a session of ${plan.mode} reads one live market alone: a second live feed beside it is not built (docs/hedge.md)`,
    ];
  }
  return [new UnreadableMarket(strategy.name, 'reference', instrument.symbol).message];
}

function problemsAt(price: MarketPrice, parameters: Parameters, config: Config): string[] {
  const { instrument, study, limits } = config;
  const anywhere = versionProblems(
    strategyNamed(study.strategy),
    parameters,
    { instrument, capital: study.capital },
    limits,
  );
  return [...anywhere, ...tooSmallAt(price, parameters, config)];
}

/** Objections of the strategy and to its exposure that hold at this price but not in general. */
function tooSmallAt(
  { priceTicks, of, quoteLevel }: MarketPrice,
  parameters: Parameters,
  { instrument, study, limits }: Config,
): string[] {
  const strategy = strategyNamed(study.strategy);
  const context = { instrument, capital: study.capital };
  const anywhere = versionProblems(strategy, parameters, context, limits);
  const here = versionProblems(strategy, parameters, { ...context, priceTicks }, limits);
  const unread = (strategy.needs?.(parameters) ?? []).filter((lens) => quoteLevel && lens === 'depth');
  return [
    ...unread.map((lens) => new UnreadableMarket(strategy.name, lens, instrument.symbol).message),
    ...here.filter((problem) => !anywhere.includes(problem)).map((problem) => `${problem} (the price is ${of})`),
  ];
}
