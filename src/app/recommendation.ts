/** The conclusions at the end of a campaign: what the study earned, which version to use, what the figures cannot show. */

import { counted, type Figures } from '../report/figures.ts';
import type { ReportInput } from '../report/input.ts';
import { largeOrdersWarning } from '../report/largeOrders.ts';
import { moneyAnswer } from '../report/moneyAnswer.ts';
import { recommendation } from '../report/recommendation.ts';
import { haveMet } from '../study/compareVersions.ts';
import { versionsLike } from '../study/laneIndex.ts';
import type { Leaderboard } from '../study/leaderboard.ts';
import type { CampaignRecord, LaneRecord } from '../study/records.ts';
import { sessionsWithoutOrders } from '../study/withoutOrders.ts';
import type { CampaignOutcome } from './runCampaign.ts';

/** Sentences of one paragraph each, the most important first. */
export function campaignAnswers({ standing, records }: CampaignOutcome, figures: Figures): string[] {
  return [
    ...moneyAnswer(records, figures),
    ...recommendation(standing, records, figures),
    ...onlyOnSelectionMarkets(standing, records),
  ];
}

/** A warning where orders of the campaign were large beside the market's; null otherwise. */
export function campaignSizeWarning({ campaign, records }: CampaignOutcome, figures: Figures): string | null {
  return largeOrdersWarning(actingLanes(records, campaign), figures);
}

/** Lanes of the campaign's versions on trial, under pessimistic fills. */
function actingLanes({ sessions, lanes }: ReportInput, { id }: CampaignRecord): LaneRecord[] {
  const own = new Set(sessions.filter(({ campaignId }) => campaignId === id).map((session) => session.id));
  return lanes.filter(
    ({ sessionId, role, fillModel }) => own.has(sessionId) && role === 'acting' && fillModel === 'pessimistic',
  );
}

/** A warning where versions on trial placed no order at all: such a session looks careful and measures nothing. */
export function idleSessionsWarning({ campaign, records }: CampaignOutcome): string | null {
  const sessions = records.sessions.filter(({ campaignId }) => campaignId === campaign.id);
  const idle = sessionsWithoutOrders({ sessions, lanes: records.lanes });
  if (idle.length === 0) return null;
  const names = idle.map(({ number, acting }) => `s${number} (v${acting})`).join(', ');
  return `Warning: no order was placed in ${counted(idle.length, 'session')}: ${names}. tune show s${idle[0]?.number} tells what risk denied; else look at the size of orders.`;
}

/** Versions that ran beside the champion without giving evidence: they were selected on the markets that they ran on. */
function onlyOnSelectionMarkets({ champion, versions }: Leaderboard, records: ReportInput): string[] {
  const open = versions.filter(
    ({ version: { number }, comparison }) =>
      comparison === null &&
      !versionsLike(number, records.versions).includes(champion) &&
      haveMet(number, champion, records),
  );
  if (open.length === 0) return [];
  const names = open.map(({ version }) => `v${version.number}`).join(', ');
  const [them, parents] = open.length === 1 ? ['it', 'its parent'] : ['them', 'their parents'];
  return [
    `${names} ran against v${champion} only on recorded markets already used to select ${them} or ${parents}; that is not new evidence. Replay other tapes to measure ${them}.`,
  ];
}
