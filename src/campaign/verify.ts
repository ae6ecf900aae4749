/** Runs a recorded session again and compares every lane with its digest. */

import type { OrderDesk, Told } from '../exchange/venueLane.ts';
import { applied } from '../guardrails/judge.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { LaneResult } from '../session/result.ts';
import type { LaneRequest } from '../session/session.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { StudyReader } from '../study/journal.ts';
import type { LaneRecord, SessionRecord } from '../study/records.ts';
import type { SessionMarket } from './ports.ts';
import { newSession, secondPass } from './runSession.ts';
import { differingOutcomes, outcomesOf, passesOf } from './sessionOutcomes.ts';

export interface Verification {
  readonly session: number;
  /** What was done again: the session over its market made from its source, or over the tape that it saved; or the tape of a live
   * session, made from what was received; or the lane whose orders were at the venue, told again what it was told of them. */
  readonly from: 'source' | 'saved tape' | 'capture' | 'orders';
  /** Differences in words; empty when byte-identical. */
  readonly differences: readonly string[];
}

/** @param market the session's, made or read again. Runs as far as the session did. */
export async function verifySession(
  journal: StudyReader,
  session: SessionRecord,
  market: Pick<SessionMarket, 'compiled' | 'digest'>,
  from: Verification['from'],
): Promise<Verification> {
  const lanes = journal.lanes(session.id);
  const trials = journal.trialLanes(session.id);
  const campaign = journal.campaigns().find((one) => one.id === session.campaignId);
  if (campaign === undefined || session.facts === null) {
    return { session: session.number, from, differences: ['the session left no results to compare with'] };
  }
  const { compiled, digest } = market;
  if (digest !== session.facts.tapeDigest) {
    return {
      session: session.number,
      from,
      differences: [`the tape differs: digest ${digest}, recorded ${session.facts.tapeDigest}`],
    };
  }
  const seen = compiled.reference?.digest;
  if (seen !== session.facts.referenceDigest) {
    return {
      session: session.number,
      from,
      differences: [
        `the reference differs: digest ${seen ?? 'none'}, recorded ${session.facts.referenceDigest ?? 'none'}`,
      ],
    };
  }
  const { facts } = session;
  const ofVersions = lanes.map(
    ({ version, role, fillModel }): LaneRequest => ({
      version,
      role,
      fillModel,
      parameters: journal.version(version).parameters,
    }),
  );
  const ofTrials = trials.map(
    ({ proposalId, fillModel }): LaneRequest => ({
      version: proposalId,
      role: 'trial',
      fillModel,
      parameters: candidateParameters(journal, proposalId),
    }),
  );
  const requests = [...ofVersions, ...ofTrials];
  const passes =
    facts.outcomes === undefined ? { first: requests, second: [] } : passesOf(requests, session.acting, campaign.plan);
  const again = newSession(journal.study, campaign.plan, compiled, passes.first);
  again.runTo(facts.durationUs);
  const results = again.result().lanes;
  const differences = [
    ...lanes.flatMap((lane, i) => differenceOf(`v${lane.version}`, lane, results[i]?.digest)),
    ...trials.flatMap((lane, i) => differenceOf(`p${lane.proposalId}`, lane, results[lanes.length + i]?.digest)),
  ];
  if (facts.outcomes !== undefined) {
    const second = secondPass(passes, journal.study, campaign.plan, compiled, facts.durationUs);
    const outcomes = outcomesOf(session.acting, [...again.figures(), ...second]);
    differences.push(...differingOutcomes(facts.outcomes, outcomes));
  }
  return { session: session.number, from, differences };
}

/** @param compiled the session's market. @param told all that its lane was told of its orders at the venue */
export function verifyOrders(
  journal: StudyReader,
  session: SessionRecord,
  compiled: CompiledTape,
  told: readonly Told[],
): Verification {
  const { number, acting, campaignId, facts } = session;
  const campaign = journal.campaigns().find((one) => one.id === campaignId);
  const from = 'orders';
  if (campaign === undefined || facts?.live === undefined) {
    return { session: number, from, differences: ['the session left nothing of its orders to compare with'] };
  }
  const { digest } = facts.live;
  const found = ordersAgain(journal, session, compiled, told)?.digest;
  const differences =
    found === digest ? [] : [`v${acting} at the venue: digest ${found ?? 'none'}, recorded ${digest}`];
  return { session: number, from, differences };
}

/** The lane at the venue once more, told what it was told; undefined for a session without one. */
export function ordersAgain(
  journal: StudyReader,
  { acting, campaignId, facts }: SessionRecord,
  compiled: CompiledTape,
  told: readonly Told[],
): LaneResult | undefined {
  const campaign = journal.campaigns().find(({ id }) => id === campaignId);
  if (campaign === undefined || facts?.live === undefined) return undefined;
  const { parameters } = journal.version(acting);
  const lane: LaneRequest = { version: acting, role: 'acting', fillModel: 'pessimistic', parameters, desk: NO_DESK };
  const again = newSession(journal.study, campaign.plan, compiled, [lane]);
  for (const one of told) again.tell(one);
  again.runTo(facts.live.durationUs);
  return again.result().lanes[0];
}

/** Orders that are not sent again. */
const NO_DESK: OrderDesk = { send: () => undefined };

/** Of a candidate on trial, whose base never changes. @throws NotFound */
function candidateParameters(journal: StudyReader, proposalId: number): Parameters {
  const { base, changes } = journal.proposal(proposalId);
  return applied(journal.version(base).parameters, changes);
}

function differenceOf(
  name: string,
  lane: Pick<LaneRecord, 'fillModel' | 'digest'>,
  digest: string | undefined,
): string[] {
  if (lane.digest === digest) return [];
  return [`${name} ${lane.fillModel}: digest ${digest ?? 'none'}, recorded ${lane.digest}`];
}
