/**
 * The built-in default: a Gaussian process over all versions, their paired effects and their errors. It proposes the
 * neighbours of the base with the largest expected improvement (Jones, Schonlau & Welch 1998) over the best prediction.
 */

import { normalCdf } from '../evaluation/distributions.ts';
import { type GainOverHours, pooledGain } from '../evaluation/effect.ts';
import { applied, isRefused } from '../guardrails/judge.ts';
import { amountText } from '../market/money.ts';
import type { Parameters, ParameterValue } from '../strategy/parameters.ts';
import type { ParameterChange, ProposalDraft } from '../study/records.ts';
import { chooseBatch } from './batch.ts';
import { encode } from './encode.ts';
import { GainModel, type ObservedGain } from './gainModel.ts';
import { GaussianProcess, type PointPrediction } from './gaussianProcess.ts';
import { randomChanges, withEffect } from './neighbours.ts';
import { baseOf, type KnownVersion, type Proposer, proposed, type Replayed, type Round } from './proposer.ts';
import { replication } from './replication.ts';
import type { FittedGains } from './surrogateFits.ts';
import { reachOf } from './trustRegion.ts';

const CANDIDATES = 300;
const Z90 = 1.2816;
/** Measured places, replays included, from which on the usual effect of a change is estimated. */
const ENOUGH_FOR_MEAN = 8;
/** Replays that are used: the newest, and of those before them the longest. */
const NEWEST_REPLAYED = 32;
const LONGEST_REPLAYED = 20;
/** Variance of the logarithm of an hour's volume between markets: about a factor of two either way. */
const VOLUME_NOISE = 0.5;

/** `scale`: size of effects to expect before anything is known, gain per hour in quote currency. */
export function surrogateProposer(scale: number): Proposer {
  return { name: 'surrogate', searches: true, propose: async (round) => proposed(round, improve(round, scale)) };
}

interface Option {
  readonly changes: readonly ParameterChange[];
  readonly at: readonly number[];
  /** Probability that it trades enough. */
  readonly tradesEnough: number;
}

function improve(round: Round, scale: number): ProposalDraft[] {
  const { strategy } = round;
  const base = baseOf(round);
  const { effects, observations } = fittedModel(round, scale);
  const origin = encode(strategy.parameters, base.parameters);
  // Compared with the best prediction at a measured place: the best measurement itself is too high by chance.
  const best = Math.max(effects.predict(origin).mean, ...observations.map((o) => effects.predict(o.at).mean));
  const draft = ({ changes, at }: Option): ProposalDraft =>
    draftOf(round, changes, effects.predictDifference(at, origin));
  const chosen = chooseBatch(
    effects,
    optionsAround(round, origin),
    round.candidates,
    (prediction, { tradesEnough }) => expectedImprovement(prediction, best) * tradesEnough,
    (option) => !isRefused(round.judge(draft(option))),
  );
  const [first, ...others] = chosen;
  if (first === undefined) {
    return [
      {
        proposer: 'surrogate',
        base: base.number,
        intent: 'no_change',
        changes: [],
        hypothesis: `None of up to ${CANDIDATES} neighbours of v${base.number} passed the guardrails.`,
        prediction: null,
      },
    ];
  }
  const drafts = [draft(first), ...others.map(draft)];
  const again = replication(round, effects, first.at);
  return again === null ? drafts : [again, ...drafts];
}

/** Random steps from the base and from the round's leads, to different places. */
function optionsAround(round: Round, origin: readonly number[]): Option[] {
  const { parameters } = round.strategy;
  const base = baseOf(round);
  const tradesEnough = volumeModel(round);
  const reach = round.reach * reachOf(round.versions);
  const known = new Set([String(origin)]);
  const options: Option[] = [];
  for (let i = 0; i < CANDIDATES; i++) {
    const from = startOf(i, base.parameters, round.leads);
    const after = applied(from, randomChanges(parameters, from, reach, round.rng));
    const changes = withEffect(parameters, base.parameters, diffOf(base.parameters, after));
    const at = encode(parameters, applied(base.parameters, changes));
    if (known.has(String(at))) continue;
    known.add(String(at));
    options.push({ changes, at, tradesEnough: tradesEnough(at) });
  }
  return options;
}

/** From the base and from each lead in turn. */
function startOf(nth: number, base: Parameters, leads: readonly Parameters[]): Parameters {
  const starts = [base, ...leads];
  return starts[nth % starts.length] as Parameters;
}

function diffOf(from: Parameters, to: Parameters): ParameterChange[] {
  return Object.entries(to).flatMap(([parameter, value]) => {
    const before = from[parameter] as ParameterValue;
    return before === value ? [] : [{ parameter, from: before, to: value, why: '' }];
  });
}

/** What the model of gains is fitted to. */
type Known = Pick<Round, 'strategy' | 'replayed' | 'fits'> & {
  readonly versions: readonly Pick<KnownVersion, 'parameters' | 'effect' | 'hours'>[];
};

/** Predicts gains per hour anywhere in the space. */
export function fittedModel(known: Known, scale: number): FittedGains {
  const { versions, replayed, fits } = known;
  return fits.model({ versions, replayed, scale }, () => fitted(known, scale));
}

function fitted({ strategy, versions, replayed, fits }: Known, scale: number): FittedGains {
  const byPlace = new Map<string, { readonly at: readonly number[]; readonly measured: GainOverHours[] }>();
  for (const { parameters, effect, hours } of [...versions, ...usedReplays(replayed)]) {
    if (effect === null) continue;
    const at = encode(strategy.parameters, parameters);
    const place = byPlace.get(String(at)) ?? { at, measured: [] };
    byPlace.set(String(at), place);
    place.measured.push({ gain: effect, hours });
  }
  // The champion's gain over itself is zero, whatever was measured of versions with the same parameters.
  const observations = [...byPlace.values()].map(({ at, measured }) => ({
    at,
    gain: measured.find(({ hours }) => hours === 0)?.gain ?? pooledGain(measured),
  }));
  const shapes = fits.gainShapes.of(versions, observations.length);
  const dimensions = Object.keys(strategy.parameters).length;
  const mean = usualMarkout(observations, scale);
  const effects = new GainModel(observations, dimensions, scale, mean, shapes ?? {});
  if (shapes === undefined) fits.gainShapes.keep(versions, observations.length, effects.shapes);
  return { effects, observations };
}

/**
 * Mean effect of the measured changes on markouts, the prior mean of places that were not tried: most changes of a version
 * that works do harm. Never above zero; zero while little was measured.
 */
function usualMarkout(observations: readonly ObservedGain[], scale: number): number {
  if (observations.length < ENOUGH_FOR_MEAN) return 0;
  const weights = observations.map(({ gain }) => 1 / (gain.markout.standardError ** 2 + scale ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const sum = observations.reduce((all, { gain }, i) => all + gain.markout.mean * (weights[i] as number), 0);
  return Math.min(0, sum / total);
}

/** The cost of a fit grows with the cube of the observations. A search leaves many short replays, and a long one of each that went on. */
function usedReplays(replayed: readonly Replayed[]): readonly Replayed[] {
  const before = replayed.slice(0, -NEWEST_REPLAYED);
  const longest = before.toSorted((a, b) => b.hours - a.hours).slice(0, LONGEST_REPLAYED);
  return [...longest, ...replayed.slice(-NEWEST_REPLAYED)];
}

/**
 * Probability that a version trades enough: a process over the logarithm of volume, so that expected improvement is not
 * sought where nothing trades (constrained Bayesian optimisation, Gardner et al. 2014).
 */
function volumeModel({
  strategy,
  versions,
  replayed,
  minVolumePerHour,
  fits,
}: Round): (at: readonly number[]) => number {
  if (minVolumePerHour === 0) return () => 1;
  const excess = (volume: number): number => Math.log((volume + 1) / (minVolumePerHour + 1));
  const observations = [...versions, ...usedReplays(replayed)].flatMap(({ parameters, volumePerHour }) =>
    volumePerHour === null
      ? []
      : [{ at: encode(strategy.parameters, parameters), value: excess(volumePerHour), noise: VOLUME_NOISE }],
  );
  const shape = fits.volumeShapes.of(versions, observations.length);
  const dimensions = Object.keys(strategy.parameters).length;
  const effects = new GaussianProcess(observations, dimensions, 1, 0, undefined, shape);
  if (shape === undefined) fits.volumeShapes.keep(versions, observations.length, effects.shape);
  return (at) => {
    const { mean, sd } = effects.predict(at);
    return normalCdf(mean / sd);
  };
}

function draftOf(
  round: Round,
  changes: readonly ParameterChange[],
  /** Of the candidate minus the base. */
  { mean, sd }: PointPrediction,
): ProposalDraft {
  // Expected to be worse in the mean but uncertain: it is chosen to learn.
  const intent = mean > 0 ? 'exploit' : 'explore';
  const why = `${signed(mean, round.currency)} an hour expected against v${round.base}, from ${measuredVersions(round.versions)} measured versions and ${usedReplays(round.replayed).length} replays`;
  return {
    proposer: 'surrogate',
    base: round.base,
    intent,
    changes: changes.map((change) => ({ ...change, why })),
    hypothesis:
      intent === 'exploit'
        ? 'The surrogate expects an improvement here.'
        : 'The surrogate knows little here and wants to learn.',
    prediction: {
      mean,
      p10: mean - Z90 * sd,
      p90: mean + Z90 * sd,
      probabilityBetter: normalCdf(mean / sd),
    },
  };
}

/** Versions that ran beside the champion. */
export function measuredVersions(versions: readonly Pick<KnownVersion, 'effect' | 'sessions'>[]): number {
  return versions.filter(({ effect, sessions }) => effect !== null && sessions > 0).length;
}

/** E[max(0, f − best)] for a normal prediction of f. */
export function expectedImprovement({ mean, sd }: PointPrediction, best: number): number {
  const z = (mean - best) / sd;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return (mean - best) * normalCdf(z) + sd * density;
}

function signed(value: number, currency: string): string {
  return `${value < 0 ? '−' : '+'}${amountText(value, currency)}`;
}
