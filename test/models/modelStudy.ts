/** A study on synthetic markets whose campaigns also use a language model: a journal on disk, real clients, a clock set by hand. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCampaign } from '../../src/campaign/campaign.ts';
import { InProcessLanes, marketsOfRecords } from '../../src/campaign/inProcessLanes.ts';
import type { CampaignEnd, CampaignEvent, CampaignPorts, Markets } from '../../src/campaign/ports.ts';
import { anthropicLlm } from '../../src/llm/anthropic.ts';
import { anthropicFormats } from '../../src/llm/anthropicProtocol.ts';
import { openAiLlm } from '../../src/llm/openAi.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { families } from '../../src/market/synthetic/families.ts';
import { type Llm, outputFormats } from '../../src/proposer/llm.ts';
import { EndpointContext } from '../../src/proposer/model/endpointContext.ts';
import { FormatFallback } from '../../src/proposer/model/formatFallback.ts';
import { modelProposer } from '../../src/proposer/model/modelProposer.ts';
import type { ModelPorts, ModelSettings } from '../../src/proposer/model/settings.ts';
import { surrogateProposer } from '../../src/proposer/surrogate.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { gridParameters } from '../../src/strategy/grid/parameters.ts';
import { defaultParameters } from '../../src/strategy/parameters.ts';
import type { Journal } from '../../src/study/journal.ts';
import type { CampaignPlan, CampaignRecord } from '../../src/study/records.ts';
import { HandClock } from '../../src/testing/handClock.ts';
import { syntheticMarkets } from '../../src/testing/syntheticMarkets.ts';
import { readPrompts } from '../../src/workspace/prompts.ts';
import { RISK_AVERSION } from './heldOut.ts';
import type { ModelServer } from './modelServer.ts';

export const CANARY_KEY = 'sk-canary-5F3a9C1e7B';
/** Expected size of the effect of a change: profit per hour, quote currency. */
const EFFECT_SCALE = 0.5;

export interface ModelStudyTerms {
  readonly seed: string;
  readonly sessions: number;
  readonly minutes: number;
  readonly families?: readonly string[];
  readonly minVolumePerHour?: number;
  readonly provider?: Llm['provider'];
  readonly settings?: Partial<ModelSettings>;
}

export class ModelStudy {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'mmtune-models-'));
  readonly events: CampaignEvent[] = [];
  readonly clock: HandClock = new HandClock();
  readonly #terms: ModelStudyTerms;
  #server: ModelServer | null;
  #store: Store;

  /** @param server null proposes without a model */
  constructor(server: ModelServer | null, terms: ModelStudyTerms) {
    this.#server = server;
    this.#terms = terms;
    this.#store = this.#open();
    const parameters = defaultParameters(gridParameters);
    this.journal().addVersion({ parent: null, author: 'human', reason: 'first', parameters });
  }

  get store(): Store {
    return this.#store;
  }

  journal(): Journal {
    return this.#store.open({
      name: 'models',
      strategy: 'grid',
      instrument: btcUsdPerp,
      capital: 1_000,
      minVolumePerHour: this.#terms.minVolumePerHour ?? 0,
      riskAversion: RISK_AVERSION,
      seed: this.#terms.seed,
    });
  }

  begin(approval: CampaignPlan['approval'] = 'auto'): CampaignRecord {
    const { sessions, minutes } = this.#terms;
    return this.journal().startCampaign({
      mode: 'sim',
      sessions,
      minutes,
      approval,
      tapes: [],
      families: this.#terms.families ?? families,
      gateTapes: [],
      startPrice: 92_000,
      decisionMs: 1_000,
      latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
      limits: defaultLimits,
    });
  }

  /** @param model replaces some of the model ports */
  run(
    campaign: CampaignRecord,
    ports: Partial<CampaignPorts> = {},
    model: Partial<ModelPorts> = {},
  ): Promise<CampaignEnd> {
    const journal = this.journal();
    const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));
    const surrogate = surrogateProposer(EFFECT_SCALE);
    return runCampaign(campaign, {
      journal,
      markets,
      live: null,
      lanes: new InProcessLanes(marketsOfRecords(markets), breathe),
      proposers:
        this.#server === null
          ? [surrogate]
          : [surrogate, modelProposer({ ...this.modelPorts(journal, this.#server), ...model }, EFFECT_SCALE)],
      effectScale: EFFECT_SCALE,
      views: { session: () => Promise.resolve(), history: () => Promise.resolve() },
      ask: () => Promise.reject(new Error('nobody is asked')),
      progress: (event) => this.events.push(event),
      breathe,
      now: () => '2026-01-01T00:00:00.000Z',
      sha256,
      stop: { requested: false },
      onStop: () => () => undefined,
      abandon: () => undefined,
      ...ports,
    });
  }

  modelPorts(journal: Journal, server: ModelServer): ModelPorts {
    const llm = this.#llm(server);
    const known = llm.provider === 'openai' ? outputFormats : anthropicFormats;
    const names: readonly string[] = known;
    const probe = this.#store.probe(llm.endpoint, llm.model);
    return {
      llm,
      settings: {
        framings: ['exploit'],
        history: { kind: 'full' },
        twoPass: false,
        thinking: 'default',
        contextTokens: 400_000,
        maxOutputTokens: 4096,
        permuteEvery: 0,
        prices: { input: 0, cachedInput: 0, output: 0 },
        caps: { perProposal: 1, perDay: 10 },
        ...this.#terms.settings,
      },
      templates: readPrompts(),
      countTokens: (text) => Math.ceil(text.length / 4),
      context: new EndpointContext(),
      formats: new FormatFallback(known.slice(Math.max(0, names.indexOf(probe?.format ?? ''))), (format) => {
        this.#store.addProbe({ endpoint: llm.endpoint, model: llm.model, format, contextTokens: null });
      }),
      record: (call, texts) => journal.addCall(call, texts).id,
      sha256,
      spentToday: () => journal.calls().reduce((sum, { cost, mostCost }) => sum + (cost ?? mostCost), 0),
    };
  }

  /** Opens the database anew, as after a crash. */
  reopen(): void {
    this.#store.close();
    this.#store = this.#open();
  }

  close(): void {
    this.#store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #open(): Store {
    return openStore(join(this.folder, 'tune.db'), { now: () => '2026-01-01T00:00:00.000Z' });
  }

  #llm({ openAiUrl, anthropicUrl }: ModelServer): Llm {
    const common = { model: 'm-1', key: CANARY_KEY, retry: { clock: this.clock } };
    return this.#terms.provider === 'anthropic'
      ? anthropicLlm({ ...common, endpoint: anthropicUrl })
      : openAiLlm({ ...common, endpoint: openAiUrl, thinkingStyle: 'none' });
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The markets that a study of this seed runs over. */
export const markets: Markets = syntheticMarkets('market');
