/** What a round asks: the prompt for each framing, the shape of the answer, and the figures that its reasons may quote. */

import { ExplainedError } from '../../market/explainedError.ts';
import { childSeed, createRng } from '../../market/rng.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { Leaderboard, LeaderboardRow } from '../../study/leaderboard.ts';
import type { CampaignPlan, ProposalDraft, VersionRecord } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import type { AnswerShape } from '../llm.ts';
import type { Replayed, Round } from '../proposer.ts';
import { answerShape, NothingTunable } from './answer.ts';
import { condense, type HistoryText, HistoryTooLong } from './condense.ts';
import { promptFacts } from './facts.ts';
import { selectHistory } from './history.ts';
import { learningLines } from './learningLines.ts';
import { permuteOutcomes } from './permute.ts';
import { type Framing, type Pass, type Prompt, renderPrompt } from './prompt.ts';
import { type QuotableFigures, quotableFigures } from './quotableFigures.ts';
import { type HistoryRecord, historyRecords } from './records.ts';
import type { ModelPorts } from './settings.ts';

export interface RoundInput {
  readonly history: StudySnapshot;
  readonly strategy: StrategyKind;
  readonly base: VersionRecord;
  readonly plan: CampaignPlan;
  readonly sessionsLeft: number;
  /** As of the round. */
  readonly reach: number;
  /** What the surrogate would do. */
  readonly suggestion: ProposalDraft | null;
  readonly replayed: readonly Replayed[];
  /** Size of effects to expect before anything is measured, gain per hour in quote currency. */
  readonly effectScale: number;
}

/**
 * @param effectScale gain per hour in quote currency
 * @throws RangeError when the base of the round is not on record
 */
export function roundInput(round: Round, effectScale: number): RoundInput {
  const { records: history, strategy, plan, sessionsLeft, suggestion, replayed, reach } = round;
  const base = history.versions.find(({ number }) => number === round.base);
  if (base === undefined) throw new RangeError(`v${round.base} is the base of the round but not on record`);
  return { history, strategy, base, plan, sessionsLeft, suggestion, replayed, reach, effectScale };
}

export interface RoundQuestion {
  readonly input: RoundInput;
  readonly prompt: (framing: Framing, pass: Pass) => Prompt;
  readonly shape: AnswerShape;
  readonly ledger: QuotableFigures;
  readonly history: HistoryText;
  /** The same question for a context of so many tokens; or as a sentence why it cannot be as short. */
  readonly within: (contextTokens: number) => RoundQuestion | string;
}

/** What it takes to write a question without asking it. */
export type PromptPorts = Pick<ModelPorts, 'settings' | 'templates' | 'countTokens'>;

/** Tokens kept free for what an estimate by another model's encoding may miss. */
const SPARE_SHARE = 0.1;
const STEP_TOKENS = 1024;

/** Fewer than two versions were measured beside the champion, so that no outcomes can change places. */
class NothingToPermute extends ExplainedError {
  override name = 'NothingToPermute';
  readonly errorKind = 'model';
}

/**
 * @param permuted asks with the outcomes of the history permuted
 * @throws NothingToPermute, also where `history = permuted` is set; HistoryTooLong, NothingTunable, TemplateError
 */
export function roundQuestion(input: RoundInput, ports: PromptPorts, permuted: boolean): RoundQuestion {
  const { settings, templates, countTokens } = ports;
  const { study } = input.history;
  let { history } = input;
  if (permuted || settings.history.kind === 'permuted') {
    const rng = createRng(childSeed(study.seed, 'permuted history', history.versions.length));
    const shuffled = permuteOutcomes(history, history.champion, rng);
    if (shuffled === null) {
      throw new NothingToPermute('outcomes can be permuted once two versions were measured beside the champion');
    }
    history = shuffled;
  }
  const { leaderboard } = history;
  const ranking = leaderboard.versions
    .toSorted((a, b) => believedOf(b) - believedOf(a))
    .map(({ version }) => version.number);
  const records = selectHistory(historyRecords(history), settings.history, ranking);
  const facts = promptFacts({
    history: withShownProposals(history, records),
    strategy: input.strategy,
    leaderboard: shownOf(leaderboard, records, input.base.number),
    base: input.base.number,
    plan: input.plan,
    sessionsLeft: input.sessionsLeft,
    // The surrogate and the replays know the true outcomes.
    suggestion: history === input.history ? input.suggestion : null,
    replayed: history === input.history ? input.replayed : [],
    learnings: learningLines(history, input.strategy.parameters),
    reach: input.reach,
    effectScale: input.effectScale,
  });
  const shape = answerShape(input.strategy.parameters, input.base, input.reach);
  const terms = { study, strategy: input.strategy, facts };
  const empty: HistoryText = { text: '', table: [], tokens: 0, budgetTokens: 0, records: 0, condensed: 0, rows: 0 };
  // Framings differ by a few words: the first stands for all.
  const bare = renderPrompt({ ...terms, history: empty, framing: 'exploit', pass: { kind: 'answer' } }, templates);
  // In whole steps, so that a few words more in the task do not move the boundary of what is condensed.
  const around =
    STEP_TOKENS *
    Math.ceil(countTokens(`${bare.system}${bare.history}${bare.task}${JSON.stringify(shape.schema)}`) / STEP_TOKENS);
  const room = settings.contextTokens * (1 - SPARE_SHARE) - settings.maxOutputTokens - around;
  const text = condense(records, Math.floor(room), countTokens);
  return {
    input,
    prompt: (framing, pass) => renderPrompt({ ...terms, history: text, framing, pass }, templates),
    shape,
    ledger: quotableFigures({
      records,
      table: text.table,
      facts,
      system: bare.system,
      base: input.base.parameters,
      strategy: input.strategy,
      study,
    }),
    history: text,
    within: (contextTokens) => questionOf(input, { ...ports, settings: { ...settings, contextTokens } }, permuted),
  };
}

/** As {@link roundQuestion}; returns as a sentence why there is nothing to ask. @throws TemplateError */
export function questionOf(input: RoundInput, ports: PromptPorts, permuted: boolean): RoundQuestion | string {
  try {
    return roundQuestion(input, ports, permuted);
  } catch (error) {
    const known =
      error instanceof HistoryTooLong || error instanceof NothingToPermute || error instanceof NothingTunable;
    if (known) return error.message;
    throw error;
  }
}

/** Gain per hour against the champion as believed; what was never measured comes last. */
function believedOf({ effect, guess }: LeaderboardRow): number {
  return guess?.mean ?? effect?.mean ?? Number.NEGATIVE_INFINITY;
}

/** Predictions and races are told of proposals that the records show, and of no others. */
function withShownProposals(history: StudySnapshot, records: readonly HistoryRecord[]): StudySnapshot {
  const shown = new Set(records.flatMap((record) => (record.kind === 'proposal' ? [record.proposal.id] : [])));
  return history.with({ proposals: history.proposals.filter(({ id }) => shown.has(id)) });
}

/** What a reduced history leaves out is left out of the leaderboard and of the surrogate's belief too. */
function shownOf(leaderboard: Leaderboard, records: readonly HistoryRecord[], base: number): Leaderboard {
  const shown = new Set(records.flatMap((record) => (record.kind === 'version' ? [record.version.number] : [])));
  const versions = leaderboard.versions.filter(
    ({ version: { number } }) => shown.has(number) || number === base || number === leaderboard.champion,
  );
  return { ...leaderboard, versions };
}
