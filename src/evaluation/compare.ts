/** Challenger against champion on the same feed and minutes, and what follows from it. Formulas: docs/evidence.md. */

import { createRng } from '../market/rng.ts';
import { alwaysValidHalfWidth } from './alwaysValid.ts';
import type { Blocks, Comparison, Estimate, Verdict } from './comparison.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** One session in which both versions ran. */
export interface PairedSession {
  readonly challenger: Blocks;
  readonly champion: Blocks;
  /** The same under the optimistic fill model. */
  readonly optimisticChallenger: Blocks;
  readonly optimisticChampion: Blocks;
  /** Label of the market's regime; promotion asks for at least two. */
  readonly regime: string;
  /** Whether risk stopped the challenger. */
  readonly halted: boolean;
}

export interface DecisionRules {
  /** Coverage of the intervals. */
  readonly level: number;
  readonly resamples: number;
  readonly promoteProbability: number;
  readonly promoteSessions: number;
  readonly promoteRegimes: number;
  readonly harmProbability: number;
  /** Loss per hour, quote currency, that still counts as "not worse". */
  readonly tolerancePerHour: number;
  /** Volume per hour, quote currency, without which nothing is promoted. */
  readonly minVolumePerHour: number;
}

/** Promotion and rollback as DESIGN §5; a loss of 0.01 % of capital an hour counts as none. */
export function decisionRules(study: { readonly capital: number; readonly minVolumePerHour: number }): DecisionRules {
  return {
    level: 0.9,
    resamples: 2000,
    promoteProbability: 0.9,
    promoteSessions: 5,
    promoteRegimes: 2,
    harmProbability: 0.8,
    tolerancePerHour: study.capital * 0.0001,
    minVolumePerHour: study.minVolumePerHour,
  };
}

/** @throws RangeError without sessions, or when the two sides of a session do not cover the same blocks. */
export function compare(
  challenger: number,
  champion: number,
  sessions: readonly PairedSession[],
  rules: DecisionRules,
  seed: string,
): Comparison {
  if (sessions.length === 0) throw new RangeError(`v${challenger} and v${champion} have no session in common`);
  const pairs = sessions.flatMap((session) => pairBlocks(session.challenger, session.champion));
  const optimistic = sessions.flatMap((session) =>
    pairBlocks(session.optimisticChallenger, session.optimisticChampion),
  );
  const effect = effectPerHour(pairs);
  const { probabilityBetter, probabilityHarm } = posterior(effect, rules.tolerancePerHour);
  const signAgrees = Math.sign(effect.mean) === Math.sign(effectPerHour(optimistic).mean);
  const regimes = new Set(sessions.map((session) => session.regime)).size;
  const volumePerHour = pairs.reduce((sum, pair) => sum + pair.challengerVolume, 0) / effect.hours;
  const facts: Facts = {
    volumePerHour,
    sessions: sessions.length,
    regimes,
    signAgrees,
    halted: sessions.some((session) => session.halted),
    probabilityBetter,
    probabilityHarm,
    lowerBound: effect.mean - effect.alwaysValidHalfWidth,
  };
  const { verdict, reason } = judge(facts, rules);
  return {
    challenger,
    champion,
    sessions: sessions.length,
    blocks: pairs.length,
    hours: effect.hours,
    profitPerHour: interval(effect, rules.level),
    profitPer10k: ratioDifference(pairs, rules, seed),
    probabilityBetter,
    volumePerHour,
    tradesEnough: volumePerHour >= rules.minVolumePerHour,
    signAgrees,
    verdict,
    reason,
  };
}

/** The effect and its standard error behind a comparison's interval; null when there is none yet. */
export function effectOf(comparison: Comparison): { readonly mean: number; readonly standardError: number } | null {
  const estimate = comparison.profitPerHour;
  if (estimate === null) return null;
  return {
    mean: estimate.mean,
    standardError: (estimate.high - estimate.low) / (2 * normalQuantile(0.5 + estimate.level / 2)),
  };
}

/** Best guess of the effect per hour: shrunk towards zero, an hour of evidence being believed by half. */
export function posteriorMean(comparison: Comparison): number {
  const mean = comparison.profitPerHour?.mean ?? 0;
  return mean * (comparison.hours / (comparison.hours + 1));
}

/** One block of both sides. */
interface Pair {
  readonly hours: number;
  readonly challengerProfit: number;
  readonly championProfit: number;
  readonly challengerVolume: number;
  readonly championVolume: number;
}

function pairBlocks(challenger: Blocks, champion: Blocks): Pair[] {
  if (challenger.profit.length !== champion.profit.length || challenger.blockSeconds !== champion.blockSeconds) {
    throw new RangeError('blocks of a paired session have to cover the same times');
  }
  return challenger.profit.map((profit, i) => ({
    hours: challenger.blockSeconds / 3600,
    challengerProfit: profit,
    championProfit: champion.profit[i] as number,
    challengerVolume: challenger.volume[i] as number,
    championVolume: champion.volume[i] as number,
  }));
}

interface Effect {
  /** Profit difference per hour. */
  readonly mean: number;
  readonly standardError: number;
  /** Standard deviation of the difference over one whole hour. */
  readonly sdPerHour: number;
  readonly hours: number;
  readonly alwaysValidHalfWidth: number;
}

function effectPerHour(pairs: readonly Pair[]): Effect {
  const hours = pairs.reduce((sum, pair) => sum + pair.hours, 0);
  const total = pairs.reduce((sum, pair) => sum + pair.challengerProfit - pair.championProfit, 0);
  const mean = total / hours;
  // Variance of a sum over blocks grows with their length, so each squared deviation is taken per hour of block.
  const squares = pairs.reduce(
    (sum, pair) => sum + (pair.challengerProfit - pair.championProfit - mean * pair.hours) ** 2 / pair.hours,
    0,
  );
  const sdPerHour = pairs.length < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / (pairs.length - 1));
  // Below 1e-9 the two sides are the same version in all but name; a width of zero would divide by itself.
  const width = Math.max(sdPerHour, 1e-9);
  return {
    mean,
    standardError: width / Math.sqrt(hours),
    sdPerHour: width,
    hours,
    alwaysValidHalfWidth: Number.isFinite(width)
      ? alwaysValidHalfWidth(width, hours, width, 0.1)
      : Number.POSITIVE_INFINITY,
  };
}

/** Normal posterior under δ ~ N(0, τ²) with τ the noise of one hour: an hour of evidence is believed by half. */
function posterior(effect: Effect, tolerance: number): { probabilityBetter: number; probabilityHarm: number } {
  if (!Number.isFinite(effect.sdPerHour)) return { probabilityBetter: 0.5, probabilityHarm: 0 };
  const prior = effect.sdPerHour ** 2;
  const error = effect.standardError ** 2;
  const mean = (effect.mean * prior) / (prior + error);
  const sd = Math.sqrt((prior * error) / (prior + error));
  return { probabilityBetter: normalCdf(mean / sd), probabilityHarm: normalCdf((-tolerance - mean) / sd) };
}

function interval(effect: Effect, level: number): Estimate | null {
  if (!Number.isFinite(effect.standardError)) return null;
  const half = normalQuantile(0.5 + level / 2) * effect.standardError;
  return { mean: effect.mean, low: effect.mean - half, high: effect.mean + half, level };
}

/** Difference of the two ratios of sums, with a percentile interval from resampled pairs of blocks. */
function ratioDifference(pairs: readonly Pair[], rules: DecisionRules, seed: string): Estimate | null {
  const mean = ratioGap(pairs);
  if (mean === null || pairs.length < 2) return null;
  const rng = createRng(seed);
  const resampled: number[] = [];
  for (let i = 0; i < rules.resamples; i++) {
    const draw = pairs.map(() => pairs[rng.integer(pairs.length)] as Pair);
    const gap = ratioGap(draw);
    if (gap !== null) resampled.push(gap);
  }
  if (resampled.length < rules.resamples / 2) return null;
  resampled.sort((a, b) => a - b);
  const at = (share: number): number =>
    resampled[Math.min(resampled.length - 1, Math.floor(share * resampled.length))] as number;
  return { mean, low: at((1 - rules.level) / 2), high: at((1 + rules.level) / 2), level: rules.level };
}

function ratioGap(pairs: readonly Pair[]): number | null {
  let challengerProfit = 0;
  let challengerVolume = 0;
  let championProfit = 0;
  let championVolume = 0;
  for (const pair of pairs) {
    challengerProfit += pair.challengerProfit;
    challengerVolume += pair.challengerVolume;
    championProfit += pair.championProfit;
    championVolume += pair.championVolume;
  }
  if (challengerVolume === 0 || championVolume === 0) return null;
  return (challengerProfit / challengerVolume - championProfit / championVolume) * 10_000;
}

interface Facts {
  readonly volumePerHour: number;
  readonly sessions: number;
  readonly regimes: number;
  readonly signAgrees: boolean;
  readonly halted: boolean;
  readonly probabilityBetter: number;
  readonly probabilityHarm: number;
  /** Of the always-valid interval, per hour. */
  readonly lowerBound: number;
}

function judge(facts: Facts, rules: DecisionRules): { verdict: Verdict; reason: string } {
  const better = `P(better) ${percent(facts.probabilityBetter)}`;
  if (facts.halted) return { verdict: 'roll-back', reason: `risk stopped it during a session (${better})` };
  if (facts.probabilityHarm >= rules.harmProbability) {
    return {
      verdict: 'roll-back',
      reason: `P(harm) ${percent(facts.probabilityHarm)} reached ${percent(rules.harmProbability)}`,
    };
  }
  const missing = missingForPromotion(facts, rules);
  if (missing.length === 0) {
    return {
      verdict: 'promote',
      reason: `${better} over ${facts.sessions} paired sessions in ${facts.regimes} regimes`,
    };
  }
  if (facts.sessions >= rules.promoteSessions && facts.volumePerHour < rules.minVolumePerHour) {
    return { verdict: 'inconclusive', reason: `it hardly trades: ${volumeText(facts, rules)}` };
  }
  if (facts.sessions >= rules.promoteSessions && Math.abs(facts.probabilityBetter - 0.5) < 0.1) {
    return {
      verdict: 'inconclusive',
      reason: `${better} after ${facts.sessions} paired sessions: no difference to be seen`,
    };
  }
  return { verdict: 'keep-testing', reason: `${better}; for promotion it lacks ${missing.join(', ')}` };
}

function missingForPromotion(facts: Facts, rules: DecisionRules): string[] {
  const missing: string[] = [];
  if (facts.probabilityBetter < rules.promoteProbability)
    missing.push(`P(better) of ${percent(rules.promoteProbability)}`);
  if (facts.sessions < rules.promoteSessions)
    missing.push(`${rules.promoteSessions - facts.sessions} more paired sessions`);
  if (facts.regimes < rules.promoteRegimes) missing.push('a second regime');
  if (!(facts.lowerBound > -rules.tolerancePerHour)) missing.push('a lower bound above a tolerable loss');
  if (facts.volumePerHour < rules.minVolumePerHour) missing.push(`volume (${volumeText(facts, rules)})`);
  if (!facts.signAgrees) missing.push('the same sign under the optimistic fill model');
  return missing;
}

function volumeText(facts: Facts, rules: DecisionRules): string {
  return `$${facts.volumePerHour.toFixed(0)} an hour of the $${rules.minVolumePerHour} asked for`;
}

/** Rounded down to a tenth, so that 89.97 % never reads as the 90 % that it lacks. */
function percent(p: number): string {
  return `${Math.floor(p * 1000) / 10} %`;
}
