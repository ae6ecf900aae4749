/** One round of proposing: what is known goes to the proposer, its draft through the guardrails, the outcome on record. */

import type { GuardrailContext, TriedVersion } from '../guardrails/context.ts';
import { applied, isRefused, judge } from '../guardrails/judge.ts';
import { childSeed, createRng } from '../market/rng.ts';
import type { Round } from '../proposer/proposer.ts';
import { proposalHash } from '../review/hash.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignPlan, ProposalRecord, SessionRecord } from '../study/records.ts';
import type { VersionStanding } from '../study/standing.ts';
import { standing } from './campaign.ts';
import type { CampaignPorts } from './ports.ts';

export async function propose(
  session: SessionRecord,
  plan: CampaignPlan,
  ports: CampaignPorts,
): Promise<ProposalRecord> {
  const { journal } = ports;
  const { centre, versions } = standing(journal);
  const context = guardrailContext(journal, plan, centre);
  const round: Round = {
    strategy: context.strategy,
    base: centre,
    minVolumePerHour: journal.study.minVolumePerHour,
    versions: versions.map(({ version, effect, comparison, volumePerHour, rolledBack }) => ({
      number: version.number,
      parameters: version.parameters,
      rolledBack,
      volumePerHour,
      effect,
      sessions: comparison?.sessions ?? 0,
    })),
    admissible: (draft) => !isRefused(judge(draft, context, false)),
    rng: createRng(childSeed(journal.study.seed, 'propose', journal.proposals().length + 1)),
  };
  const draft = await ports.proposer.propose(round);
  // Advice to measure on, the same version or another: there is nothing to judge and nothing to decide.
  const measureOn = draft.intent === 'no_change' || draft.intent === 'replicate';
  const findings = measureOn ? [] : judge(draft, context, false);
  let status: 'waiting' | 'refused' | 'no-change' = 'waiting';
  if (measureOn) status = 'no-change';
  else if (isRefused(findings)) status = 'refused';
  const parameters = applied(context.base.parameters, draft.changes);
  const hash = proposalHash(context.base.parameters, parameters, context.strategy.parameters, ports.sha256);
  const candidate = { draft, findings, status, outcome: '', hash, calls: [], learnings: [] };
  const [proposal] = journal.addRound(session.id, [candidate]);
  if (proposal === undefined) throw new Error('a round of one candidate leaves one proposal');
  return proposal;
}

/** What guardrails need to know, for a diff against `base`. @throws NotFound for an unknown base. */
export function guardrailContext(
  journal: Journal,
  plan: Pick<CampaignPlan, 'mode' | 'limits'>,
  base: number,
): GuardrailContext {
  const { study } = journal;
  const { champion, versions } = standing(journal);
  const completed = new Set(
    journal
      .sessions()
      .filter((s) => s.status === 'completed')
      .map((s) => s.id),
  );
  const lanes = journal
    .lanes()
    .filter((lane) => completed.has(lane.sessionId) && lane.version === champion && lane.fillModel === 'pessimistic');
  const baseVersion = journal.version(base);
  return {
    strategy: strategyNamed(study.strategy),
    context: { instrument: study.instrument, capital: study.capital },
    limits: plan.limits,
    mode: plan.mode,
    base: triedOf(versions.find((v) => v.version.number === base)) ?? {
      number: base,
      parameters: baseVersion.parameters,
      rolledBack: false,
      outcome: 'not yet run',
    },
    tried: versions.flatMap((version) => triedOf(version) ?? []),
    champion: {
      fills: lanes.reduce((sum, lane) => sum + lane.metrics.fills, 0),
      hours: lanes.reduce((sum, lane) => sum + (lane.blocks.blockSeconds * lane.blocks.profit.length) / 3600, 0),
    },
  };
}

function triedOf(standing: VersionStanding | undefined): TriedVersion | undefined {
  if (standing === undefined) return undefined;
  const { version, comparison, rolledBack } = standing;
  return {
    number: version.number,
    parameters: version.parameters,
    rolledBack,
    outcome: comparison?.reason ?? 'not yet compared with the champion',
  };
}
