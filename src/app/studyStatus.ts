/** Where a study stands, in a few facts. */

import { lockHolder } from '../store/lock.ts';
import { championOf } from '../study/champions.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord, StudyRecord, VersionRecord } from '../study/records.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import { type SourceWorth, sourceWorths } from '../study/trialSources.ts';
import { type CampaignNow, campaignNow } from './campaignNow.ts';
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
  readonly waiting: ProposalRecord | null;
  /** Ids of the candidates on trial. */
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
export function studyStatus(journal: Journal, ports: UseCasePorts): StudyStatus {
  const versions = journal.versions();
  const campaign = campaignNow(journal, lockHolder(ports.workspace.lockFile));
  return {
    study: journal.study,
    versions: versions.length,
    sessions: journal.sessions().filter((session) => session.status === 'completed').length,
    champion: versions.length === 0 ? null : championOf({ versions, decisions: journal.decisions() }),
    campaign,
    waiting: waitingIn(journal) ?? null,
    onTrial: journal.proposals().flatMap(({ id, status }) => (status === 'on-trial' ? [id] : [])),
    sources: sourceWorths(snapshotOf(journal).trials),
    queue: cancellableVersions(journal),
    model: modelOf(journal, ports),
    next: nextAction(campaign, journal.proposals()),
  };
}

function modelOf(journal: Journal, { settings, now }: UseCasePorts): ModelStatus | null {
  const { llm } = settings().config;
  if (llm.provider === 'none') return null;
  const { model: name, provider } = llm;
  return { name, provider, today: spendingToday(journal, now()), capPerDay: llm.settings.caps.perDay };
}
