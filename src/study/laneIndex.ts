/** Quick ways into the lanes and versions of a study; made once for each array, since a standing asks thousands of times. */

import type { FillModel } from '../session/result.ts';
import { parametersKey } from '../strategy/parameters.ts';
import type { LaneRecord, VersionRecord } from './records.ts';

/** The two lanes of a version in a session. */
export type LanePair = Partial<Record<FillModel, LaneRecord>>;

const byVersion = new WeakMap<readonly LaneRecord[], ReadonlyMap<number, ReadonlyMap<number, LanePair>>>();
const alike = new WeakMap<readonly VersionRecord[], ReadonlyMap<number, readonly number[]>>();

/** Lanes of a version by the id of their session, in order of session. */
export function lanesOf(version: number, lanes: readonly LaneRecord[]): ReadonlyMap<number, LanePair> {
  let index = byVersion.get(lanes);
  if (index === undefined) {
    index = indexLanes(lanes);
    byVersion.set(lanes, index);
  }
  return index.get(version) ?? new Map();
}

/** Versions with the same parameters are the same thing under several numbers (a rollback's copy): evidence is theirs together. */
export function versionsLike(number: number, versions: readonly VersionRecord[]): readonly number[] {
  let groups = alike.get(versions);
  if (groups === undefined) {
    groups = groupVersions(versions);
    alike.set(versions, groups);
  }
  return groups.get(number) ?? [number];
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
