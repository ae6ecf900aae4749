/** What guardrails know when they judge a proposal. */

import type { RiskLimits } from '../risk/limits.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { StrategyContext, StrategyKind } from '../strategy/strategy.ts';
import type { Mode, ProposalDraft } from '../study/records.ts';

export interface TriedVersion {
  readonly number: number;
  readonly parameters: Parameters;
  /** Proven worse than its champion, or stopped by risk. */
  readonly rolledBack: boolean;
  /** Taken out of the queue by a person before it ran. A person may propose it again. */
  readonly cancelled: boolean;
  /** Its result in a few words, for the findings. */
  readonly outcome: string;
}

export interface GuardrailContext {
  readonly strategy: StrategyKind;
  readonly context: StrategyContext;
  readonly limits: RiskLimits;
  readonly mode: Mode;
  /** How far one change may move a parameter, in largest moves: more for candidates that run on trial first. */
  readonly reach: number;
  readonly base: TriedVersion;
  readonly tried: readonly TriedVersion[];
  /** Evidence on the champion so far. */
  readonly champion: { readonly fills: number; readonly hours: number };
}

/** A draft with the parameters that it leads to. */
export interface GuardedDraft {
  readonly draft: ProposalDraft;
  readonly parameters: Parameters;
  /**
   * Written by a person: step sizes, the number of changes, a change without effect and a near-repeat of what was proven worse then warn instead
   * of refusing. Bounds, exposure and exact repetitions refuse all the same.
   */
  readonly byPerson: boolean;
}
