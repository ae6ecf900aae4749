/** Words by which a document names the parameters of a strategy. A word that is not among them is not read. */

/** How the value of a parameter may be written. */
export interface ParameterTerm {
  readonly parameter: string;
  /** In lower case. */
  readonly names: readonly string[];
  /** What stands behind the number, with the factor to the declared unit; `$` stands for the sign of money before it. */
  readonly units: Readonly<Record<string, number>>;
  /** Words that may follow the value. */
  readonly after: RegExp;
}

/** How a sentence of a learning names a parameter. */
export interface LearningTerm {
  readonly parameter: string;
  readonly words: RegExp;
  /** What naming it without a direction means: of a part that can be off, that it is on. null where that says nothing. */
  readonly named: 'raise' | 'switch-on' | null;
}

/** Two values in one line: `5 bps normal, 8 bps during pause`. */
export interface PairTerm {
  readonly names: readonly string[];
  readonly form: RegExp;
  readonly parameters: readonly [string, string];
}

export interface StrategyTerms {
  readonly parameters: readonly ParameterTerm[];
  readonly pairs: readonly PairTerm[];
  readonly learnings: readonly LearningTerm[];
}

const bps = { bps: 1, bp: 1, '%': 100 };
const percent = { '%': 1, percent: 1 };
const seconds = { s: 1, sec: 1, second: 1, seconds: 1 };

const grid: StrategyTerms = {
  parameters: [
    { parameter: 'spreadBps', names: ['spread', 'base spread'], units: bps, after: /^(from mid)?$/ },
    {
      parameter: 'spreadBufferBps',
      names: ['spread buffer'],
      units: bps,
      after: /^$/,
    },
    {
      parameter: 'volatilityMultiplier',
      names: ['volatility multiplier', 'spread multiplier based on volatility'],
      units: { x: 1, '×': 1, '': 1 },
      after: /^$/,
    },
    {
      parameter: 'levels',
      names: ['levels', 'levels per side'],
      units: { '': 1, levels: 1 },
      after: /^(per side)?$/,
    },
    { parameter: 'orderSizeUsd', names: ['order size'], units: { $: 1 }, after: /^(per order)?$/ },
    {
      parameter: 'gridResetBps',
      names: ['grid reset', 'grid reset threshold'],
      units: bps,
      after: /^((price )?move(ment)?)?$/,
    },
    {
      parameter: 'inventoryLimitPct',
      names: ['inventory limit', 'max inventory limit', 'max inventory'],
      units: percent,
      after: /^(of capital)?$/,
    },
    {
      parameter: 'inventorySkewSteps',
      names: ['inventory skew steps', 'inventory skewing', 'inventory skew'],
      units: { steps: 1, step: 1 },
      after: /^$/,
    },
    {
      parameter: 'recentreInventoryPct',
      names: ['position-based grid centering', 'position-based grid centring', 'recentre inventory'],
      units: percent,
      after: /^(of the limit|of the inventory limit)?$/,
    },
    {
      parameter: 'rocPauseBps',
      names: ['roc threshold', 'rate of change threshold', 'roc pause threshold'],
      units: bps,
      after: /^$/,
    },
    {
      parameter: 'pauseSeconds',
      names: ['pause duration', 'min pause duration', 'minimum pause duration'],
      units: seconds,
      after: /^$/,
    },
    {
      parameter: 'forceCloseBps',
      names: ['force close', 'force close threshold'],
      units: bps,
      after: /^(normal)?$/,
    },
    { parameter: 'stopLossPct', names: ['stop loss'], units: percent, after: /^(drawdown|of capital)?$/ },
  ],
  pairs: [
    {
      names: ['force close', 'force close threshold'],
      form: /^(.+?) normal, (.+?) during (?:a )?pause$/,
      parameters: ['forceCloseBps', 'forceClosePausedBps'],
    },
  ],
  learnings: [
    { parameter: 'volatilityMultiplier', words: /\bvolatility (adjust\w*|multiplier)/, named: 'raise' },
    { parameter: 'spreadBps', words: /\bspreads?\b/, named: null },
    { parameter: 'levels', words: /\blevels?\b/, named: null },
    { parameter: 'orderSizeUsd', words: /\border sizes?\b/, named: null },
    { parameter: 'gridResetBps', words: /\bgrid reset\b/, named: null },
    { parameter: 'inventoryLimitPct', words: /\binventory limits?\b/, named: null },
    { parameter: 'inventorySkewSteps', words: /\binventory skew(ing)?\b/, named: 'raise' },
    { parameter: 'pauseOnTrend', words: /\bpausing\b/, named: 'switch-on' },
    { parameter: 'rocPauseBps', words: /\b(roc|rate of change|early detection|trend detection)\b/, named: null },
    { parameter: 'pauseSeconds', words: /\bpause durations?\b/, named: 'raise' },
    { parameter: 'forceCloseOnTrend', words: /\bforce[- ]clos(e|es|ing)\b/, named: 'switch-on' },
  ],
};

/** A strategy that is not listed is read by the exact names of its parameters alone. */
const known: ReadonlyMap<string, StrategyTerms> = new Map([['grid', grid]]);

export function termsOf(strategy: string): StrategyTerms {
  return known.get(strategy) ?? { parameters: [], pairs: [], learnings: [] };
}
