/** Writes what a running campaign does into its workspace, about once a second and whenever that changes. */

import type { CampaignEnd, CampaignEvent, LiveActivity } from '../campaign/ports.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignRecord } from '../study/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ViewError } from '../workspace/writeFile.ts';
import type { Activity } from './activity.ts';
import { writeActivity } from './activityFile.ts';
import { ActivityNow } from './activityNow.ts';
import { OrderNews } from './orderNews.ts';

const WRITE_MS = 1000;
/** Events come many times a second, and a screen shows no more. */
const SHOW_MS = 100;
const READ_PROPOSALS_MS = 10_000;
/** Events that come many times a second. */
const MANY: ReadonlySet<CampaignEvent['type']> = new Set(['session-progress', 'racing']);

export interface PublishPorts {
  readonly workspace: Workspace;
  readonly campaign: CampaignRecord;
  readonly journal: Journal;
  /** The time, ISO 8601 in UTC. */
  readonly now: () => string;
  readonly live: () => LiveActivity | null;
  /** Takes a sentence on orders at the venue that is new. */
  readonly say: (text: string) => void;
  /** Shows it at the campaign's own terminal. */
  readonly show: (activity: Activity) => void;
  /** Takes a sentence for the user. */
  readonly notify: (text: string) => void;
}

/** How the caller tells what the campaign does. */
export interface Publisher {
  readonly take: (event: CampaignEvent) => void;
  /** Says that a person is asked until that is answered. */
  readonly asking: <T>(ask: () => Promise<T>) => Promise<T>;
  /** Marks the file: the campaign has ended. null for an error. */
  readonly end: (end: CampaignEnd | null) => void;
}

/** Writes at once, so that nothing that an earlier process left behind is taken for this campaign. That it cannot be written ends nothing. */
export function publishActivity({
  workspace,
  campaign,
  journal,
  now,
  live,
  say,
  show,
  notify,
}: PublishPorts): Publisher {
  const wallMs = (): number => Date.parse(now());
  const activity = new ActivityNow({ campaign, journal, pid: process.pid, nowMs: wallMs, live });
  const news = new OrderNews();
  let writtenMs = 0;
  let shownMs = 0;
  let readMs = wallMs();
  let faultSaid = false;
  const tell = (isChange: boolean): void => {
    const nowMs = wallMs();
    const writes = isChange || nowMs - writtenMs >= WRITE_MS;
    const shows = isChange || nowMs - shownMs >= SHOW_MS;
    if (!writes && !shows) return;
    const present = activity.now();
    if (shows) {
      shownMs = nowMs;
      show(present);
    }
    if (!writes) return;
    writtenMs = nowMs;
    try {
      writeActivity(workspace, present);
    } catch (error) {
      if (!(error instanceof ViewError)) throw error;
      if (!faultSaid) notify(`tune watch and tune status cannot follow this campaign. ${error.message}`);
      faultSaid = true;
    }
  };
  const timer = setInterval(() => {
    if (wallMs() - readMs >= READ_PROPOSALS_MS) {
      readMs = wallMs();
      activity.readProposals();
    }
    for (const text of news.of(live()?.orders ?? null, wallMs())) say(text);
    tell(false);
  }, WRITE_MS);
  timer.unref();
  tell(true);
  return {
    take: (event) => {
      const before = activity.kind;
      activity.take(event);
      // The first progress of a session names its lanes.
      const isFirst = event.type === 'session-progress' && event.elapsedUs === 0;
      tell(activity.kind !== before || isFirst || !MANY.has(event.type));
    },
    asking: async (ask) => {
      const answer = activity.whileAsking(ask);
      tell(true);
      try {
        return await answer;
      } finally {
        tell(true);
      }
    },
    end: (end) => {
      clearInterval(timer);
      activity.end(endOf(end));
      tell(true);
    },
  };
}

function endOf(end: CampaignEnd | null): Omit<NonNullable<Activity['end']>, 'at'> {
  switch (end?.kind) {
    case undefined:
      return {
        kind: 'failed',
        words: 'it ended with an error, which its terminal or log shows; tune resume continues it',
      };
    case 'finished':
      return { kind: 'finished', words: 'it is finished' };
    case 'tapes-used-up':
      return { kind: 'tapes-used-up', words: 'all whole sessions of its tapes have run' };
    case 'halted':
      return { kind: 'halted', words: `orders were halted (${end.halt.code}): ${end.halt.text}` };
    case 'feed-away':
      return { kind: 'feed-away', words: `${end.missing} until its time was over; tune resume continues it` };
    case 'waiting': {
      const { id } = end.proposal;
      return { kind: 'waiting', words: `it waits for a decision: tune review p${id}, then tune resume` };
    }
    case 'interrupted':
      return { kind: 'interrupted', words: 'it was interrupted; tune resume continues it' };
  }
}
