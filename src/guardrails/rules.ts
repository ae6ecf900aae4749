/** Every rule by which a proposal can be refused or warned about. docs/refusals.md is written from here. */

import type { GuardrailFinding } from '../study/records.ts';

interface RuleMeaning {
  /** What it refuses, after "It refuses"; missing where it never refuses. */
  readonly refuses?: string;
  /** What it warns of; missing where it never warns. */
  readonly warns?: string;
}

export type GuardrailRule =
  | 'empty-diff'
  | 'repeated-parameter'
  | 'base-mismatch'
  | 'bounds'
  | 'not-tunable'
  | 'too-many-changes'
  | 'many-changes'
  | 'step-limit'
  | 'no-effect'
  | 'coupled'
  | 'thin-evidence'
  | 'strategy-rule'
  | 'order-notional'
  | 'open-notional'
  | 'position'
  | 'price-collar'
  | 'sweep'
  | 'duplicate'
  | 'proven-worse'
  | 'near-duplicate'
  | 'surrogate-veto'
  | 'invented-evidence';

export const guardrailRules: Readonly<Record<GuardrailRule, RuleMeaning>> = {
  'empty-diff': { refuses: 'a diff without changes, unless the intent is no change' },
  'repeated-parameter': { refuses: 'a parameter that is changed more than once' },
  'base-mismatch': { refuses: 'a change from a value that the base does not have' },
  bounds: { refuses: 'a value out of range, off its step or of the wrong type; an unknown or missing name' },
  'not-tunable': { refuses: 'a change of a parameter that is not tunable' },
  'too-many-changes': { refuses: 'more than 6 changes' },
  'many-changes': { warns: '4 to 6 changes; of a person also more' },
  'step-limit': {
    refuses:
      'a move larger than max(half the value, a tenth of the range, one step); of a candidate on trial, three times the first two. All values below the smallest with an effect count as one step',
    warns: 'the same, of a person',
  },
  'no-effect': {
    refuses:
      'a change of a parameter while a switch that it needs stays off; a change to a value that does the same as the present one, or as the lowest',
    warns: 'the same, of a person',
  },
  coupled: { warns: 'a parameter changed without any of those it works with' },
  'thin-evidence': {
    refuses: 'a change in live mode while the champion has under 30 fills or under 4 h',
    warns: 'the same in other modes',
  },
  'strategy-rule': {
    refuses: 'what the strategy itself does not allow, orders too small at the newest known price included',
  },
  'order-notional': { refuses: 'a version whose largest order exceeds `risk.order_notional_pct`' },
  'open-notional': { refuses: 'a version whose orders of both sides together exceed `risk.open_notional_pct`' },
  position: { refuses: 'a version whose own position cap exceeds `risk.position_pct`' },
  'price-collar': {
    refuses:
      'a version whose farthest usual quote is beyond `risk.collar_pct` from mid: every such order would be denied',
  },
  sweep: { warns: "one side's orders exceed the version's position cap" },
  duplicate: {
    refuses:
      'the same parameters as an existing version (of a person: unless that version was cancelled before it ran), or parameters that differ only where they have no effect',
  },
  'proven-worse': { refuses: 'every parameter within 2 % of its range of a rolled-back version' },
  'near-duplicate': {
    warns: 'every parameter within 2 % of its range of another version; of a person also of a rolled-back one',
  },
  'surrogate-veto': { refuses: "a language model's candidate that the surrogate thinks harmful" },
  'invented-evidence': { refuses: "a language model's candidate that cites figures which are not on record" },
};

export function refusal(rule: GuardrailRule, limit: string, value: string, reason: string): GuardrailFinding {
  return { rule, severity: 'refusal', limit, value, reason };
}

export function warning(rule: GuardrailRule, limit: string, value: string, reason: string): GuardrailFinding {
  return { rule, severity: 'warning', limit, value, reason };
}
