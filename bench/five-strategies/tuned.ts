/** Ten sessions of `tune start` without a model, in memory: what they recommend. */

import { createHash } from 'node:crypto';
import { runCampaign } from '../../src/campaign/campaign.ts';
import { InProcessLanes, marketsOfRecords } from '../../src/campaign/inProcessLanes.ts';
import type { Markets, SessionMarket } from '../../src/campaign/ports.ts';
import { NEWEST_ENGINE } from '../../src/exchange/engine.ts';
import { NEWEST_RULES } from '../../src/exchange/outcomes.ts';
import { childSeed } from '../../src/market/rng.ts';
import { families } from '../../src/market/synthetic/families.ts';
import { GENERATOR_VERSION } from '../../src/market/synthetic/generate.ts';
import { surrogateProposer } from '../../src/proposer/surrogate.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { MemoryStudies } from '../../src/study/memoryStudies.ts';
import { snapshotOf } from '../../src/study/studySnapshot.ts';
import { CAPITAL, DECISION_US, defaultsOf, LATENCY, LIMITS, marketOf, type Subject } from './subjects.ts';

export const SESSIONS = 10;
/** Profit an hour to expect of a change, quote currency: the default of `proposer.effect_per_hour_pct`. */
const EFFECT = 0.0005 * CAPITAL;
const RECORDED_AT = '2026-01-01T00:00:00.000Z';
/** Quote currency an hour: a version that trades less is no improvement. */
const LEAST_VOLUME = 500;

export interface Tuned {
  readonly parameters: Parameters;
  readonly versions: number;
  readonly promoted: boolean;
}

export async function tuned(subject: Subject, minutes: number): Promise<Tuned> {
  const journal = new MemoryStudies(() => RECORDED_AT).open({
    name: subject.strategy,
    strategy: subject.strategy,
    instrument: subject.instrument,
    capital: CAPITAL,
    minVolumePerHour: LEAST_VOLUME,
    riskAversion: 200,
    seed: `five-strategies/${subject.strategy}`,
  });
  journal.addVersion({ parent: null, author: 'human', reason: 'the defaults', parameters: defaultsOf(subject) });
  const campaign = journal.startCampaign({
    mode: 'sim',
    sessions: SESSIONS,
    minutes,
    approval: 'auto',
    tapes: [],
    families,
    gateTapes: [],
    startPrice: subject.startPrice,
    decisionMs: DECISION_US / 1000,
    latency: LATENCY,
    limits: LIMITS,
    rules: NEWEST_RULES,
    engine: NEWEST_ENGINE,
  });
  const markets = marketsOf(subject);
  await runCampaign(campaign, {
    journal,
    markets,
    live: null,
    lanes: new InProcessLanes(marketsOfRecords(markets), () => Promise.resolve()),
    proposers: [surrogateProposer(EFFECT)],
    effectScale: EFFECT,
    views: { session: () => Promise.resolve(), history: () => Promise.resolve() },
    ask: () => Promise.reject(new Error('a campaign with automatic approval asks no person')),
    progress: () => undefined,
    breathe: () => Promise.resolve(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    stop: { requested: false },
    onStop: () => () => undefined,
    now: () => journal.study.createdAt,
    abandon: () => undefined,
  });
  const { recommended } = snapshotOf(journal).leaderboard;
  return {
    parameters: journal.version(recommended).parameters,
    versions: journal.versions().length,
    promoted: snapshotOf(journal).champion !== 1,
  };
}

/** Each market is made once: races run over those of earlier sessions. */
function marketsOf(subject: Subject): Markets {
  const made = new Map<string, SessionMarket>();
  return {
    sourceOf: (study, plan, { ofStudy }) =>
      Promise.resolve({
        type: 'synthetic',
        family: plan.families[(ofStudy - 1) % plan.families.length] ?? 'calm',
        seed: childSeed(study.seed, 'market', ofStudy),
        generator: GENERATOR_VERSION,
        minutes: plan.minutes,
        startPrice: plan.startPrice,
      }),
    piecesOf: () => Promise.resolve([]),
    load: (source) => {
      if (source.type !== 'synthetic') throw new Error('only synthetic markets here');
      const name = JSON.stringify(source);
      const known = made.get(name);
      if (known !== undefined) return Promise.resolve(known);
      const family = families.find((one) => one === source.family);
      if (family === undefined) throw new Error(`there is no family ${source.family}`);
      const market = marketOf(subject, family, source.seed, source.minutes);
      made.set(name, market);
      return Promise.resolve(market);
    },
  };
}
