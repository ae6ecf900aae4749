/** The conclusions at the end of a campaign: what the study earned, which version to use, what the figures cannot show. */

import { counted, type Figures } from '../report/figures.ts';
import { moneyAnswer } from '../report/moneyAnswer.ts';
import { largeOrdersWarning } from '../report/pages/sessionPage.ts';
import { recommendation } from '../report/recommendation.ts';
import { haveMet } from '../study/comparisons.ts';
import type { CampaignRecord, LaneRecord } from '../study/records.ts';
import { sessionsWithoutOrders } from '../study/sessions.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import type { CampaignOutcome } from './runCampaign.ts';

/** Sentences of one paragraph each, the most important first. */
export function campaignAnswers({ records: { snapshot } }: CampaignOutcome, figures: Figures): string[] {
  return [...moneyAnswer(snapshot, figures), ...recommendation(snapshot, figures), ...onlyOnSelectionMarkets(snapshot)];
}

/** A warning where the orders of the campaign were large compared with those of the market; null otherwise. */
export function campaignSizeWarning({ campaign, records }: CampaignOutcome, figures: Figures): string | null {
  return largeOrdersWarning(actingLanes(records.snapshot, campaign), figures);
}

/** Lanes of the campaign's versions on trial, under pessimistic fills. */
function actingLanes({ sessions, lanes }: StudySnapshot, { id }: CampaignRecord): LaneRecord[] {
  const own = new Set(sessions.filter(({ campaignId }) => campaignId === id).map((session) => session.id));
  return lanes.filter(
    ({ sessionId, role, fillModel }) => own.has(sessionId) && role === 'acting' && fillModel === 'pessimistic',
  );
}

/** A warning where a version on trial placed no order, because such a session measures nothing; null otherwise. */
export function idleSessionsWarning({ campaign, records }: CampaignOutcome): string | null {
  const { lanes } = records.snapshot;
  const sessions = records.snapshot.sessions.filter(({ campaignId }) => campaignId === campaign.id);
  const idle = sessionsWithoutOrders({ sessions, lanes });
  if (idle.length === 0) return null;
  const names = idle.map(({ number, acting }) => `s${number} (v${acting})`).join(', ');
  return `Warning: no order was placed in ${counted(idle.length, 'session')}: ${names}. tune show s${idle[0]?.number} shows what risk limits denied. If they denied nothing, look at the size of orders.`;
}

/** Versions that ran beside the champion without giving evidence: they were selected on the markets that they ran on. */
function onlyOnSelectionMarkets(snapshot: StudySnapshot): string[] {
  const { champion, leaderboard, laneIndex } = snapshot;
  const open = leaderboard.versions.filter(
    ({ version: { number }, comparison }) =>
      comparison === null && !laneIndex.versionsLike(number).includes(champion) && haveMet(number, champion, snapshot),
  );
  if (open.length === 0) return [];
  const names = open.map(({ version }) => `v${version.number}`).join(', ');
  const [them, parents] = open.length === 1 ? ['it', 'its parent'] : ['them', 'their parents'];
  return [
    `${names} ran against v${champion} only on recorded markets already used to select ${them} or ${parents}; that is not new evidence. Replay other tapes to measure ${them}.`,
  ];
}
