/** The settings in force, typed, with the source of each. */

import type { QueueName } from '../exchange/fillRules.ts';
import type { Latency } from '../exchange/latency.ts';
import type { FeedVenue } from '../market/feedVenue.ts';
import type { ContractType, Instrument } from '../market/instrument.ts';
import { childSeed } from '../market/rng.ts';
import type { PairRequest } from '../market/synthetic/generatePair.ts';
import { parseHistoryMode } from '../proposer/model/history.ts';
import type { Framing } from '../proposer/model/prompt.ts';
import type { ModelSettings } from '../proposer/model/settings.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { Parameters } from '../strategy/parameters.ts';

export type ApprovalSetting = 'auto' | 'ask' | 'hold';

export interface Config {
  readonly study: {
    readonly name: string;
    readonly strategy: string;
    readonly capital: number;
    readonly minVolumePerHour: number;
    readonly riskAversion: number;
    readonly seed: string;
  };
  readonly instrument: Instrument;
  readonly session: { readonly minutes: number; readonly decisionMs: number; readonly trials: number };
  readonly latency: Latency;
  /** Of pessimistic fills. */
  readonly fills: { readonly queue: QueueName };
  readonly sim: { readonly families: readonly string[]; readonly startPrice: number };
  readonly approval: {
    readonly sim: ApprovalSetting;
    readonly replay: ApprovalSetting;
    readonly paper: ApprovalSetting;
  };
  readonly notify: NotifyConfig;
  /** Whether orders may leave at all. */
  readonly live: { readonly mode: 'off' | 'live' };
  readonly venue: VenueConfig;
  readonly proposer: { readonly use: 'surrogate' | 'random'; readonly effectPerHourPct: number };
  /** Tapes to race on, as they are written in the file. */
  readonly gate: { readonly tapes: readonly string[] };
  /** The second market beside the one that is traded. */
  readonly reference: {
    /** As they are written in the file. */
    readonly tapes: readonly string[];
    readonly feedUs: number;
    /** How synthetic markets follow theirs; null where they are made without one. */
    readonly pair: PairRequest | null;
  };
  readonly workers: WorkersConfig;
  readonly llm: LlmConfig;
  readonly files: { readonly keepTapes: boolean };
  readonly limits: RiskLimits;
  /** First version of a new study: the defaults of the strategy, changed by `[parameters]`. */
  readonly parameters: Parameters;
}

/** Messages to a phone. */
export interface NotifyConfig {
  readonly use: 'none' | 'ntfy' | 'telegram' | 'webhook';
  /** Empty for the usual one. */
  readonly server: string;
  readonly telegramChat: string;
  /** May be empty. */
  readonly dashboardUrl: string;
}

/** Where live market data comes from. Addresses are empty for the venue's own. */
export interface VenueConfig {
  readonly name: FeedVenue;
  /** As the venue writes it; may be empty. */
  readonly symbol: string;
  readonly restUrl: string;
  readonly wsUrl: string;
}

/** Work on other machines. */
export interface WorkersConfig {
  /** Address of the queue; empty for this machine alone. */
  readonly queue: string;
  /** A folder, from the workspace, or `s3://bucket/folder`; may be empty. */
  readonly tapeStore: string;
  /** Empty for Amazon's. */
  readonly bucketEndpoint: string;
  readonly bucketRegion: string;
  readonly cacheBytes: number;
  readonly leaseMs: number;
  readonly patienceMs: number;
  readonly waitMs: number;
}

/** How a language model is reached and asked. */
export interface LlmConfig {
  readonly provider: 'none' | 'openai' | 'anthropic';
  readonly baseUrl: string;
  readonly model: string;
  /** Name of the variable that holds the key. */
  readonly keyVariable: string;
  readonly thinkingSwitch: 'none' | 'enable_thinking' | 'chat_template_kwargs' | 'reasoning_effort';
  readonly outputLimit: 'max_tokens' | 'max_completion_tokens';
  readonly timeoutSeconds: number;
  readonly tries: number;
  readonly settings: ModelSettings;
}

const USUAL_ADDRESS = {
  none: '',
  openai: 'http://127.0.0.1:11434/v1',
  anthropic: 'https://api.anthropic.com',
} as const;
const USUAL_KEY = { none: '', openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

function llmFrom(value: (key: string) => unknown): LlmConfig {
  const n = (key: string): number => Number(value(`llm.${key}`));
  const t = (key: string): string => String(value(`llm.${key}`));
  const provider = t('provider') as LlmConfig['provider'];
  return {
    provider,
    baseUrl: t('base_url') === '' ? USUAL_ADDRESS[provider] : t('base_url'),
    model: t('model'),
    keyVariable: t('key_variable') === '' ? USUAL_KEY[provider] : t('key_variable'),
    thinkingSwitch: t('thinking_switch') as LlmConfig['thinkingSwitch'],
    outputLimit: t('output_limit') as LlmConfig['outputLimit'],
    timeoutSeconds: n('timeout_seconds'),
    tries: n('tries'),
    settings: {
      framings: value('llm.framings') as readonly Framing[],
      history: parseHistoryMode(t('history')),
      twoPass: value('llm.two_pass') === true,
      thinking: t('thinking') as ModelSettings['thinking'],
      contextTokens: n('context_tokens'),
      maxOutputTokens: n('max_output_tokens'),
      permuteEvery: n('permutation_check_every'),
      prices: { input: n('input_price'), cachedInput: n('cached_input_price'), output: n('output_price') },
      caps: { perProposal: n('cost_per_proposal'), perDay: n('cost_per_day') },
    },
  };
}

/** Reads checked values as a Config. `value` gives the value of a dotted key. */
export function configFrom(value: (key: string) => unknown, parameters: Parameters): Config {
  const n = (key: string): number => Number(value(key));
  const t = (key: string): string => String(value(key));
  const microseconds = (key: string): number => Math.round(n(key) * 1000);
  return {
    study: {
      name: t('study.name'),
      strategy: t('study.strategy'),
      capital: n('study.capital'),
      minVolumePerHour: n('study.min_volume_per_hour'),
      riskAversion: n('study.risk_aversion'),
      seed: t('study.seed'),
    },
    instrument: {
      symbol: t('instrument.symbol'),
      contract: t('instrument.contract') as ContractType,
      tickSize: n('instrument.tick_size'),
      lotSize: n('instrument.lot_size'),
      minNotional: n('instrument.min_notional'),
      makerFeeBps: n('instrument.maker_fee_bps'),
      takerFeeBps: n('instrument.taker_fee_bps'),
      ...(t('instrument.contract') === 'inverse' ? { contractValue: n('instrument.contract_value') } : {}),
      ...(t('instrument.quote_currency') === 'USD' ? {} : { quoteCurrency: t('instrument.quote_currency') }),
    },
    session: { minutes: n('session.minutes'), decisionMs: n('session.decision_ms'), trials: n('session.trials') },
    latency: {
      feedUs: microseconds('latency.feed_ms'),
      orderUs: microseconds('latency.order_ms'),
      responseUs: microseconds('latency.response_ms'),
      range: n('latency.range'),
      ...(t('latency.feed') === 'recorded' ? { feed: 'recorded' } : {}),
      ...(n('latency.jitter') > 0
        ? { jitter: { spread: n('latency.jitter'), seed: childSeed(t('study.seed'), 'latency') } }
        : {}),
    },
    fills: { queue: t('fills.queue') as QueueName },
    sim: { families: value('sim.families') as readonly string[], startPrice: n('sim.start_price') },
    approval: {
      sim: t('approval.sim') as ApprovalSetting,
      replay: t('approval.replay') as ApprovalSetting,
      paper: t('approval.paper') as ApprovalSetting,
    },
    notify: {
      use: t('notify.use') as NotifyConfig['use'],
      server: t('notify.server'),
      telegramChat: t('notify.telegram_chat'),
      dashboardUrl: t('notify.dashboard_url'),
    },
    live: { mode: t('live.mode') as 'off' | 'live' },
    venue: {
      name: t('venue.name') as FeedVenue,
      symbol: t('venue.symbol'),
      restUrl: t('venue.rest_url'),
      wsUrl: t('venue.ws_url'),
    },
    proposer: { use: t('proposer.use') as 'surrogate' | 'random', effectPerHourPct: n('proposer.effect_per_hour_pct') },
    gate: { tapes: value('gate.tapes') as readonly string[] },
    reference: {
      tapes: value('reference.tapes') as readonly string[],
      feedUs: microseconds('reference.feed_ms'),
      pair:
        value('reference.sim') === true
          ? { beta: n('reference.sim_beta'), lagSeconds: n('reference.sim_lag_seconds') }
          : null,
    },
    workers: {
      queue: t('workers.queue'),
      tapeStore: t('workers.tape_store'),
      bucketEndpoint: t('workers.bucket_endpoint'),
      bucketRegion: t('workers.bucket_region'),
      cacheBytes: n('workers.cache_gb') * 1e9,
      leaseMs: n('workers.lease_seconds') * 1000,
      patienceMs: n('workers.patience_seconds') * 1000,
      waitMs: n('workers.wait_minutes') * 60_000,
    },
    llm: llmFrom(value),
    files: { keepTapes: value('files.keep_tapes') === true },
    limits: {
      orderNotionalPct: n('risk.order_notional_pct'),
      openNotionalPct: n('risk.open_notional_pct'),
      positionPct: n('risk.position_pct'),
      collarPct: n('risk.collar_pct'),
      openOrders: n('risk.open_orders'),
      duplicateMs: n('risk.duplicate_ms'),
      repeatedFills: n('risk.repeated_fills'),
      repeatedFillsWindowSeconds: n('risk.repeated_fills_window_seconds'),
      repeatedFillsPauseSeconds: n('risk.repeated_fills_pause_seconds'),
      rejectStreak: n('risk.reject_streak'),
      stalePullSeconds: n('risk.stale_pull_seconds'),
      staleHaltSeconds: n('risk.stale_halt_seconds'),
      lossWarnPct: n('risk.loss_warn_pct'),
      lossReducePct: n('risk.loss_reduce_pct'),
      lossHaltPct: n('risk.loss_halt_pct'),
    },
    parameters,
  };
}
