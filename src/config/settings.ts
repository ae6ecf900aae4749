/** Every setting of tune.toml, by its dotted key, in the order and groups of the file. */

import { queueNames } from '../exchange/fillRules.ts';
import { feedVenues } from '../market/feedVenue.ts';
import { btcUsdPerp, instrumentSymbol } from '../market/instrument.ts';
import { families } from '../market/synthetic/families.ts';
import { LEAST_CONTEXT_TOKENS } from '../proposer/llm.ts';
import { framings } from '../proposer/model/prompt.ts';
import { defaultLimits } from '../risk/limits.ts';
import { strategies } from '../strategy/catalog.ts';
import type { NumberSetting, Setting } from './declarations.ts';

const number = (def: number, unit: string, min: number, max: number, meaning: string): NumberSetting => {
  return { kind: 'number', default: def, unit, min, max, whole: false, meaning };
};
const whole = (def: number, unit: string, min: number, max: number, meaning: string): NumberSetting => {
  return { ...number(def, unit, min, max, meaning), whole: true };
};

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export const settings: Readonly<Record<string, Setting>> = {
  'study.name': {
    kind: 'text',
    default: 'default',
    pattern: NAME,
    allowed: 'lower-case letters, digits, - and _, at most 64',
    meaning: 'Name of the study: one instrument, strategy, capital and version history.',
  },
  'study.strategy': {
    kind: 'choice',
    default: 'grid',
    choices: Object.keys(strategies),
    meaning: 'Trading strategy.',
  },
  'study.capital': number(1000, 'quote currency', 10, 1e9, 'Capital to which percentages refer.'),
  'study.min_volume_per_hour': number(
    500,
    'quote currency',
    0,
    1e12,
    'Volume per hour below which a version cannot win: a maker that never trades makes no market.',
  ),
  'study.risk_aversion': number(
    200,
    '×',
    0,
    1e6,
    'Price of risk: an hour whose profit deviates by 0.1 % of capital is charged 0.00005 % of capital times this value (0.01 % at 200). At 0 only profit counts.',
  ),
  'study.seed': {
    kind: 'text',
    default: 'mmtune',
    pattern: /^[^/\n]{1,64}$/,
    allowed: 'any text without / of at most 64 characters',
    meaning: 'Seed of all random numbers: the same seed gives the same study, byte for byte.',
  },

  'instrument.symbol': {
    kind: 'text',
    default: btcUsdPerp.symbol,
    pattern: instrumentSymbol,
    allowed: 'letters, digits and . _ : / -, at most 32',
    meaning: 'Name of the instrument.',
  },
  'instrument.contract': {
    kind: 'choice',
    default: btcUsdPerp.contract,
    choices: ['linear', 'spot', 'equity', 'binary', 'inverse'],
    meaning: 'How the contract pays.',
  },
  'instrument.contract_value': number(
    1,
    'quote currency',
    1e-9,
    1e9,
    'Value of one contract, for inverse contracts only (a COIN-M BTC contract: 100).',
  ),
  'instrument.quote_currency': {
    kind: 'text',
    default: 'USD',
    pattern: /^[A-Za-z0-9]{2,10}$/,
    allowed: 'a code of 2 to 10 letters and digits',
    meaning: 'Currency of prices and profits: USD, USDT, USDC and USDe are written with $, others with their code.',
  },
  'instrument.tick_size': number(btcUsdPerp.tickSize, 'quote currency', 1e-9, 1e6, 'Smallest price step.'),
  'instrument.lot_size': number(btcUsdPerp.lotSize, 'base units', 1e-9, 1e6, 'Smallest size step.'),
  'instrument.min_notional': number(btcUsdPerp.minNotional, 'quote currency', 0, 1e6, 'Smallest order value.'),
  'instrument.maker_fee_bps': number(
    btcUsdPerp.makerFeeBps,
    'bps',
    -10,
    100,
    'Fee on passive fills; negative is a rebate.',
  ),
  'instrument.taker_fee_bps': number(btcUsdPerp.takerFeeBps, 'bps', 0, 100, 'Fee on aggressive fills (force closes).'),

  'session.minutes': whole(60, 'market minutes', 1, 1440, 'Length of a session.'),
  'session.decision_ms': whole(
    1000,
    'ms',
    10,
    1000,
    'Time between two decisions of the strategy; it also decides after own fills.',
  ),

  'session.trials': whole(
    10,
    'candidates',
    0,
    10,
    'Candidates that run in each session as simulated lanes beside the acting version, before anybody approves them. At 0 a candidate is chosen by races alone.',
  ),

  'latency.feed': {
    kind: 'choice',
    default: 'constant',
    choices: ['constant', 'recorded'],
    meaning:
      'Delay until the strategy sees a market event: always feed_ms, or the delay that was recorded with each event; then feed_ms is ignored, and every tape must hold delays.',
  },
  'latency.feed_ms': number(50, 'ms', 0, 10_000, 'Time from an event at the exchange until the strategy sees it.'),
  'latency.order_ms': number(100, 'ms', 0, 10_000, 'Time from sending an order or a cancel until it arrives.'),
  'latency.response_ms': number(100, 'ms', 0, 10_000, 'Time from a fill until the strategy knows of it.'),

  'latency.range': number(
    2,
    '×',
    1,
    10,
    'Uncertainty of these delays: the pessimistic outcome is slower by this factor, the optimistic one is faster by it. Recorded delays are not changed.',
  ),
  'latency.jitter': number(
    0,
    '',
    0,
    2,
    'Variation of delays: standard deviation of their logarithm around the values above; at 0 they are constant. Recorded delays are not changed.',
  ),

  'fills.queue': {
    kind: 'choice',
    default: 'risk-averse',
    choices: queueNames,
    meaning:
      'Where pessimistic fills take cancellations to happen in the queue: behind us while they can (risk-averse), or by one of the other models of docs/fills.md. Change it only to what tune calibrate has found from live sessions.',
  },

  'sim.families': {
    kind: 'list',
    default: families,
    choices: families,
    meaning:
      'Kinds of synthetic market that the sessions of a simulated campaign use in turn; bursty is calibrated on recordings.',
  },
  'sim.start_price': number(92_000, 'quote currency', 1e-6, 1e9, 'First price of synthetic markets.'),

  'approval.sim': {
    kind: 'choice',
    default: 'auto',
    choices: ['auto', 'ask', 'hold'],
    meaning:
      'Who decides about proposals in simulation: auto approves what passed the guardrails, ask asks you and goes on measuring until you decide, hold stops when a proposal waits.',
  },
  'approval.replay': {
    kind: 'choice',
    default: 'auto',
    choices: ['auto', 'ask', 'hold'],
    meaning: 'Who decides about proposals in replay.',
  },
  'approval.paper': {
    kind: 'choice',
    default: 'ask',
    choices: ['auto', 'ask', 'hold'],
    meaning: 'Who decides about proposals on a live market without orders. The market never waits for a decision.',
  },

  'notify.use': {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'ntfy', 'telegram', 'webhook'],
    meaning:
      'Service that sends messages to your phone about campaigns. Its keys stand in .env or in the environment, see docs/notify.md.',
  },
  'notify.server': {
    kind: 'text',
    default: '',
    pattern: /^(https?:\/\/[^\s@]{1,500})?$/,
    allowed: 'an address that begins with http:// or https:// and holds no key, or empty for the usual one',
    meaning: 'Address of the server of ntfy or Telegram. Empty: https://ntfy.sh or https://api.telegram.org.',
  },
  'notify.telegram_chat': {
    kind: 'text',
    default: '',
    pattern: /^(-?\d{1,20}|@\w{3,64})?$/,
    allowed: 'the id of a chat, or @name of a channel',
    meaning: 'Chat that the bot writes to.',
  },
  'notify.dashboard_url': {
    kind: 'text',
    default: '',
    pattern: /^(https?:\/\/[^\s@?#]{1,500})?$/,
    allowed: 'an address that begins with http:// or https:// and holds no key, or empty',
    meaning: 'Address at which your phone reaches tune dashboard; messages about waiting proposals link to it.',
  },
  'live.mode': {
    kind: 'choice',
    default: 'off',
    choices: ['off', 'live'],
    meaning:
      'Whether `tune start --mode live` may send orders; it asks a person all the same. Read docs/live.md first.',
  },

  'venue.name': {
    kind: 'text',
    default: 'hyperliquid',
    pattern: new RegExp(`^(${feedVenues.join('|')}|ccxt:[a-z0-9]{2,40})$`),
    allowed: `one of ${feedVenues.join(', ')}, or ccxt: and ccxt's name of a venue`,
    meaning:
      'Venue of live market data: hyperliquid, binance for Binance USD-M futures, paradex; ccxt:kraken is Kraken through ccxt, of lower quality.',
  },
  'venue.symbol': {
    kind: 'text',
    default: '',
    pattern: /^[A-Za-z0-9._:/-]{0,32}$/,
    allowed: 'letters, digits and . _ : / -, at most 32, or empty',
    meaning:
      'The market as the venue writes it: BTC on Hyperliquid, BTCUSDT on Binance, BTC-USD-PERP on Paradex; BTC/USD, as ccxt writes it, through ccxt.',
  },
  'venue.rest_url': {
    kind: 'text',
    default: '',
    pattern: /^(https?:\/\/[^\s]{1,500})?$/,
    allowed: "an address that begins with http:// or https://, or empty for the venue's own",
    meaning:
      "Address of the venue's requests. Empty: its own. Another one is taken on this machine, elsewhere only with --allow-endpoint.",
  },
  'venue.ws_url': {
    kind: 'text',
    default: '',
    pattern: /^(wss?:\/\/[^\s]{1,500})?$/,
    allowed: "an address that begins with ws:// or wss://, or empty for the venue's own",
    meaning:
      "Address of the venue's streams. Empty: its own. Another one is taken on this machine, elsewhere only with --allow-endpoint.",
  },

  'proposer.use': {
    kind: 'choice',
    default: 'surrogate',
    choices: ['surrogate', 'random'],
    meaning: 'Who proposes the next version: a Gaussian process over all results, or a random step.',
  },
  'proposer.effect_per_hour_pct': number(
    0.05,
    '% of capital',
    0.0001,
    10,
    'Size of effects to expect before any is measured.',
  ),

  'gate.tapes': {
    kind: 'files',
    default: [],
    meaning:
      'Recorded tapes for races of candidates, in addition to the newest sessions of the study. A candidate must do well there before it gets a session.',
  },

  'reference.tapes': {
    kind: 'files',
    default: [],
    meaning:
      'Recorded tapes of a second market, the hedge reference, whose moves tiered and regime can read beside their own market (docs/hedge.md).',
  },
  'reference.feed_ms': number(
    50,
    'ms',
    0,
    10_000,
    'Time from an event of the reference until the strategy sees it; where latency.feed is recorded, that of its tape.',
  ),
  'reference.sim': {
    kind: 'flag',
    default: false,
    meaning: 'Synthetic markets are made with a hedge reference, which they follow as the next two settings say.',
  },
  'reference.sim_beta': number(
    0.8,
    '×',
    -3,
    3,
    'Move of a synthetic market for each bps of its reference; at 0 the two are independent.',
  ),
  'reference.sim_lag_seconds': number(2, 's', 0.05, 60, 'Time after which half of that move has come.'),

  'workers.queue': {
    kind: 'text',
    default: '',
    pattern: /^(rediss?:\/\/([^\s:@/]{1,64}@)?[^\s@/]{1,300}(\/\d{0,3})?)?$/,
    allowed: 'an address that begins with redis:// or rediss:// and holds no password, or empty',
    meaning:
      'Queue on a Redis or Valkey server whose workers (tune worker, on any machine) run the races of a campaign and sweeps. Empty: this machine alone. The password stands in .env as QUEUE_PASSWORD, see docs/workers.md.',
  },
  'workers.tape_store': {
    kind: 'text',
    default: '',
    pattern: /^[^\s][^\n]{0,500}$|^$/,
    allowed: 'a folder, or s3://bucket/folder, or empty',
    meaning: 'Where workers get tapes by their SHA-256: a folder that all machines share, or an S3-compatible bucket.',
  },
  'workers.bucket_endpoint': {
    kind: 'text',
    default: '',
    pattern: /^(https?:\/\/[^\s@?#]{1,500})?$/,
    allowed: "an address that begins with http:// or https:// and holds no key, or empty for Amazon's",
    meaning:
      'Address of the S3-compatible service. Its keys stand in .env as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
  'workers.bucket_region': {
    kind: 'text',
    default: 'us-east-1',
    pattern: /^[a-z0-9-]{1,40}$/,
    allowed: 'lower-case letters, digits and -, at most 40',
    meaning: 'Region of the bucket.',
  },
  'workers.cache_gb': number(
    20,
    'GB',
    0.1,
    10_000,
    'How large the folder of tapes that a worker has fetched may grow. Beyond it, those that were used longest ago are deleted, and fetched again when they are needed.',
  ),
  'workers.lease_seconds': number(
    30,
    's',
    1,
    3600,
    'A unit of work is given to another worker when the one that has it has not been heard of for this time.',
  ),
  'workers.patience_seconds': number(
    60,
    's',
    1,
    86_400,
    'How long a queue that does not answer is tried again before a program ends with an error.',
  ),
  'workers.wait_minutes': number(
    10,
    'min',
    0.01,
    10_000,
    'How long units wait while no worker is there before the program that sent them ends with an error.',
  ),

  'llm.provider': {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'openai', 'anthropic'],
    meaning:
      'Language model that also proposes: none, any OpenAI-compatible endpoint (Qwen on DashScope, Ollama, LM Studio, llama.cpp, vLLM), or Claude.',
  },
  'llm.base_url': {
    kind: 'text',
    default: '',
    pattern: /^(https?:\/\/[^\s]{1,500})?$/,
    allowed: 'an address that begins with http:// or https://, or empty for the usual one of the provider',
    meaning: 'Address of the endpoint. Empty: Ollama on this machine (http://127.0.0.1:11434/v1) or api.anthropic.com.',
  },
  'llm.model': {
    kind: 'text',
    default: '',
    pattern: /^[^\s]{0,200}$/,
    allowed: 'a name without spaces of at most 200 characters',
    meaning: 'Name of the model at the endpoint; `tune doctor` lists the names.',
  },
  'llm.key_variable': {
    kind: 'text',
    default: '',
    pattern: /^([A-Z][A-Z0-9_]{0,63})?$/,
    allowed: 'a name of capitals, digits and _, or empty',
    meaning:
      'Variable of the environment or of .env with the key. Empty: OPENAI_API_KEY or ANTHROPIC_API_KEY. Never put a key into this file.',
  },
  'llm.history': {
    kind: 'text',
    default: 'full',
    pattern: /^(full|permuted|(last|best):[1-9]\d{0,5})$/,
    allowed: 'full, permuted, last:k or best:k, e.g. last:20',
    meaning: 'How much of the version history the model sees. permuted shows wrong outcomes, for experiments only.',
  },
  'llm.framings': {
    kind: 'list',
    default: framings,
    choices: framings,
    meaning: 'Kinds of candidate to ask for, one call each in a round; the first call is made before the others.',
  },
  'llm.two_pass': {
    kind: 'flag',
    default: false,
    meaning: 'Think in one call and answer in a second one, for models whose JSON contradicts their reasoning.',
  },
  'llm.thinking': {
    kind: 'choice',
    default: 'default',
    choices: ['default', 'on', 'off'],
    meaning: 'Whether the model may think before it answers; default leaves it to the endpoint.',
  },
  'llm.thinking_switch': {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'enable_thinking', 'chat_template_kwargs', 'reasoning_effort'],
    meaning:
      'Field that turns thinking on and off: enable_thinking (DashScope), chat_template_kwargs (vLLM, llama.cpp), reasoning_effort (Ollama, OpenAI).',
  },
  'llm.output_limit': {
    kind: 'choice',
    default: 'max_tokens',
    choices: ['max_tokens', 'max_completion_tokens'],
    meaning: "Field that limits the answer; OpenAI's reasoning models need max_completion_tokens.",
  },
  'llm.context_tokens': whole(
    32_768,
    'tokens',
    LEAST_CONTEXT_TOKENS,
    2_000_000,
    'Length of prompt and answer together; set the value that the endpoint was started with (Ollama: num_ctx).',
  ),
  'llm.max_output_tokens': whole(4096, 'tokens', 256, 200_000, 'Longest answer, thinking included.'),
  'llm.timeout_seconds': number(120, 's', 1, 1800, 'Time limit for one call with all its tries.'),
  'llm.tries': whole(3, 'tries', 1, 10, 'Tries of a call when the endpoint is busy or the connection breaks.'),
  'llm.permutation_check_every': whole(
    10,
    'rounds',
    0,
    1000,
    'After this many rounds the question is asked again with permuted outcomes, to see whether the model uses its history. 0: never.',
  ),
  'llm.input_price': number(0, 'USD per million tokens', 0, 1000, 'Price of the prompt; 0 for a local model.'),
  'llm.cached_input_price': number(0, 'USD per million tokens', 0, 1000, 'Price of the cached part of the prompt.'),
  'llm.output_price': number(0, 'USD per million tokens', 0, 1000, 'Price of the answer.'),
  'llm.cost_per_proposal': number(0.5, 'USD', 0, 1000, 'Cost limit for one candidate with its repairs.'),
  'llm.cost_per_day': number(
    5,
    'USD',
    0,
    10_000,
    'Cost limit for a day (UTC); above it the campaign continues without the model.',
  ),

  'files.keep_tapes': {
    kind: 'flag',
    default: true,
    meaning: 'Save the tape of every simulated session in runs/ (about 6 MB an hour).',
  },

  'risk.order_notional_pct': number(defaultLimits.orderNotionalPct, '% of capital', 0.1, 100, 'Largest single order.'),
  'risk.open_notional_pct': number(defaultLimits.openNotionalPct, '% of capital', 1, 1000, 'All open orders together.'),
  'risk.position_pct': number(
    defaultLimits.positionPct,
    '% of capital',
    1,
    1000,
    'Above this position only orders that reduce it are allowed.',
  ),
  'risk.collar_pct': number(
    defaultLimits.collarPct,
    '%',
    0.01,
    100,
    'Orders farther from the mid are refused. Contracts that pay 0 or 1 need more than the default.',
  ),
  'risk.open_orders': whole(defaultLimits.openOrders, 'orders', 1, 60, 'Maximum number of open orders.'),
  'risk.duplicate_ms': whole(
    defaultLimits.duplicateMs,
    'ms',
    1,
    60_000,
    'An identical order within this time is refused.',
  ),
  'risk.repeated_fills': whole(
    defaultLimits.repeatedFills,
    'orders',
    2,
    1000,
    'When this many orders are filled on one side …',
  ),
  'risk.repeated_fills_window_seconds': number(
    defaultLimits.repeatedFillsWindowSeconds,
    's',
    1,
    3600,
    '… within this time …',
  ),
  'risk.repeated_fills_pause_seconds': number(
    defaultLimits.repeatedFillsPauseSeconds,
    's',
    1,
    86_400,
    '… that side is paused for this time.',
  ),
  'risk.reject_streak': whole(
    defaultLimits.rejectStreak,
    'requests',
    1,
    1000,
    'The lane is stopped after this many requests in a row with every order rejected.',
  ),
  'risk.stale_pull_seconds': number(
    defaultLimits.stalePullSeconds,
    's',
    0.1,
    3600,
    'Quotes are cancelled after this time without market data.',
  ),
  'risk.stale_halt_seconds': number(
    defaultLimits.staleHaltSeconds,
    's',
    0.1,
    3600,
    'The lane is stopped after this time without market data.',
  ),
  'risk.loss_warn_pct': number(
    defaultLimits.lossWarnPct,
    '% of capital',
    0.01,
    100,
    'Loss in a session that causes a warning.',
  ),
  'risk.loss_reduce_pct': number(
    defaultLimits.lossReducePct,
    '% of capital',
    0.01,
    100,
    'Loss after which only orders that reduce the position are allowed.',
  ),
  'risk.loss_halt_pct': number(
    defaultLimits.lossHaltPct,
    '% of capital',
    0.01,
    100,
    'Loss that stops the lane for the session.',
  ),
};

/** Old names that are still read, by the dotted key that replaced them. */
export const formerNames: Readonly<Record<string, string>> = { 'llm.permutation_check_every': 'llm.canary_every' };

/** Environment variable of a setting: `session.minutes` is TUNE_SESSION_MINUTES. */
export function environmentName(key: string): string {
  return `TUNE_${key.replaceAll('.', '_').toUpperCase()}`;
}
