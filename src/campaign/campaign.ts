/**
 * The campaign: run → evaluate → promote → propose → decide → run, until the plan is done, a person is needed, or the
 * user stops it. Every step commits its record before the next one is chosen, so the program may end at any point and
 * the campaign goes on from its records. Where the market is live, rounds and decisions go on beside the sessions.
 */

import type { LaneRole } from '../session/result.ts';
import type { LaneRequest } from '../session/session.ts';
import { IllegalTransition, type StudyWriter } from '../study/journal.ts';
import { contendersOf } from '../study/leaderboard.ts';
import { nextStep, type Step } from '../study/nextStep.ts';
import type { CampaignPlan, CampaignRecord, MarketSource, SessionRecord } from '../study/records.ts';
import { type StudySnapshot, snapshotOf } from '../study/studySnapshot.ts';
import { trialEnds } from '../study/trialEnds.ts';
import { isOpenTrial, type TrialEvidence } from '../study/trials.ts';
import { Beside } from './beside.ts';
import { decideProposal, rollBack } from './decide.ts';
import { haltAfter, haltBefore } from './liveRisk.ts';
import type { CampaignEnd, CampaignPorts, LiveSessions, SessionMarket, SessionRun } from './ports.ts';
import { propose } from './propose.ts';
import { RememberedLanes } from './rememberedLanes.ts';
import { laneRequests, type Runner, runSession, sealRun } from './runSession.ts';
import { SETS_PER_PASS } from './setRequest.ts';

/** What this run of the program knows beyond the records. */
interface Known {
  /** Ids of proposals about which a person was asked and will decide later. */
  readonly postponed: Set<number>;
  /** Time in which the feed was waited for, µs. */
  waitedUs: number;
}

/** Continues a campaign from the step that its records lead to. Errors of ports pass through; the records stay sound. */
export async function runCampaign(campaign: CampaignRecord, given: CampaignPorts): Promise<CampaignEnd> {
  const beside = new Beside();
  try {
    return await runSteps(campaign, beside, { ...given, lanes: new RememberedLanes(given.lanes) });
  } catch (error) {
    given.abandon();
    await beside.settled();
    throw error;
  }
}

async function runSteps(campaign: CampaignRecord, beside: Beside, ports: CampaignPorts): Promise<CampaignEnd> {
  const { journal } = ports;
  const known: Known = { postponed: new Set(), waitedUs: 0 };
  /** Whether it stops for a person; else it goes on measuring while a proposal waits. */
  const holds = campaign.plan.approval === 'hold';
  /** Whether the campaign ends with it. */
  const took = async (step: Step, study: StudySnapshot): Promise<CampaignEnd | undefined> => {
    const end = await take(step, study, campaign, known, ports);
    if (end?.kind !== 'waiting' || holds) return end;
    known.postponed.add(end.proposal.id);
    return undefined;
  };
  journal.setCampaignStatus(campaign.id, 'running');
  for (;;) {
    beside.throwIfFailed();
    if (ports.stop.requested) {
      await beside.ended();
      return ended(journal, campaign, { kind: 'interrupted' });
    }
    const study = snapshotOf(journal);
    const next = nextStep(study, campaign, { ...known, isMeanwhile: beside.isBusy });
    // A live market does not wait for a person, nor for a round but the first, which asks no model and fills the first trial lanes.
    const isSlow = (next.kind === 'decide' && !holds) || (next.kind === 'propose' && next.session !== null);
    if (ports.live !== null && isSlow) {
      beside.begin(() => took(next, study));
      continue;
    }
    // The last round may still be under way: what it finds is put on record.
    if (next.kind === 'finish' && beside.isBusy) {
      await beside.ended();
      continue;
    }
    const end = await took(next, study);
    if (end === undefined) continue;
    await beside.ended();
    return ended(journal, campaign, end);
  }
}

/** @param study as it was when the step was chosen */
async function take(
  step: Step,
  study: StudySnapshot,
  campaign: CampaignRecord,
  known: Known,
  ports: CampaignPorts,
): Promise<CampaignEnd | undefined> {
  const { journal } = ports;
  switch (step.kind) {
    case 'abort-orphan':
      journal.sealSession(step.session.id, { status: 'aborted', reason: 'the program ended while it ran' });
      return undefined;
    case 'evaluate': {
      const { trials = 0 } = campaign.plan;
      ports.progress({ type: 'working', on: 'evaluating' });
      // Without lanes nothing was measured: open trials wait for a campaign that has some.
      const ends = trials === 0 ? [] : trialEnds(study, OPEN_TRIALS * trials);
      const comparisons = study.comparisonsAfter(step.session);
      try {
        journal.addEvaluation({ sessionId: step.session.id, comparisons }, ends);
      } catch (error) {
        // A person may have decided on a candidate since the step was chosen: then it is chosen anew.
        const isOpen = ends.every(({ proposalId }) => journal.proposal(proposalId).status === 'on-trial');
        if (isOpen || !(error instanceof IllegalTransition)) throw error;
        return undefined;
      }
      for (const { proposalId, status } of ends)
        if (status === 'waiting') ports.progress({ type: 'chosen', proposal: journal.proposal(proposalId) });
      await ports.views.history();
      return undefined;
    }
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
      return decideProposal(step.proposal, campaign, ports);
    case 'run':
      return run(step, study, campaign, known, ports);
    case 'finish':
      return { kind: 'finished' };
  }
}

/** @param session the last one; null before the first */
async function proposeAfter(
  session: SessionRecord | null,
  campaign: CampaignRecord,
  ports: CampaignPorts,
): Promise<undefined> {
  const proposals = await propose(session, campaign, ports);
  // Stopped in the middle of the round: the round starts again when the campaign goes on.
  if (proposals === null) return undefined;
  const [proposal, ...others] = proposals;
  if (proposal === undefined) throw new Error('a round leaves at least one proposal');
  const onTrial = proposals.filter(({ status }) => status === 'on-trial');
  ports.progress({ type: 'proposed', proposal, onTrial, others: others.length });
  await ports.views.history();
  return undefined;
}

const FEED_AWAY = 'the feed was away';

/** Waits for a live market at most as long as the sessions that are left would take. */
async function run(
  step: RunStep,
  study: StudySnapshot,
  campaign: CampaignRecord,
  known: Known,
  ports: CampaignPorts,
): Promise<CampaignEnd | undefined> {
  const { journal, live } = ports;
  const { plan } = campaign;
  const leftUs = (plan.sessions - (step.place.ofCampaign - 1)) * plan.minutes * 60e6;
  if (live !== null) {
    ports.progress({ type: 'working', on: 'waiting-for-feed' });
    const { isKnown, missing, waitedUs, halt } = await live.ready(leftUs, ports.onStop);
    known.waitedUs += waitedUs;
    const completed = step.place.ofCampaign - 1;
    if (halt !== null) return { kind: 'halted', completed, halt };
    if (ports.stop.requested) return undefined;
    if (!isKnown) return { kind: 'feed-away', completed, missing: missing ?? FEED_AWAY };
  }
  const market = live === null ? await recordedMarket(step, study, campaign, ports) : liveMarket(plan, live, ports);
  if (market === null) return { kind: 'tapes-used-up', completed: step.place.ofCampaign - 1 };
  // A market takes a while to come, in which a person may have cancelled this version or decided for another.
  const now = snapshotOf(journal);
  const again = nextStep(now, campaign, { ...known, isMeanwhile: live !== null });
  if (again.kind !== 'run' || again.acting !== step.acting) return undefined;
  const { place, acting } = again;
  const unproven = haltBefore(acting, now, plan);
  if (unproven !== null) return { kind: 'halted', completed: place.ofCampaign - 1, halt: unproven };
  const { source, generated } = market;
  const record = journal.startSession({
    campaignId: campaign.id,
    mode: plan.mode,
    source,
    acting,
    champion: now.champion,
  });
  ports.progress({ type: 'session-started', session: record, nth: place.ofCampaign });
  const lanes = laneRequests([...lanesOf(acting, now), ...trialsOf(now, plan)].slice(0, SETS_PER_PASS));
  const outcome = await market.run(record, lanes, leftUs);
  if (outcome === null) {
    const reason = ports.stop.requested ? 'stopped by the user before it began' : FEED_AWAY;
    ports.progress({ type: 'session-sealed', session: journal.sealSession(record.id, { status: 'aborted', reason }) });
    return ports.stop.requested
      ? undefined
      : { kind: 'feed-away', completed: place.ofCampaign - 1, missing: FEED_AWAY };
  }
  const sealed = sealRun(record, outcome, journal);
  ports.progress({ type: 'session-sealed', session: sealed });
  await ports.views.session(sealed, generated?.() ?? null);
  const halt = haltAfter(sealed);
  return halt === null ? undefined : { kind: 'halted', completed: place.ofCampaign - 1, halt };
}

type RunStep = Extract<Step, { readonly kind: 'run' }>;

/** A market that a session can run over. */
interface ReadyMarket {
  readonly source: MarketSource;
  readonly generated: SessionMarket['generated'];
  /** @returns null where the market did not come in `atMostUs`, or the user wanted to stop before */
  run(record: SessionRecord, lanes: readonly LaneRequest[], atMostUs: number): Promise<SessionRun | null>;
}

/** null when recorded tapes are used up. */
async function recordedMarket(
  { place }: RunStep,
  study: StudySnapshot,
  { id, plan }: CampaignRecord,
  ports: CampaignPorts,
): Promise<ReadyMarket | null> {
  const { journal, markets } = ports;
  const seen = study.sessions
    .filter(({ campaignId, status }) => campaignId !== id && status === 'completed')
    .map(({ source }) => source);
  ports.progress({ type: 'working', on: 'loading-market' });
  const source = await markets.sourceOf(journal.study, plan, { ...place, seen });
  if (source === null) return null;
  const market = await markets.load(source, journal.study.instrument);
  const { generated } = market;
  return { source, generated, run: (record, lanes) => runSession(record, plan, market, lanes, ports) };
}

function liveMarket(plan: CampaignPlan, live: LiveSessions, { journal, progress, onStop }: CampaignPorts): ReadyMarket {
  return {
    source: live.source,
    generated: null,
    run: (session, lanes, atMostUs) => {
      const { number, acting } = session;
      const request = { study: journal.study, plan, number, acting, lanes };
      return live.run(request, atMostUs, (now) => progress({ type: 'session-progress', session, ...now }), onStop);
    },
  };
}

/** The acting version, the champion beside it, and the versions that may still turn out best: they cost no session of their own. */
export function lanesOf(acting: number, study: StudySnapshot): Runner[] {
  const { champion, leaderboard } = study;
  const roles = new Map<number, LaneRole>([[acting, 'acting']]);
  if (!roles.has(champion)) roles.set(champion, 'champion');
  for (const number of [leaderboard.centre, ...contendersOf(leaderboard)])
    if (!roles.has(number)) roles.set(number, 'shadow');
  return [...roles].flatMap(([number, role]) => {
    const version = study.version(number);
    return version === null ? [] : [{ version: number, role, parameters: version.parameters }];
  });
}

/** Trials that stay open, as a multiple of the lanes. */
export const OPEN_TRIALS = 3;

/** The candidates that run on trial: the one in review, then those that have not run yet, then those believed best. */
export function trialsOf({ trials }: StudySnapshot, plan: CampaignPlan): Runner[] {
  const rank = ({ proposal, ran }: TrialEvidence): number => (proposal.status === 'waiting' ? 0 : ran ? 2 : 1);
  return trials
    .filter(isOpenTrial)
    .sort((a, b) => rank(a) - rank(b) || (b.guess?.mean ?? 0) - (a.guess?.mean ?? 0))
    .slice(0, plan.trials ?? 0)
    .map(({ proposal, parameters }) => ({ version: proposal.id, role: 'trial', parameters }));
}

function ended(journal: StudyWriter, campaign: CampaignRecord, end: CampaignEnd): CampaignEnd {
  const status = {
    finished: 'finished',
    'tapes-used-up': 'finished',
    'feed-away': 'interrupted',
    halted: 'interrupted',
    waiting: 'waiting',
    interrupted: 'interrupted',
  } as const;
  journal.setCampaignStatus(campaign.id, status[end.kind]);
  return end;
}
