/** An idea from outside the campaign on trial: it runs beside the acting version in the next sessions, before anybody approved it. */

import { guardrailContext } from '../campaign/round.ts';
import { refusalText } from '../campaign/validate.ts';
import type { GuardrailContext } from '../guardrails/context.ts';
import { applied, checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import { behaviourOf, type Parameters, type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { GuardrailFinding, ProposalDraft, ProposalRecord } from '../study/records.ts';
import { type StudySnapshot, snapshotOf } from '../study/studySnapshot.ts';
import { Refused, UsageError } from './errors.ts';
import type { Person, UseCasePorts } from './ports.ts';

type Ports = Pick<UseCasePorts, 'settings' | 'sha256'>;

/** An idea before it is judged. */
export interface Idea extends Pick<ProposalDraft, 'proposer' | 'hypothesis' | 'notes'> {
  /** The version that the values are changed in; null for the one from which proposals start. */
  readonly base: number | null;
  /** Why each parameter changes may be left out. */
  readonly changes: readonly { readonly parameter: string; readonly to: ParameterValue; readonly why?: string }[];
}

/** An idea with what the guardrails and the candidates on trial say of it. */
export interface JudgedIdea {
  readonly draft: ProposalDraft;
  readonly findings: readonly GuardrailFinding[];
  /** The candidate on trial that behaves the same, if there is one. */
  readonly twin: ProposalRecord | null;
  readonly context: GuardrailContext;
  readonly records: StudySnapshot;
}

/**
 * Puts a version with some other values on trial, for a person.
 *
 * @param base the version that the values are changed in; null for the one from which proposals start
 * @throws Refused by a guardrail, or where a candidate on trial behaves the same; UsageError where sessions have no trial lanes; NotFound
 */
export function tryIdea(
  journal: Journal,
  values: Parameters,
  base: number | null,
  { reason }: Person,
  ports: Ports,
): ProposalRecord {
  const changes = Object.entries(values).map(([parameter, to]) => ({ parameter, to }));
  const idea: Idea = { proposer: 'human', base, changes, hypothesis: reason };
  return putOnTrial(journal, judgeIdea(journal, idea, ports), ports);
}

/** Writes nothing. @throws UsageError where sessions have no trial lanes; NotFound */
export function judgeIdea(journal: Journal, idea: Idea, { settings }: Pick<Ports, 'settings'>): JudgedIdea {
  const { config } = settings();
  const { trials } = config.session;
  if (trials === 0) throw new UsageError('session.trials is 0: sessions have no lanes for candidates on trial');
  const records = snapshotOf(journal);
  const base = idea.base ?? records.leaderboard.centre;
  const mode = journal.campaigns().at(-1)?.plan.mode ?? 'sim';
  const context = guardrailContext(journal, { mode, limits: config.limits, trials }, base, records);
  const { parameters } = context.base;
  const { changes, ...said } = idea;
  const draft: ProposalDraft = {
    ...said,
    base,
    intent: 'explore',
    changes: changes.map(({ parameter, to, why = '' }) => ({
      parameter,
      from: parameters[parameter] as ParameterValue,
      to,
      why,
    })),
    prediction: null,
  };
  const declarations = context.strategy.parameters;
  const wanted = behaviourOf(declarations, applied(parameters, draft.changes));
  const twin = records.trials.find(
    ({ proposal, parameters: other }) =>
      proposal.status === 'on-trial' && sameParameters(behaviourOf(declarations, other), wanted),
  );
  const findings = checkGuardrails(draft, context, idea.proposer === 'human');
  return { draft, findings, twin: twin?.proposal ?? null, context, records };
}

/** @throws Refused by a guardrail, or where a candidate on trial behaves the same */
export function putOnTrial(journal: Journal, judged: JudgedIdea, { sha256 }: Pick<Ports, 'sha256'>): ProposalRecord {
  const { draft, findings, twin, context } = judged;
  if (isRefused(findings)) throw new Refused(refusalText(findings));
  if (twin !== null) throw new Refused(`p${twin.id} behaves the same and is on trial already`);
  const last = journal.sessions().findLast(({ status }) => status === 'completed');
  const [made] = journal.addRound(last?.id ?? null, [
    {
      draft,
      race: null,
      findings,
      status: 'on-trial',
      outcome: '',
      hash: proposalHash(draft.changes, context, sha256),
      calls: [],
      learnings: [],
    },
  ]);
  if (made === undefined) throw new Error('a round of one candidate leaves one proposal');
  return made;
}
