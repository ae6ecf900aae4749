/** What a journal in memory holds, and the ids that it gives. */

import type { DocumentRecord } from './importedDocument.ts';
import type {
  CallRecord,
  CallTexts,
  CampaignRecord,
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  LaneSeries,
  LearningRecord,
  ProposalRecord,
  SessionRecord,
  TimelineEntry,
  TrialLaneRecord,
  VersionRecord,
} from './records.ts';

type Counted = 'campaign' | 'session' | 'proposal' | 'decision' | 'call' | 'learning' | 'document' | 'entry';

/** Ids count through all studies of a workspace, as in the database. */
export class MemoryIds {
  #last: Readonly<Record<Counted, number>> = {
    campaign: 0,
    session: 0,
    proposal: 0,
    decision: 0,
    call: 0,
    learning: 0,
    document: 0,
    entry: 0,
  };

  next(of: Counted): number {
    const id = this.#last[of] + 1;
    this.#last = { ...this.#last, [of]: id };
    return id;
  }

  /** Returns what takes back all ids given since. */
  mark(): () => void {
    const before = this.#last;
    return () => {
      this.#last = before;
    };
  }
}

/** Never changed in place: every write makes new arrays, so that what was handed out stays as it was. */
export interface MemoryRecords {
  readonly versions: readonly VersionRecord[];
  readonly campaigns: readonly CampaignRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly lanes: readonly LaneRecord[];
  readonly trialLanes: readonly TrialLaneRecord[];
  readonly evaluations: readonly EvaluationRecord[];
  readonly proposals: readonly ProposalRecord[];
  readonly decisions: readonly DecisionRecord[];
  readonly calls: readonly CallRecord[];
  readonly learnings: readonly LearningRecord[];
  readonly documents: readonly DocumentRecord[];
  readonly timeline: readonly TimelineEntry[];
  /** By the name of the lane. */
  readonly series: ReadonlyMap<string, LaneSeries>;
  /** When each was superseded, by the id of the proposal. */
  readonly supersededAt: ReadonlyMap<number, string>;
  /** By the id of the call. */
  readonly texts: ReadonlyMap<number, CallTexts>;
}

export const EMPTY_RECORDS: MemoryRecords = {
  versions: [],
  campaigns: [],
  sessions: [],
  lanes: [],
  trialLanes: [],
  evaluations: [],
  proposals: [],
  decisions: [],
  calls: [],
  learnings: [],
  documents: [],
  timeline: [],
  series: new Map(),
  supersededAt: new Map(),
  texts: new Map(),
};
