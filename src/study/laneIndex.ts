/** Indexes of the lanes and versions of a study: a leaderboard looks them up thousands of times. */

import type { FillModel } from '../session/result.ts';
import { parametersKey } from '../strategy/parameters.ts';
import type { LaneRecord, VersionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/** The two lanes of a version in a session. */
export type LanePair = Partial<Record<FillModel, LaneRecord>>;

const NO_LANES: ReadonlyMap<number, LanePair> = new Map();

export class LaneIndex {
  readonly #byVersion: ReadonlyMap<number, ReadonlyMap<number, LanePair>>;
  readonly #alike: ReadonlyMap<number, readonly number[]>;

  constructor({ lanes, versions }: Pick<StudyRecords, 'lanes' | 'versions'>) {
    this.#byVersion = indexLanes(lanes);
    this.#alike = groupVersions(versions);
  }

  /** Lanes of a version by the id of their session, in order of session. */
  lanesOf(version: number): ReadonlyMap<number, LanePair> {
    return this.#byVersion.get(version) ?? NO_LANES;
  }

  /** Versions with the same parameters, such as a rollback's copy and its original. They share their evidence. */
  versionsLike(number: number): readonly number[] {
    return this.#alike.get(number) ?? [number];
  }
}

function indexLanes(lanes: readonly LaneRecord[]): Map<number, Map<number, LanePair>> {
  const index = new Map<number, Map<number, LanePair>>();
  for (const lane of lanes) {
    let sessions = index.get(lane.version);
    if (sessions === undefined) {
      sessions = new Map();
      index.set(lane.version, sessions);
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
