/** The state of a study's last campaign, from its records and from the lock. */

import { counted } from '../report/figures.ts';
import { minuteOf } from '../report/markdown.ts';
import type { LockHolder } from '../store/lock.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignRecord } from '../study/records.ts';

/** What is on record of a study's last campaign. */
export interface LastCampaign {
  readonly campaign: CampaignRecord;
  /** Completed sessions of its plan. */
  readonly done: number;
  /** When the session that is recorded as running began; null where none is. */
  readonly sessionSince: string | null;
}

export interface CampaignNow extends LastCampaign {
  /** `died`: recorded as running, while no process holds the lock for it. */
  readonly state: 'running' | 'died' | 'interrupted' | 'waiting' | 'halted' | 'finished';
  /** The process that runs it; null where none does. */
  readonly pid: number | null;
}

/** Returns null before the first campaign. @param holder the process that holds the workspace's lock; null where none does or where the caller does */
export function campaignNow(journal: Journal, holder: LockHolder | null): CampaignNow | null {
  return runningBy(lastCampaign(journal), journal.study.name, holder);
}

/** null before the first campaign. */
export function lastCampaign(journal: Journal): LastCampaign | null {
  const campaign = journal.campaigns().at(-1);
  if (campaign === undefined) return null;
  const sessions = journal.sessions().filter(({ campaignId }) => campaignId === campaign.id);
  return {
    campaign,
    done: sessions.filter(({ status }) => status === 'completed').length,
    sessionSince: sessions.find(({ status }) => status === 'running')?.startedAt ?? null,
  };
}

/** The last campaign of a study, with who runs it. @param holder as of {@link campaignNow} */
export function runningBy(last: LastCampaign | null, study: string, holder: LockHolder | null): CampaignNow | null {
  if (last === null) return null;
  const { status } = last.campaign;
  const runs = status === 'running' && holdsFor(study, holder);
  return {
    ...last,
    state: status === 'running' && !runs ? 'died' : status,
    pid: runs ? (holder?.pid ?? null) : null,
  };
}

/** The lock is for the whole workspace, so its holder may run a campaign of another study. */
function holdsFor(study: string, holder: LockHolder | null): boolean {
  return holder !== null && (holder.study === null || holder.study === study);
}

/** E.g. `sim, interrupted: 2 of 8 sessions done, begun 2026-01-02 03:04 UTC`. */
export function campaignText(now: CampaignNow): string {
  const { campaign, state, done, sessionSince, pid } = now;
  const { mode, sessions } = campaign.plan;
  const sofar = `${done} of ${counted(sessions, 'session')} done, begun ${minuteOf(campaign.startedAt)} UTC`;
  const session = sessionSince === null ? '' : `session ${done + 1} of ${sessions}`;
  switch (state) {
    case 'running': {
      const by = pid === null ? '' : ` in process ${pid}`;
      const what = sessionSince === null ? 'between two sessions' : `${session} since ${minuteOf(sessionSince)} UTC`;
      return `${mode}, running now${by}: ${what}; ${sofar}`;
    }
    case 'died': {
      const lost = sessionSince === null ? '' : `; ${session} was not sealed and runs again`;
      return `${mode}, died while running (its process was killed or the machine went down): ${sofar}${lost}`;
    }
    case 'waiting':
      return `${mode}, stopped for a decision: ${sofar}`;
    default:
      return `${mode}, ${state}: ${sofar}`;
  }
}
