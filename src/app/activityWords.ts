/** What a campaign does, in words: one line for a screen, and what comes next. */

import { counted } from '../report/figures.ts';
import type { CampaignPlan } from '../study/records.ts';
import type { Activity, ActivityKind } from './activity.ts';

/** `session 3 of 8 on calm, 24 of 60 min`, `racing 10 candidates (8 left) over 24 recorded markets`: without the time left. */
export function activityWords({ activity: { kind, race }, session, campaign, feed, orders }: Activity): string {
  switch (kind) {
    case 'starting':
      return 'starting';
    case 'loading-market':
      return `${campaign.mode === 'sim' ? 'making' : 'loading'} the market of session ${campaign.done + 1} of ${campaign.planned}`;
    case 'session':
      return session === null
        ? 'session'
        : `session ${session.nth} of ${campaign.planned} on ${session.market}, ${minutes(session.elapsedSeconds)} of ${minutes(session.plannedSeconds)} min`;
    case 'writing':
      return `writing records and pages of session ${session?.nth ?? campaign.done + 1}`;
    case 'evaluating':
      return `evaluating session ${campaign.done}: comparing its versions`;
    case 'proposing':
      return 'proposing: fitting the model of the gain, drawing candidates';
    case 'racing':
      return race === null
        ? 'racing candidates'
        : `racing ${counted(race.candidates, 'candidate')}${race.left < race.candidates ? ` (${race.left} left)` : ''} over ${counted(race.ofMarkets, 'recorded market')}`;
    case 'asking-model':
      return 'asking the language model';
    case 'waiting-for-person':
      return 'waiting for an answer at its terminal';
    case 'waiting-for-feed':
      // A feed that is connected may still lack its book; then the account is not what is missing.
      return feed?.isConnected === true && (orders?.blocks.length ?? 0) > 0
        ? 'waiting until orders may leave'
        : 'waiting for the feed';
  }
}

/** What comes after an activity. @param done completed sessions of the plan */
export function nextWords(
  kind: ActivityKind,
  { plan, done }: { readonly plan: Pick<CampaignPlan, 'sessions' | 'trials' | 'approval'>; readonly done: number },
): string {
  const hasTrials = (plan.trials ?? 0) > 0;
  const session = (number: number): string => `session ${number} of ${plan.sessions}`;
  const after = done < plan.sessions ? session(done + 1) : 'the end of the campaign';
  switch (kind) {
    case 'starting':
    case 'loading-market':
      return session(Math.min(done + 1, plan.sessions));
    case 'session':
    case 'writing': {
      if (done + 1 < plan.sessions) return `its evaluation, a round of proposals, then ${session(done + 2)}`;
      return hasTrials ? 'its evaluation, then the end of the campaign' : 'its evaluation, a last round of proposals';
    }
    case 'evaluating':
      return done >= plan.sessions && hasTrials ? 'the end of the campaign' : `a round of proposals, then ${after}`;
    case 'proposing':
    case 'racing':
    case 'asking-model':
      return `${hasTrials ? 'the best candidates go on trial' : BEST_CANDIDATE[plan.approval]}, then ${after}`;
    case 'waiting-for-person':
      return 'without an answer in 5 minutes the proposal waits (tune review)';
    case 'waiting-for-feed':
      return 'the session goes on when the feed does';
  }
}

const BEST_CANDIDATE: Readonly<Record<CampaignPlan['approval'], string>> = {
  auto: 'the best candidate becomes a version',
  ask: 'you are asked about the best candidate',
  hold: 'the campaign stops if one waits for you',
};

/** `40 s`, `12 min`, `3 h 20 min`: a length as it is read, rounded. */
export function lengthWords(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds / 60);
  if (whole < 100) return `${whole} min`;
  return `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

function minutes(seconds: number): string {
  return String(Math.floor(seconds / 60));
}
