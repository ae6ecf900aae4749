/** Where a study stands, in a few facts. */

import { lockHolder } from '../store/lock.ts';
import { championOf } from '../study/champions.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord, StudyRecord, VersionRecord } from '../study/records.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import { type SourceWorth, sourceWorths } from '../study/trialSources.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';
import type { Watched } from './activity.ts';
import { ActivityFileError, watched } from './activityFile.ts';
import { type CampaignNow, type LastCampaign, lastCampaign, runningBy } from './campaignNow.ts';
import { type ModelSpending, spendingToday } from './modelSpending.ts';
import { type NextAction, nextAction } from './nextAction.ts';
import type { UseCasePorts } from './ports.ts';
import { cancellableVersions, waitingIn } from './waiting.ts';

export interface StudyStatus {
  readonly study: StudyRecord;
  readonly versions: number;
  /** Completed ones. */
  readonly sessions: number;
  /** null before the first version. */
  readonly champion: number | null;
  /** null before the first campaign. */
  readonly campaign: CampaignNow | null;
  /** What the campaign does, where one of this study runs; or why that cannot be read. null where none runs. */
  readonly doing: Watched | { readonly fault: string } | null;
  readonly waiting: ProposalRecord | null;
  /** Ids of the candidates on trial, those believed best first. */
  readonly onTrial: readonly number[];
  /** What trials of each source were worth; lanes are given by that. */
  readonly sources: readonly SourceWorth[];
  readonly queue: readonly VersionRecord[];
  /** null without a language model. */
  readonly model: ModelStatus | null;
  readonly next: NextAction;
}

export interface ModelStatus {
  readonly name: string;
  readonly provider: string;
  readonly today: ModelSpending;
  /** USD. */
  readonly capPerDay: number;
}

/** @throws StoreError when the lock cannot be read; ConfigError */
export function studyStatus(journal: Journal, ports: UseCasePorts, kept: KeptAnswers): StudyStatus {
  const { last, ...recorded } = kept.answer('status', [], () => recordedStatus(journal));
  const campaign = runningBy(last, journal.study.name, lockHolder(ports.workspace.lockFile));
  return {
    study: journal.study,
    ...recorded,
    campaign,
    doing: campaign?.state === 'running' ? doingIn(ports) : null,
    model: modelOf(journal, ports),
    next: nextAction(campaign, recorded.waiting?.id ?? null),
  };
}

type RecordedStatus = Pick<
  StudyStatus,
  'versions' | 'sessions' | 'champion' | 'waiting' | 'onTrial' | 'sources' | 'queue'
> & { readonly last: LastCampaign | null };

/** What follows from the records alone. */
function recordedStatus(journal: Journal): RecordedStatus {
  const versions = journal.versions();
  const { trials } = snapshotOf(journal);
  return {
    versions: versions.length,
    sessions: journal.sessions().filter((session) => session.status === 'completed').length,
    champion: versions.length === 0 ? null : championOf({ versions, decisions: journal.decisions() }),
    last: lastCampaign(journal),
    waiting: waitingIn(journal) ?? null,
    onTrial: trials
      .filter(({ proposal }) => proposal.status === 'on-trial')
      .toSorted((a, b) => (b.guess?.mean ?? 0) - (a.guess?.mean ?? 0))
      .map(({ proposal }) => proposal.id),
    sources: sourceWorths(trials),
    queue: cancellableVersions(journal),
  };
}

/** A file that cannot be read hides nothing else of the status. */
function doingIn({ workspace, now }: UseCasePorts): StudyStatus['doing'] {
  try {
    return watched(workspace, now());
  } catch (error) {
    if (!(error instanceof ActivityFileError)) throw error;
    return { fault: error.message };
  }
}

function modelOf(journal: Journal, { settings, now }: UseCasePorts): ModelStatus | null {
  const { llm } = settings().config;
  if (llm.provider === 'none') return null;
  const { model: name, provider } = llm;
  return { name, provider, today: spendingToday(journal, now()), capPerDay: llm.settings.caps.perDay };
}
