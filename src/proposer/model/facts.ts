/** What changes from call to call: the present state of the study, computed by code from its records. */

import type { StrategyKind } from '../../strategy/strategy.ts';
import type { Leaderboard } from '../../study/leaderboard.ts';
import type { CampaignPlan, ProposalDraft } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import type { Replayed } from '../proposer.ts';
import { baseTable, derivedLines } from './baseTable.ts';
import { behaviourLines } from './behaviourLines.ts';
import { campaignLines } from './campaignLines.ts';
import { predictionLines } from './predictionLines.ts';
import { type PromptLine, quoted } from './promptLine.ts';
import { caps } from './quoteText.ts';
import { raceTable } from './raceTable.ts';
import { singleMoves, suggestionLine } from './surrogateFacts.ts';
import { trialLines } from './trialLines.ts';
import { versionTable } from './versionTable.ts';

/** A claim with what the comparisons say of it, as the ledger of learnings has it. */
export interface LearningLine {
  /** `l3`, or null for what code alone found. */
  readonly id: string | null;
  readonly status: 'proposed' | 'supported' | 'contested' | 'refuted';
  readonly claim: string;
  /** The figures behind the status, in a few words of code's own: they may be quoted as evidence. */
  readonly evidence: string;
}

export interface FactsInput {
  /** As shown: permuted when the history is, and with the proposals that its records show. */
  readonly history: StudySnapshot;
  readonly strategy: StrategyKind;
  /** Of it, the versions that are shown. */
  readonly leaderboard: Leaderboard;
  readonly base: number;
  readonly plan: CampaignPlan;
  readonly sessionsLeft: number;
  /** As of a round. */
  readonly reach: number;
  /** What the surrogate would do; null when it was not asked. */
  readonly suggestion: ProposalDraft | null;
  readonly learnings: readonly LearningLine[];
  /** What replays said; empty when the history is permuted. */
  readonly replayed: readonly Replayed[];
  /** Size of effects to expect before anything is measured, gain per hour in quote currency. */
  readonly effectScale: number;
}

/** Lines by section, in the order of prompts/task.md, which has a heading and a placeholder for each. */
export interface PromptFacts {
  /** How the model's own predictions turned out: what it reads first. */
  readonly predictions: readonly PromptLine[];
  /** The last trials, predicted against measured. */
  readonly trials: readonly PromptLine[];
  readonly versions: readonly PromptLine[];
  readonly behaviour: readonly PromptLine[];
  readonly races: readonly PromptLine[];
  readonly learnings: readonly PromptLine[];
  readonly campaign: readonly PromptLine[];
  readonly base: readonly PromptLine[];
  readonly suggestion: readonly PromptLine[];
}

/** @throws RangeError when the base is not among the versions */
export function promptFacts(input: FactsInput): PromptFacts {
  const { leaderboard, strategy, history, plan, reach } = input;
  const found = leaderboard.versions.find(({ version }) => version.number === input.base);
  if (found === undefined) throw new RangeError(`v${input.base} is the base of the round but not among its versions`);
  const { version: base } = found;
  const { champion } = leaderboard;
  const moves = singleMoves(strategy, leaderboard, input.replayed, base.parameters, reach, input.effectScale);
  return {
    predictions: predictionLines(history),
    trials: trialLines(history),
    versions: versionTable(history, leaderboard, plan.mode),
    behaviour: [
      ...(champion === base.number ? [] : behaviourLines(history, champion, plan.mode, 'the champion')),
      ...behaviourLines(history, base.number, plan.mode, champion === base.number ? 'champion and base' : 'the base'),
    ],
    races: raceTable(history),
    learnings: input.learnings.map(
      ({ id, status, claim, evidence }): PromptLine => ({
        text: `${id === null ? '' : `${id} `}${status}: ${quoted(claim, caps.prose)}; ${quoted(evidence, caps.remark)}`,
        about: [],
        coded: evidence,
      }),
    ),
    campaign: campaignLines(history, { plan, sessionsLeft: input.sessionsLeft, base: base.number }),
    base: [
      ...baseTable(strategy, base, leaderboard, moves, reach),
      ...derivedLines(strategy, base.parameters, history.study),
    ],
    suggestion: input.suggestion === null ? [] : [suggestionLine(input.suggestion)],
  };
}
