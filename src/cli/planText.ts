/** The plan of a campaign for the terminal. */

import type { Config } from '../config/config.ts';
import { currencyOf, inCurrency } from '../market/money.ts';
import type { CampaignPlan } from '../study/records.ts';
import type { PlanOptions } from './planFlags.ts';

export function planText(plan: CampaignPlan, config: Config): string {
  const market =
    plan.mode === 'sim' ? `synthetic markets: ${plan.families.join(', ')}` : `tapes: ${plan.tapes.join(', ')}`;
  const gate = plan.gateTapes.length === 0 ? [] : [`candidates race on ${plan.gateTapes.join(', ')} too`];
  return [
    `study ${config.study.name}: ${config.study.strategy} on ${config.instrument.symbol}, capital ${inCurrency(String(config.study.capital), currencyOf(config.instrument))}`,
    `${plan.sessions} sessions of ${plan.minutes} market minutes, ${plan.mode}, ${market}`,
    ...gate,
    `proposer ${config.proposer.use}, approval ${plan.approval}, decisions every ${plan.decisionMs} ms`,
  ].join('\n');
}

/** Names what was asked for and will not run: hours without a whole session, sessions that the tapes do not hold. */
export function cutText(options: PlanOptions, { sessions, minutes, mode }: CampaignPlan): string | null {
  const wanted = options.sessions === undefined ? (Number(options.hours) * 60) / minutes : Number(options.sessions);
  if (sessions === wanted) return null;
  const asked = options.sessions === undefined ? `--hours ${options.hours}` : `--sessions ${options.sessions}`;
  const why = mode === 'replay' && sessions < Math.floor(wanted) ? 'the tapes hold no more' : 'sessions are whole';
  return `${asked}: ${sessions} session${sessions === 1 ? '' : 's'} of ${minutes} min will run; ${why}.`;
}
