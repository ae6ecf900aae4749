/** Drafts against a small strategy whose numbers are easy to compute with. */

import type { GuardrailContext, TriedVersion } from '../guardrails/context.ts';
import { checkGuardrails } from '../guardrails/judge.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { defaultLimits } from '../risk/limits.ts';
import type { ParameterDeclarations, Parameters, ParameterValue } from '../strategy/parameters.ts';
import type { StrategyKind } from '../strategy/strategy.ts';
import type { GuardrailFinding, ProposalDraft } from '../study/records.ts';

const free = {
  kind: 'number',
  unit: 'u',
  min: 0,
  max: 100,
  step: 1,
  scale: 'linear',
  default: 40,
  tunable: true,
  meaning: 'A number.',
} as const;

const parameters: ParameterDeclarations = {
  alpha: free,
  beta: free,
  gamma: free,
  delta: free,
  epsilon: free,
  zeta: free,
  eta: free,
  /** Ratios matter here; its range is wide, a tenth of it is 99.9. */
  width: { ...free, min: 1, max: 1_000, default: 400, scale: 'log' },
  fast: { ...free, coupledWith: ['slow'] },
  slow: { ...free, coupledWith: ['fast'] },
  orderUsd: { ...free, max: 1_000, step: 10, default: 100 },
  levels: { ...free, min: 1, max: 20, default: 3 },
  limitUsd: { ...free, max: 5_000, step: 100, default: 1_000 },
  pause: { kind: 'boolean', default: false, tunable: true, meaning: 'Whether to pause.' },
  pauseBps: { ...free, onlyWith: ['pause'] },
  stop: { ...free, tunable: false },
};

/** Its own rule: alpha may not exceed beta by more than 20. */
export const plainStrategy: StrategyKind = {
  name: 'plain',
  summary: 'Nothing but parameters.',
  parameters,
  check: ({ alpha, beta }) =>
    Number(alpha) - Number(beta) > 20 ? [`alpha = ${alpha} is too far above beta = ${beta}`] : [],
  exposure: ({ orderUsd, levels, limitUsd }) => ({
    order: Number(orderUsd),
    side: Number(orderUsd) * Number(levels),
    position: Number(limitUsd),
  }),
  create: () => {
    throw new Error('not for trading');
  },
};

export const base: Parameters = Object.fromEntries(Object.entries(parameters).map(([name, d]) => [name, d.default]));

export function tried(number: number, changes: Parameters = {}, rolledBack = false): TriedVersion {
  return {
    number,
    parameters: { ...base, ...changes },
    rolledBack,
    cancelled: false,
    outcome: `outcome of v${number}`,
  };
}

export function aDraft(
  changes: Readonly<Record<string, ParameterValue>>,
  draft: Partial<ProposalDraft> = {},
): ProposalDraft {
  return {
    proposer: 'model',
    base: 1,
    intent: 'exploit',
    changes: Object.entries(changes).map(([parameter, to]) => ({
      parameter,
      from: base[parameter] ?? Number.NaN,
      to,
      why: '',
    })),
    hypothesis: 'it is better',
    prediction: null,
    ...draft,
  };
}

/** Capital 1,000, plenty of evidence, only v1 tried. */
export function aContext(changes: Partial<GuardrailContext> = {}): GuardrailContext {
  return {
    strategy: plainStrategy,
    context: { instrument: btcUsdPerp, capital: 1_000 },
    limits: defaultLimits,
    mode: 'sim',
    reach: 1,
    base: tried(1),
    tried: [tried(1)],
    champion: { fills: 100, hours: 10 },
    ...changes,
  };
}

/** Findings as `refusal: rule` or `warning: rule`. */
export function verdicts(draft: ProposalDraft, context: GuardrailContext = aContext(), byPerson = false): string[] {
  return checkGuardrails(draft, context, byPerson).map(
    (finding: GuardrailFinding) => `${finding.severity}: ${finding.rule}`,
  );
}
