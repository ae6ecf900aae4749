/** What has to be true before orders leave. Each refusal is a sentence with what to do. */

import { equityOf, type VenueAccount } from '../gateway/openGateway.ts';
import { GatewayError } from '../orders/gateway.ts';
import { defaultLimits, type RiskLimits } from '../risk/limits.ts';
import { championOf } from '../study/champions.ts';
import { PAPER_SESSIONS_BEFORE_LIVE, paperSessions } from '../study/paperEvidence.ts';
import type { CampaignPlan } from '../study/records.ts';
import { feedName } from '../study/sessions.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import { requireSameInstrument } from './compareInstrument.ts';
import { UsageError } from './errors.ts';
import { keyProblem } from './keyProblem.ts';
import { type Agreed, accountOf } from './liveAccount.ts';
import { measuredMessages, tooManyMessages } from './messageForecast.ts';
import type { UseCasePorts } from './ports.ts';
import { readStudy } from './studyAccess.ts';
import { verifySession } from './verifySessions.ts';

export interface GoingLivePorts extends UseCasePorts {
  readonly isEndpointAllowed: boolean;
  /**
   * Has a person type the symbol. Their name, or false where they did not; null where nobody can be asked.
   * @param text what they agree to
   */
  readonly confirm: (symbol: string, text: string) => Promise<string | false | null>;
}

/**
 * Checks everything, and asks the person last.
 * @throws UsageError: first for the setting, then for keys, then for the instrument, then with all that else is missing; GatewayError
 * where the venue does not answer
 */
export async function requireGoingLive(plan: CampaignPlan, ports: GoingLivePorts): Promise<Agreed> {
  const { feed } = plan;
  const loaded = ports.settings();
  const { config } = loaded;
  if (feed === undefined) throw new UsageError('--mode live needs a venue and a symbol');
  if (config.live.mode !== 'live') {
    throw new UsageError(
      'orders leave only where tune.toml says so too. Read docs/live.md first, then write mode = "live" under [live] in tune.toml',
    );
  }
  const account = accountOf(feed, loaded, ports);
  await requireSameInstrument(feed, ports.isEndpointAllowed, ports);
  const fault = await keyProblem(account, ports.notify);
  const problems = [
    ...(fault === null ? [] : [fault]),
    ...looserLimits(plan.limits),
    ...(await tooLittleEquity(account, config.study.capital)),
    ...(await tooLittleEvidence(plan, account, ports)),
  ];
  if (problems.length > 0)
    throw new UsageError(['No order leaves yet:', ...problems.map((one) => `  ${one}`)].join('\n'));
  const name = feedName(feed);
  const words = `Orders will be sent for ${name}, with up to ${config.study.capital} ${config.instrument.quoteCurrency ?? 'USD'} at risk by the limits of tune.toml. Positions stay open when it ends. A halt of before is over with your answer.`;
  const answer = await ports.confirm(feed.symbol, words);
  if (answer === null)
    throw new UsageError(`${words}\nA person has to type the symbol at a terminal; nobody can be asked here.`);
  if (answer === false) throw new UsageError('the symbol was not typed: no order was sent');
  return { account, armedBy: answer };
}

/** No order may leave under looser limits than the defaults. */
const AT_MOST = [
  'orderNotionalPct',
  'openNotionalPct',
  'positionPct',
  'collarPct',
  'openOrders',
  'rejectStreak',
  'stalePullSeconds',
  'staleHaltSeconds',
  'lossWarnPct',
  'lossReducePct',
  'lossHaltPct',
] as const;

function looserLimits(limits: RiskLimits): string[] {
  return AT_MOST.filter((name) => limits[name] > defaultLimits[name]).map((name) => {
    const setting = `risk.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    return `${setting} is ${limits[name]}, and live orders have at most ${defaultLimits[name]}`;
  });
}

async function tooLittleEquity(account: VenueAccount, capital: number): Promise<string[]> {
  const equity = await equityOf(account);
  if (!Number.isFinite(equity)) throw new GatewayError(`${account.venue} does not say what the account is worth`);
  if (capital <= equity) return [];
  return [
    `study.capital is ${capital}, and the account at ${account.venue} is worth ${equity.toFixed(2)}: limits are shares of the capital`,
  ];
}

/** The champion has run on paper over this very market, and that can be shown. */
async function tooLittleEvidence(
  plan: CampaignPlan,
  account: VenueAccount,
  ports: GoingLivePorts,
): Promise<readonly string[]> {
  const { feed } = plan;
  if (feed === undefined) return [];
  return readStudy(ports, async (journal) => {
    const study = snapshotOf(journal);
    const champion = championOf(study);
    const sessions = paperSessions(study, champion, feed).slice(-PAPER_SESSIONS_BEFORE_LIVE);
    if (sessions.length < PAPER_SESSIONS_BEFORE_LIVE) {
      return [
        `v${champion} has ${sessions.length} of ${PAPER_SESSIONS_BEFORE_LIVE} completed paper sessions on ${feedName(feed)}: tune start --mode paper`,
      ];
    }
    const problems: string[] = [];
    for (const session of sessions) {
      for (const { from, differences } of await verifySession(journal, session, ports)) {
        problems.push(...differences.map((one) => `session ${session.number} from its ${from}: ${one}`));
      }
    }
    const { refused, warned } = await tooManyMessages(plan, account, measuredMessages(study, champion, sessions));
    for (const one of warned) ports.notify(`WARNING: ${one}`);
    return [...problems, ...refused];
  });
}
