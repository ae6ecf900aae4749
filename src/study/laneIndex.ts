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

type Indexed = Pick<StudyRecords, 'lanes' | 'trialLanes' | 'versions'>;

export class LaneIndex {
  readonly #of: Indexed;
  readonly #byVersion: LanesBySession<LaneRecord>;
  readonly #byProposal: LanesBySession<TrialLaneRecord>;
  readonly #alike: ReadonlyMap<number, readonly number[]>;

  /** @param before of an earlier state of the same study: what did not change since is taken from it */
  constructor({ lanes, trialLanes, versions }: Indexed, before: LaneIndex | null = null) {
    const earlier = before === null ? NO_INDEX : { of: before.#of, ...before.#lists() };
    this.#of = { lanes, trialLanes, versions };
    this.#byVersion = indexLanes(lanes, ({ version }) => version, earlier.of.lanes, earlier.byVersion);
    this.#byProposal = indexLanes(
      trialLanes,
      ({ proposalId }) => proposalId,
      earlier.of.trialLanes,
      earlier.byProposal,
    );
    this.#alike = before !== null && before.#of.versions === versions ? before.#alike : groupVersions(versions);
  }

  #lists(): Pick<typeof NO_INDEX, 'byVersion' | 'byProposal'> {
    return { byVersion: this.#byVersion, byProposal: this.#byProposal };
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

type LanesBySession<L> = ReadonlyMap<number, ReadonlyMap<number, Partial<Record<FillModel, L>>>>;

const NO_INDEX: {
  readonly of: Indexed;
  readonly byVersion: LanesBySession<LaneRecord>;
  readonly byProposal: LanesBySession<TrialLaneRecord>;
} = { of: { lanes: [], trialLanes: [], versions: [] }, byVersion: new Map(), byProposal: new Map() };

/** Maps to which nothing was added stay the same objects. @param before lanes that are indexed already, if `lanes` begin with them */
function indexLanes<L extends LaneRecord | TrialLaneRecord>(
  lanes: readonly L[],
  of: (lane: L) => number,
  before: readonly L[],
  indexed: LanesBySession<L>,
): LanesBySession<L> {
  const continues = before.length <= lanes.length && before.every((lane, i) => lane === lanes[i]);
  const added = continues ? lanes.slice(before.length) : lanes;
  if (continues && added.length === 0) return indexed;
  const index = new Map(continues ? indexed : []);
  const copied = new Map<number, Map<number, Partial<Record<FillModel, L>>>>();
  for (const lane of added) {
    const key = of(lane);
    let sessions = copied.get(key);
    if (sessions === undefined) {
      sessions = new Map(index.get(key));
      copied.set(key, sessions);
      index.set(key, sessions);
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
