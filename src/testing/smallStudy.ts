/** A small campaign on synthetic markets over a journal on disk, which can be made to die at any of its steps. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCampaign } from '../campaign/campaign.ts';
import { InProcessLanes, marketsOfRecords } from '../campaign/inProcessLanes.ts';
import type { CampaignEnd, CampaignPorts, Markets } from '../campaign/ports.ts';
import { NEWEST_ENGINE } from '../exchange/engine.ts';
import { NEWEST_RULES } from '../exchange/outcomes.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { surrogateProposer } from '../proposer/surrogate.ts';
import { defaultLimits } from '../risk/limits.ts';
import { openStore, type Store } from '../store/store.ts';
import { gridParameters } from '../strategy/grid/parameters.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { Journal, StudyReader } from '../study/journal.ts';
import type { CampaignPlan, CampaignRecord, StudyRecord } from '../study/records.ts';
import { syntheticMarkets } from './syntheticMarkets.ts';

/** The program dies here. */
class Death extends Error {
  override name = 'Death';
}

const smallTerms: Omit<StudyRecord, 'id' | 'createdAt'> = {
  name: 'small',
  strategy: 'grid',
  instrument: btcUsdPerp,
  capital: 1_000,
  minVolumePerHour: 0,
  riskAversion: 200,
  seed: 'seed',
};

export const smallPlan: CampaignPlan = {
  mode: 'sim',
  sessions: 3,
  minutes: 5,
  approval: 'auto',
  tapes: [],
  families: ['calm', 'trending'],
  gateTapes: [],
  startPrice: 92_000,
  decisionMs: 1_000,
  rules: NEWEST_RULES,
  engine: NEWEST_ENGINE,
  latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000, range: 2 },
  limits: defaultLimits,
};

const markets = syntheticMarkets('session');

/** Methods of the journal that write. */
const WRITES: readonly string[] = [
  'setCampaignStatus',
  'startSession',
  'sealSession',
  'addEvaluation',
  'addRound',
  'decide',
  'promote',
];

export class SmallStudy {
  /** Of the database. */
  readonly file: string;
  #store: Store;
  /** Effects so far; every one is a moment before it and a moment after it at which the program can die. */
  moments = 0;
  #dieAt = Number.POSITIVE_INFINITY;

  readonly #terms: typeof smallTerms;

  /**
   * @param terms of the study where they differ from the usual small one
   * @param parameters of the first version where they differ from the defaults
   * @param folder of its database; its own where it is left out
   */
  constructor(
    terms: Partial<typeof smallTerms> = {},
    parameters: Parameters = {},
    folder: string = mkdtempSync(join(tmpdir(), 'mmtune-loop-')),
  ) {
    this.#terms = { ...smallTerms, ...terms };
    this.file = join(folder, 'tune.db');
    this.#store = this.#open();
    onTestFinished(() => {
      this.#store.close();
      rmSync(folder, { recursive: true, force: true });
    });
    this.journal().addVersion({
      parent: null,
      author: 'human',
      reason: 'first',
      parameters: { ...defaultParameters(gridParameters), ...parameters },
    });
  }

  journal(): Journal {
    return this.#store.open(this.#terms);
  }

  begin(plan: CampaignPlan = smallPlan): CampaignRecord {
    return this.journal().startCampaign(plan);
  }

  /** Dies when the given number of moments has passed. */
  dieAt(moment: number): this {
    this.#dieAt = moment;
    return this;
  }

  /** Runs the campaign; a death drops everything but the file, and a new process goes on. Counts the deaths. */
  async run(
    campaign: CampaignRecord,
    ports: Partial<CampaignPorts> = {},
  ): Promise<{ readonly end: CampaignEnd; readonly deaths: number }> {
    for (let deaths = 0; ; deaths++) {
      try {
        const all = { ...this.ports, ...ports };
        const lanes = ports.lanes ?? new InProcessLanes(marketsOfRecords(all.markets), all.breathe);
        return { end: await runCampaign(campaign, { ...all, lanes }), deaths };
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        this.#store.close();
        this.#store = this.#open();
        // A death after the last record leaves nothing to go on with.
        const status = this.journal()
          .campaigns()
          .find((one) => one.id === campaign.id)?.status;
        if (status === 'finished') return { end: { kind: 'finished' }, deaths: deaths + 1 };
      }
    }
  }

  #open(): Store {
    return openStore(this.file, { now: () => '2026-01-01T00:00:00.000Z' });
  }

  /** What a campaign of the study runs with. */
  get ports(): CampaignPorts {
    const moment = (): void => this.#moment();
    const proposer = surrogateProposer(1);
    const breathe = (): Promise<void> => Promise.resolve(moment());
    const load: Markets['load'] = async (source, instrument) => {
      moment();
      return markets.load(source, instrument);
    };
    return {
      journal: mortal(this.journal(), moment),
      live: null,
      markets: { ...markets, load },
      lanes: new InProcessLanes(marketsOfRecords({ load }), breathe),
      proposers: [
        {
          ...proposer,
          propose: (round) => {
            moment();
            return proposer.propose(round);
          },
        },
      ],
      effectScale: 1,
      views: { session: () => Promise.resolve(moment()), history: () => Promise.resolve(moment()) },
      ask: () => Promise.reject(new Error('nobody is asked')),
      progress: () => undefined,
      breathe,
      now: () => '2026-01-01T00:00:00.000Z',
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      stop: { requested: false },
      onStop: () => () => undefined,
      abandon: () => undefined,
    };
  }

  #moment(): void {
    this.moments++;
    if (this.moments !== this.#dieAt) return;
    throw new Death();
  }
}

/** A journal with a moment before and after each of its writes. */
function mortal(journal: Journal, moment: () => void): Journal {
  return new Proxy(journal, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const method = member.bind(target) as (...args: readonly unknown[]) => unknown;
      if (!WRITES.includes(String(name))) return method;
      return (...args: readonly unknown[]): unknown => {
        moment();
        const result = method(...args);
        moment();
        return result;
      };
    },
  });
}

/** All that a campaign is to leave behind, without what a death may change: ids, aborted sessions, times. */
export function outcome(journal: StudyReader): unknown {
  const completed = journal.sessions().filter((session) => session.status === 'completed');
  const nth = (sessionId: number): number => completed.findIndex((session) => session.id === sessionId);
  return {
    versions: journal
      .versions()
      .map(({ number, parent, author, parameters }) => ({ number, parent, author, parameters })),
    sessions: completed.map(({ source, acting, champion, facts, id }) => ({
      source,
      acting,
      champion,
      facts,
      lanes: journal.lanes(id).map(({ version, role, fillModel, digest }) => ({ version, role, fillModel, digest })),
      trials: journal.trialLanes(id).map(({ proposalId, fillModel, digest }) => ({ proposalId, fillModel, digest })),
    })),
    evaluations: journal.evaluations().map(({ sessionId, comparisons }) => ({ nth: nth(sessionId), comparisons })),
    proposals: journal.proposals().map(({ sessionId, changes, status, hash }) => ({
      nth: sessionId === null ? 0 : nth(sessionId),
      changes,
      status,
      hash,
    })),
    decisions: journal.decisions().map(({ kind, version, by }) => ({ kind, version, by })),
  };
}
