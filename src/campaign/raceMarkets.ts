/** The recorded markets that candidates run over before one of them may cost a session. */

import type { CampaignPlan, MarketSource, SessionRecord } from '../study/records.ts';
import { regimesAmong } from '../study/regime.ts';
import type { CampaignPorts } from './ports.ts';
import type { RaceMarket } from './race.ts';

/** At most this many of the newest sessions, and as many pieces of the tapes that the user named; more when sessions are short, up to the hours below. */
const MOST_MARKETS = 24;
const MOST_HOURS = 24;

/** The study's newest sessions, and pieces of the tapes that the user named. */
export async function marketsToRaceOn(
  plan: CampaignPlan,
  { journal, markets }: Pick<CampaignPorts, 'journal' | 'markets'>,
): Promise<RaceMarket[]> {
  // A tape that sessions run over too would choose a version on the same minutes that are to prove it.
  const used = new Set(journal.sessions().flatMap(({ source }) => (source.type === 'tape' ? [source.sha256] : [])));
  const regimeOf = regimesAmong(journal.sessions());
  const own = recordedMarkets(journal, plan).map(
    (session): RaceMarket => ({ source: session.source, regime: regimeOf(session), session: session.number }),
  );
  const named = (
    await markets.piecesOf(plan.gateTapes, plan.minutes, mostMarkets(plan.minutes), plan.reference?.tapes)
  ).filter(({ sha256 }) => !used.has(sha256));
  return [...own, ...named.map((source): RaceMarket => ({ source, regime: `tape ${source.file}`, session: null }))];
}

/** The newest completed sessions, each market once, oldest first. */
export function recordedMarkets(
  journal: Pick<CampaignPorts['journal'], 'campaigns' | 'sessions'>,
  { latency, minutes, reference }: CampaignPlan,
): SessionRecord[] {
  // Only markets that ran with a recorded feed are known to have one, and versions may read a reference where the plan has one.
  const fit = journal
    .campaigns()
    .filter(({ plan }) => latency.feed !== 'recorded' || plan.latency.feed === 'recorded')
    .filter(({ plan }) => reference === undefined || plan.reference !== undefined);
  const fitting = new Set(fit.map(({ id }) => id));
  const seen = new Set<string>();
  const distinct = journal
    .sessions()
    .filter(({ status, campaignId }) => status === 'completed' && fitting.has(campaignId))
    .toReversed()
    .filter(({ source }) => {
      const key = marketKey(source);
      return !seen.has(key) && seen.add(key) !== undefined;
    });
  return distinct.slice(0, mostMarkets(minutes)).reverse();
}

/** The same minutes are one market, whatever reference was read beside them. */
function marketKey(source: MarketSource): string {
  if (source.type !== 'tape') return JSON.stringify(source);
  const { reference: _, ...own } = source;
  return JSON.stringify(own);
}

function mostMarkets(minutes: number): number {
  return Math.max(MOST_MARKETS, Math.floor((MOST_HOURS * 60) / minutes));
}
