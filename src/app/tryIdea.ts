/** A person's own idea on trial: it runs beside the acting version in the next sessions, before anybody approves it. */

import { guardrailContext } from '../campaign/round.ts';
import { refusalText } from '../campaign/validate.ts';
import { applied, checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import { behaviourOf, type Parameters, type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalDraft, ProposalRecord } from '../study/records.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import { Refused, UsageError } from './errors.ts';
import type { Person, UseCasePorts } from './ports.ts';

/**
 * Puts a version with some other values on trial.
 *
 * @param base the version that the values are changed in; null for the one from which proposals start
 * @throws Refused by a guardrail, or where a candidate on trial behaves the same; UsageError where sessions have no trial lanes; NotFound
 */
export function tryIdea(
  journal: Journal,
  values: Parameters,
  base: number | null,
  { reason }: Person,
  { settings, sha256 }: Pick<UseCasePorts, 'settings' | 'sha256'>,
): ProposalRecord {
  const { config } = settings();
  const { trials } = config.session;
  if (trials === 0) throw new UsageError('session.trials is 0: sessions have no lanes for candidates on trial');
  const records = snapshotOf(journal);
  const from = base ?? records.leaderboard.centre;
  const mode = journal.campaigns().at(-1)?.plan.mode ?? 'sim';
  const context = guardrailContext(journal, { mode, limits: config.limits, trials }, from, records);
  const { parameters } = context.base;
  const changes = Object.entries(values).map(([parameter, to]) => ({
    parameter,
    from: parameters[parameter] as ParameterValue,
    to,
    why: '',
  }));
  const draft: ProposalDraft = {
    proposer: 'human',
    base: from,
    intent: 'explore',
    changes,
    hypothesis: reason,
    prediction: null,
  };
  const findings = checkGuardrails(draft, context, true);
  if (isRefused(findings)) throw new Refused(refusalText(findings));
  const declarations = context.strategy.parameters;
  const wanted = applied(parameters, changes);
  const twin = records.trials.find(
    ({ proposal, parameters: other }) =>
      proposal.status === 'on-trial' &&
      sameParameters(behaviourOf(declarations, other), behaviourOf(declarations, wanted)),
  );
  if (twin !== undefined) throw new Refused(`p${twin.proposal.id} behaves the same and is on trial already`);
  const last = journal.sessions().findLast(({ status }) => status === 'completed');
  const [made] = journal.addRound(last?.id ?? null, [
    {
      draft,
      race: null,
      findings,
      status: 'on-trial',
      outcome: '',
      hash: proposalHash(changes, context, sha256),
      calls: [],
      learnings: [],
    },
  ]);
  if (made === undefined) throw new Error('a round of one candidate leaves one proposal');
  return made;
}
