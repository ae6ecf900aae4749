/** Campaigns on a known landscape: sessions measure with noise, proposals start from the best guess, as in a study. */

import { normalise } from '../guardrails/distance.ts';
import { applied } from '../guardrails/judge.ts';
import { createRng, type Rng } from '../market/rng.ts';
import type { KnownVersion, Proposer, Round } from '../proposer/proposer.ts';
import { SurrogateFits } from '../proposer/surrogateFits.ts';
import { defaultParameters, type NumberDeclaration, type Parameters, sameParameters } from '../strategy/parameters.ts';
import type { StrategyKind } from '../strategy/strategy.ts';
import { profitAlone } from './gains.ts';
import { firstDraft, plane, refusingUnless, withoutRecords } from './round.ts';

function axis(min: number, max: number, step: number, start: number, scale: 'linear' | 'log'): NumberDeclaration {
  return { kind: 'number', unit: '', min, max, step, scale, default: start, tunable: true, meaning: 'A direction.' };
}

/** Whole numbers, fractions, ratios and a switch. */
export const mixed: StrategyKind = {
  ...plane,
  parameters: {
    ratio: axis(0.1, 20, 0.1, 1, 'log'),
    fraction: axis(0, 10, 0.1, 2, 'linear'),
    count: axis(1, 15, 1, 4, 'linear'),
    wide: axis(2, 200, 1, 25, 'log'),
    coarse: axis(5, 100, 5, 60, 'linear'),
    toggle: { kind: 'boolean', default: false, tunable: true, meaning: 'A switch.' },
  },
};

const WAVES = 80;

/** A smooth random function of the parameters with a standard deviation of one (random Fourier features). */
export function aLandscape(seed: string): (parameters: Parameters) => number {
  const rng = createRng(seed);
  const dimensions = Object.keys(mixed.parameters).length;
  const waves = Array.from({ length: WAVES }, () => ({
    direction: Array.from({ length: dimensions }, () => rng.normal() / (0.3 * Math.sqrt(dimensions))),
    phase: rng.uniform() * 2 * Math.PI,
    height: rng.normal() * Math.sqrt(2 / WAVES),
  }));
  return (parameters) => {
    const place = normalise(mixed.parameters, parameters);
    return waves.reduce((sum, { direction, phase, height }) => {
      const angle = direction.reduce((total, weight, i) => total + weight * (place[i] as number), phase);
      return sum + height * Math.cos(angle);
    }, 0);
  };
}

interface Tried {
  readonly parameters: Parameters;
  readonly measured: number[];
}

export interface LandscapeEnd {
  /** True value of the last centre minus that of the first version, in standard deviations of the landscape. */
  readonly gain: number;
  /** Sessions that measured a known version again. */
  readonly replications: number;
  /** The round after the last session. */
  readonly round: Round;
}

/** Twenty sessions; each measures the acting version and the centre against the first one, with this noise. The champion acts in every fifth. */
export async function aCampaignOn(seed: string, proposer: Proposer, noise: number): Promise<LandscapeEnd> {
  const worth = aLandscape(`landscape-${seed}`);
  const rng = createRng(`noise-${seed}`);
  const versions: Tried[] = [{ parameters: defaultParameters(mixed.parameters), measured: [] }];
  const start = worth(versions[0]?.parameters ?? {});
  let acting = 1;
  let replications = 0;
  for (let session = 1; session <= 20; session++) {
    for (const number of new Set([acting, centreOf(versions)])) {
      const version = versions[number - 1];
      if (number > 1) version?.measured.push(worth(version.parameters) - start + noise * rng.normal());
    }
    acting = 1;
    if (session % 5 === 4) continue;
    const round = roundOf(versions, noise, createRng(`round-${seed}-${session}`));
    const draft = await firstDraft(proposer, round);
    const base = versions[draft.base - 1];
    if (draft.intent === 'replicate') {
      acting = draft.base;
      replications++;
    } else if (draft.intent !== 'no_change' && base !== undefined) {
      acting = versions.push({ parameters: applied(base.parameters, draft.changes), measured: [] });
    }
  }
  const last = versions[centreOf(versions) - 1];
  return {
    gain: worth(last?.parameters ?? {}) - start,
    replications,
    round: roundOf(versions, noise, createRng(`after-${seed}`)),
  };
}

function roundOf(versions: readonly Tried[], noise: number, rng: Rng): Round {
  const base = centreOf(versions);
  const parameters = versions[base - 1]?.parameters ?? {};
  return {
    strategy: mixed,
    base,
    candidates: 1,
    reach: 1,
    leads: [],
    replayed: [],
    fits: new SurrogateFits(),
    minVolumePerHour: 0,
    currency: '$',
    versions: versions.map((version, i) => knownOf(version, i + 1, noise)),
    judge: refusingUnless(
      ({ changes }) => !versions.some((version) => sameParameters(version.parameters, applied(parameters, changes))),
    ),
    rng,
    ...withoutRecords,
  };
}

function knownOf({ parameters, measured }: Tried, number: number, noise: number): KnownVersion {
  const rest = {
    number,
    parameters,
    rolledBack: false,
    volumePerHour: null,
    runsAnyway: false,
    sessions: measured.length,
    hours: measured.length,
  };
  if (number === 1) return { ...rest, effect: profitAlone({ mean: 0, standardError: 0 }) };
  if (measured.length === 0) return { ...rest, effect: null };
  return {
    ...rest,
    effect: profitAlone({ mean: meanOf(measured), standardError: noise / Math.sqrt(measured.length) }),
  };
}

/** The version with the highest posterior mean above zero; the prior counts like one session that measured zero. */
function centreOf(versions: readonly Tried[]): number {
  let centre = 1;
  let best = 0;
  for (const [i, { measured }] of versions.entries()) {
    const mean = measured.length === 0 ? 0 : (meanOf(measured) * measured.length) / (measured.length + 1);
    if (mean <= best) continue;
    best = mean;
    centre = i + 1;
  }
  return centre;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
