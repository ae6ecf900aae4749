/**
 * The campaign: run → evaluate → promote → propose → decide → run, until the plan is done, a person is needed, or the
 * user stops it. Every step commits its record before the next is looked up, so it may die anywhere and go on.
 */

import { decisionRules } from '../evaluation/decisionRules.ts';
import type { LaneRole } from '../session/result.ts';
import { contendersOf } from '../study/contenders.ts';
import type { StudyReader, StudyWriter } from '../study/journal.ts';
import { championOf, comparisonsAfter } from '../study/leaderboard.ts';
import { nextStep, type Step, type StudyState } from '../study/nextStep.ts';
import type { CampaignRecord, MarketSource, SessionRecord, VersionRecord } from '../study/records.ts';
import { heldByReplay } from '../study/replaySign.ts';
import type { CampaignEnd } from './campaignEnd.ts';
import { decideProposal, rollBack } from './decide.ts';
import type { CampaignJournal, CampaignPorts, SessionPlace } from './ports.ts';
import { propose } from './propose.ts';
import { laneRequests, runSession } from './runSession.ts';
import { standing, standingInput } from './standing.ts';

/** Runs a campaign on from wherever its records say it is. Errors of ports pass through; the records stay sound. */
export async function runCampaign(campaign: CampaignRecord, ports: CampaignPorts): Promise<CampaignEnd> {
  const { journal } = ports;
  journal.setCampaignStatus(campaign.id, 'running');
  for (;;) {
    if (ports.stop.requested) return ended(journal, campaign, { kind: 'interrupted' });
    const step = nextStep(stateOf(journal), campaign);
    const end = await take(step, campaign, ports);
    if (end !== undefined) return ended(journal, campaign, end);
  }
}

function stateOf(journal: StudyReader): StudyState {
  return {
    versions: journal.versions(),
    sessions: journal.sessions(),
    lanes: journal.lanes(),
    evaluations: journal.evaluations(),
    proposals: journal.proposals(),
    decisions: journal.decisions(),
  };
}

async function take(step: Step, campaign: CampaignRecord, ports: CampaignPorts): Promise<CampaignEnd | undefined> {
  const { journal } = ports;
  switch (step.kind) {
    case 'abort-orphan':
      journal.sealSession(step.session.id, { status: 'aborted', reason: 'the program ended while it ran' });
      return undefined;
    case 'evaluate':
      evaluate(step.session, journal);
      await ports.views.history();
      return undefined;
    case 'roll-back': {
      const version = rollBack(journal, step.to, 'policy:risk', step.reason);
      ports.progress({ type: 'rolled-back', version, to: step.to, reason: step.reason });
      await ports.views.history();
      return undefined;
    }
    case 'promote':
      journal.promote(step.version, 'policy:evidence', step.reason);
      ports.progress({ type: 'promoted', version: step.version, reason: step.reason });
      return undefined;
    case 'propose':
      return proposeAfter(step.session, campaign, ports);
    case 'decide':
      return decideProposal(step.proposal, campaign.plan.approval, ports);
    case 'run':
      return run(step.place, step.acting, campaign, ports);
    case 'finish':
      return { kind: 'finished' };
  }
}

async function proposeAfter(
  session: SessionRecord,
  campaign: CampaignRecord,
  ports: CampaignPorts,
): Promise<undefined> {
  const proposals = await propose(session, campaign, ports);
  // Stopped in the middle of the round: it begins anew when the campaign goes on.
  if (proposals === null) return undefined;
  const [proposal, ...others] = proposals;
  if (proposal === undefined) throw new Error('a round leaves at least one proposal');
  ports.progress({ type: 'proposed', proposal, others: others.length });
  await ports.views.history();
  return undefined;
}

async function run(
  place: Omit<SessionPlace, 'seen'>,
  acting: number,
  campaign: CampaignRecord,
  ports: CampaignPorts,
): Promise<CampaignEnd | undefined> {
  const { journal, markets } = ports;
  const { plan } = campaign;
  const seen = journal
    .sessions()
    .filter(({ campaignId, status }) => campaignId !== campaign.id && status === 'completed')
    .map(({ source }) => source);
  const source = await markets.sourceOf(journal.study, plan, { ...place, seen });
  if (source === null) return { kind: 'tapes-used-up', completed: place.ofCampaign - 1 };
  const lanes = lanesOf(acting, journal);
  const market = await markets.load(source, journal.study.instrument);
  // Making a market takes a while, in which a person may have cancelled this version or decided for another.
  const now = nextStep(stateOf(journal), campaign);
  if (now.kind !== 'run' || now.acting !== acting) return undefined;
  const record = start(source, acting, campaign, journal);
  ports.progress({ type: 'session-started', session: record, nth: place.ofCampaign });
  const sealed = await runSession(record, plan, market, laneRequests(lanes), ports);
  ports.progress({ type: 'session-sealed', session: sealed });
  await ports.views.session(sealed, market.generated?.() ?? null);
  return undefined;
}

function start(
  source: MarketSource,
  acting: number,
  campaign: CampaignRecord,
  journal: CampaignJournal,
): SessionRecord {
  const champion = championOf({ versions: journal.versions(), decisions: journal.decisions() });
  return journal.startSession({ campaignId: campaign.id, mode: campaign.plan.mode, source, acting, champion });
}

/** The version on trial, the champion beside it, and the versions that may yet turn out best, which gather evidence for free. */
function lanesOf(acting: number, journal: StudyReader): { version: VersionRecord; role: LaneRole }[] {
  const now = standing(journal);
  const roles = new Map<number, LaneRole>([[acting, 'acting']]);
  if (!roles.has(now.champion)) roles.set(now.champion, 'champion');
  for (const number of [now.centre, ...contendersOf(now)]) if (!roles.has(number)) roles.set(number, 'shadow');
  return [...roles].map(([number, role]) => ({ version: journal.version(number), role }));
}

/** Compares every version that ran in the session with the session's champion, over all they have in common so far. */
function evaluate(session: SessionRecord, journal: CampaignJournal): void {
  const { study } = journal;
  const input = standingInput(journal);
  const rules = decisionRules(study);
  const comparisons = comparisonsAfter(session, input, rules).map((comparison) =>
    heldByReplay(comparison, input.versions, input.proposals, rules.currency),
  );
  journal.addEvaluation({ sessionId: session.id, comparisons });
}

function ended(journal: StudyWriter, campaign: CampaignRecord, end: CampaignEnd): CampaignEnd {
  const status = {
    finished: 'finished',
    'tapes-used-up': 'finished',
    waiting: 'waiting',
    interrupted: 'interrupted',
  } as const;
  journal.setCampaignStatus(campaign.id, status[end.kind]);
  return end;
}
