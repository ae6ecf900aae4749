/** What a trader asks first: whether any version makes money after costs, how sure that is, and what it loses by. */

import type { Estimate } from '../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../evaluation/decisionRules.ts';
import { normalCdf, normalQuantile } from '../evaluation/distributions.ts';
import { inCurrency } from '../market/money.ts';
import { RECOMMEND_HOURS } from '../study/leaderboard.ts';
import type { Pooled } from '../study/pooled.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { counted, type Figures } from './figures.ts';

/** Sentences about the mode nearest to real money, with pessimistic fills. @param ratioWords profit per 10k and its interval */
export function moneyAnswer(
  snapshot: StudySnapshot,
  figures: Figures,
  ratioWords: (pooled: Pooled, figures: Figures) => string = ratioInBrackets,
): string[] {
  const mode = snapshot.modes[0];
  if (mode === undefined) return ['Nothing was measured yet: no session was run.'];
  const pools = snapshot.versions.flatMap(({ number }) => snapshot.pooledAlike(number, mode, 'pessimistic') ?? []);
  const trading = pools.filter(({ volume, hours }) => volume > 0 && volume / hours >= snapshot.study.minVolumePerHour);
  const best = bestOf(trading.length > 0 ? trading : pools.filter(({ volume }) => volume > 0));
  if (pools.length === 0)
    return ['Nothing was measured yet: no session counts as evidence.', ...whyNoEvidence(snapshot)];
  if (best === undefined) return ['No version makes money: none traded.'];
  const shown = trading.length > 0 && best.sessions >= ENOUGH_SESSIONS && (best.per10kInterval?.low ?? 0) > 0;
  if (shown)
    return [`v${best.version} makes money after costs: ${profitWords(best, ratioWords(best, figures), figures)}.`];
  const start =
    best.profit > 0
      ? `No version is shown to make money after costs. The best so far, v${best.version}, made`
      : `No version makes money after costs. The best so far, v${best.version}, lost`;
  const idle = trading.length === 0 ? ', and none trades as much as the study asks for' : '';
  return [`${start} ${profitWords(best, ratioWords(best, figures), figures)}${idle}.`, gainsAndLosses(best, figures)];
}

/** Why the newest session does not count. */
function whyNoEvidence({ sessions }: StudySnapshot): string[] {
  const last = sessions.findLast(({ endReason }) => endReason !== null);
  return last?.endReason ? [`Session ${last.number}: ${last.endReason}.`] : [];
}

/**
 * By profit an hour rather than by volume: the ratio of a version with two fills may be high by luck. Versions with less than an
 * hour are looked at only where none has more, since a few minutes show the highest and the lowest profit an hour by luck.
 */
function bestOf(pools: readonly Pooled[]): Pooled | undefined {
  // A small tolerance: twelve blocks of 300 s sum up to a little less than an hour.
  const measured = pools.filter(({ hours }) => hours >= RECOMMEND_HOURS - 1e-6);
  const from = measured.length > 0 ? measured : pools;
  return from.toSorted((a, b) => b.profit / b.hours - a.profit / a.hours)[0];
}

function ratioInBrackets({ profitPer10k, per10kInterval }: Pooled, figures: Figures): string {
  const ratio = per10kInterval === null ? figures.signed(profitPer10k, 2) : figures.interval(per10kInterval);
  return `${ratio} per ${figures.tenThousand}`;
}

/** The same for readers who have not met the brackets yet. */
export function ratioInWords({ profitPer10k, per10kInterval }: Pooled, figures: Figures): string {
  const ratio = `${figures.signed(profitPer10k, 2)} for each ${inCurrency('10,000', figures.currency)} traded`;
  if (per10kInterval === null) return ratio;
  return `${ratio} (probably between ${figures.signed(per10kInterval.low, 2)} and ${figures.signed(per10kInterval.high, 2)})`;
}

/** Few sessions differ from the next ones by more than their own interval shows: no chance is named for them. */
function profitWords({ profit, hours, per10kInterval, sessions }: Pooled, ratio: string, figures: Figures): string {
  const sure =
    per10kInterval === null || sessions < ENOUGH_SESSIONS
      ? ''
      : `; by this interval the probability that it earns is ${figures.chance(chanceOfProfit(per10kInterval))}`;
  // A few minutes scaled up to an hour would look like more evidence than they are.
  const amount =
    hours < 1 ? `${figures.value(Math.abs(profit))} in all` : `${figures.value(Math.abs(profit / hours))} an hour`;
  const time = hours < 1 ? `${figures.number(hours * 60, 0)} min` : `${figures.number(hours, 1)} h`;
  return `${amount}, ${ratio}, in ${counted(sessions, 'session')} (${time})${sure}`;
}

/** Normal approximation with the half of the interval that lies towards zero. */
function chanceOfProfit({ mean, low, high, level }: Estimate): number {
  const towardsZero = mean > 0 ? mean - low : high - mean;
  if (towardsZero === 0) return mean > 0 ? 1 : 0;
  return normalCdf((mean * normalQuantile(0.5 + level / 2)) / towardsZero);
}

function gainsAndLosses(pooled: Pooled, figures: Figures): string {
  const parts: readonly (readonly [name: string, amount: number])[] = [
    ['the spread of its fills', pooled.spreadProfit],
    ['rebates', pooled.rebates],
    ['price moves while it held inventory', pooled.inventoryProfit],
    ['fees', -pooled.feesPaid],
    ['funding', -pooled.fundingPaid],
  ];
  const words = (wanted: (amount: number) => boolean): string =>
    parts
      .filter(([, amount]) => wanted(amount))
      .toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .map(([name, amount]) => `${name} ${figures.money(amount)}`)
      .join(', ');
  const earned = words((amount) => amount > 0);
  const lost = words((amount) => amount < 0);
  return `What earns: ${earned || 'nothing'}. What loses: ${lost || 'nothing'}.`;
}

/** `v3 made −$7.29 in 6 sessions (6.0 h, sim), −3.00 [−6.69, −0.25] per $10k`; of the mode nearest to real money that it ran in. */
export function ownResult(snapshot: StudySnapshot, version: number, figures: Figures): string {
  const [pooled] = snapshot.laneIndex
    .versionsLike(version)
    .toSorted((a, b) => Number(b === version) - Number(a === version))
    .flatMap((number) => snapshot.modes.flatMap((mode) => snapshot.pooled(number, mode, 'pessimistic') ?? []));
  if (pooled === undefined) return `v${version} has completed no session`;
  const who = pooled.version === version ? `v${version}` : `v${version}, the same as v${pooled.version},`;
  const { mode, sessions, hours, profit, profitPer10k, per10kInterval } = pooled;
  const perVolume = per10kInterval === null ? figures.signed(profitPer10k, 2) : figures.interval(per10kInterval);
  return `${who} made ${figures.money(profit)} in ${counted(sessions, 'session')} (${figures.number(hours, 1)} h, ${mode}), ${perVolume} per ${figures.tenThousand}`;
}
