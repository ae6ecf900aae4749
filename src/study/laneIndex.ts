/** Indexes of the lanes and versions of a study: a leaderboard looks them up thousands of times. */

import type { FillModel } from '../session/result.ts';
import { parametersKey } from '../strategy/parameters.ts';
import type { LaneRecord, TrialLaneRecord, VersionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/** The two lanes of a version in a session. */
export type LanePair = Partial<Record<FillModel, LaneRecord>>;

/** What evidence needs of the two lanes of a version, or of a candidate on trial, in a session. */
export type EvidencePair = Partial<Record<FillModel, Pick<LaneRecord, 'metrics' | 'blocks' | 'riskEvents'>>>;

const NO_LANES: ReadonlyMap<number, LanePair> = new Map();
const NO_TRIALS: ReadonlyMap<number, EvidencePair> = new Map();

export class LaneIndex {
  readonly #byVersion: ReadonlyMap<number, ReadonlyMap<number, LanePair>>;
  readonly #byProposal: ReadonlyMap<number, ReadonlyMap<number, EvidencePair>>;
  readonly #alike: ReadonlyMap<number, readonly number[]>;

  constructor({ lanes, trialLanes, versions }: Pick<StudyRecords, 'lanes' | 'trialLanes' | 'versions'>) {
    this.#byVersion = indexLanes(lanes, ({ version }) => version);
    this.#byProposal = indexLanes(trialLanes, ({ proposalId }) => proposalId);
    this.#alike = groupVersions(versions);
  }

  /** Lanes of a version by the id of their session, in order of session. */
  lanesOf(version: number): ReadonlyMap<number, LanePair> {
    return this.#byVersion.get(version) ?? NO_LANES;
  }

  /** Lanes of a candidate on trial by the id of their session, in order of session. */
  trialsOf(proposalId: number): ReadonlyMap<number, EvidencePair> {
    return this.#byProposal.get(proposalId) ?? NO_TRIALS;
  }

  /** Versions with the same parameters, such as a rollback's copy and its original. They share their evidence. */
  versionsLike(number: number): readonly number[] {
    return this.#alike.get(number) ?? [number];
  }
}

function indexLanes<L extends LaneRecord | TrialLaneRecord>(
  lanes: readonly L[],
  of: (lane: L) => number,
): Map<number, Map<number, Partial<Record<FillModel, L>>>> {
  const index = new Map<number, Map<number, Partial<Record<FillModel, L>>>>();
  for (const lane of lanes) {
    let sessions = index.get(of(lane));
    if (sessions === undefined) {
      sessions = new Map();
      index.set(of(lane), sessions);
    }
    sessions.set(lane.sessionId, { ...sessions.get(lane.sessionId), [lane.fillModel]: lane });
  }
  return index;
}

function groupVersions(versions: readonly VersionRecord[]): Map<number, readonly number[]> {
  const groups = Map.groupBy(versions, ({ parameters }) => parametersKey(parameters));
  return new Map(
    [...groups.values()].flatMap((group) => {
      const numbers = group.map(({ number }) => number);
      return numbers.map((number) => [number, numbers] as const);
    }),
  );
}
