/** Runs a campaign under the workspace's lock and collects its results. */

import { runCampaign } from '../campaign/campaign.ts';
import type { CampaignEnd, CampaignEvent, PersonAnswer } from '../campaign/ports.ts';
import type { Config } from '../config/config.ts';
import type { OrdersRequest } from '../live/openOrders.ts';
import { modelProposer } from '../proposer/model/modelProposer.ts';
import type { Proposer } from '../proposer/proposer.ts';
import { randomProposer, randomTrials } from '../proposer/random.ts';
import { surrogateProposer } from '../proposer/surrogate.ts';
import type { ReportedStudy } from '../report/reportedStudy.ts';
import { acquireLock } from '../store/lock.ts';
import { openStore } from '../store/store.ts';
import type { Journal, Studies } from '../study/journal.ts';
import type { CampaignPlan, CampaignRecord, ProposalRecord, VersionRecord } from '../study/records.ts';
import type { WorkspaceMarkets } from '../workspace/markets.ts';
import { reportedStudy } from '../workspace/reportedStudy.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import { checkWritable } from '../workspace/writeFile.ts';
import type { Activity } from './activity.ts';
import { campaignLanes } from './campaignLanes.ts';
import { campaignNow } from './campaignNow.ts';
import type { GoingLivePorts } from './goingLive.ts';
import { keepAnswers } from './keepAnswers.ts';
import { modelPortsOf } from './modelPorts.ts';
import { type NextAction, nextAction } from './nextAction.ts';
import { type CampaignNotices, campaignNotices } from './notifyCampaign.ts';
import { openLive } from './openLive.ts';
import { openStudy } from './openStudy.ts';
import type { UseCasePorts } from './ports.ts';
import { publishActivity } from './publishActivity.ts';
import { cancellableVersions, waitingIn } from './waiting.ts';

/** Random candidates that a round with trial lanes has beside those of the surrogate; most rounds have a lane for one of them. */
const RANDOM_TRIALS = 2;

/** How the user follows one campaign, answers its questions and stops it. */
export interface CampaignObserver {
  readonly progress: (event: CampaignEvent) => void;
  /** Shows what the campaign does: told when that changes, and up to ten times a second; left out where nobody looks. */
  readonly activity?: (activity: Activity) => void;
  /** Asks the user, where the plan's policy is `ask`; `later` when it is to stop. */
  readonly ask: (proposal: ProposalRecord, stop: AbortSignal) => Promise<PersonAnswer>;
  /** Aborted when the user wants to stop: the running session is sealed, the wait for a model ends. */
  readonly stop: AbortSignal;
  /** Called once when the campaign has ended, also after an error. */
  readonly done: () => void;
}

/** The ports of a use case that runs a campaign. */
export interface RunPorts extends UseCasePorts {
  readonly markets: WorkspaceMarkets;
  /** Threads for races, from 1; undefined for as many as are useful on this machine. */
  readonly threads: number | undefined;
  /** Whether market data may come from an address that is neither the venue's nor on this machine. */
  readonly isEndpointAllowed: boolean;
  /** Has a person agree to orders; see goingLive.ts. */
  readonly confirm: GoingLivePorts['confirm'];
  /** Called once, when the campaign is on record and before its first session. */
  readonly observe: (campaign: CampaignRecord, journal: Journal) => CampaignObserver;
}

/** A campaign that has ended or stopped, and the records of its study. */
export interface CampaignOutcome {
  readonly campaign: CampaignRecord;
  readonly end: CampaignEnd;
  readonly records: ReportedStudy;
  /** Queued versions that can be cancelled. */
  readonly queue: readonly VersionRecord[];
  readonly next: NextAction;
}

/** Runs a campaign to its end or its next stop. @param begin returns it, and records it where it is new; it is called when the lock is held. @param orders of the account to which it sends its own; null where it sends none. @throws LockBusy, StoreError, ViewError */
export async function runUnderLock(
  ports: RunPorts,
  begin: (journal: Journal) => CampaignRecord,
  orders: OrdersRequest | null = null,
): Promise<CampaignOutcome> {
  const { workspace } = ports;
  checkWritable(workspace.runsFolder);
  checkWritable(workspace.historyFolder);
  const notices = campaignNotices(ports);
  try {
    return await underLock(ports, notices, begin, orders);
  } finally {
    // The lock is free and the results are shown; only the end of the program waits for the last message, about a minute at most.
    void notices.close();
  }
}

async function underLock(
  ports: RunPorts,
  notices: CampaignNotices,
  begin: (journal: Journal) => CampaignRecord,
  orders: OrdersRequest | null,
): Promise<CampaignOutcome> {
  const { workspace, now } = ports;
  const loaded = ports.settings();
  const lock = acquireLock(workspace.lockFile, loaded.config.study.name);
  try {
    const store = openStore(workspace.databaseFile, { now });
    try {
      const journal = openStudy(store, loaded);
      const campaign = begin(journal);
      const end = await run(ports, notices, store, journal, campaign, orders);
      // By the settings that it ran with: those in the file may have been broken since.
      keepAnswers(journal, store, { ...ports, settings: () => loaded });
      return {
        campaign,
        end,
        records: reportedStudy(journal),
        queue: cancellableVersions(journal),
        next: nextAction(campaignNow(journal, null), waitingIn(journal)?.id ?? null),
      };
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}

async function run(
  ports: RunPorts,
  notices: CampaignNotices,
  studies: Studies,
  journal: Journal,
  campaign: CampaignRecord,
  orders: OrdersRequest | null,
): Promise<CampaignEnd> {
  const { workspace, markets, sha256 } = ports;
  const { config } = ports.settings();
  const breathe = (): Promise<void> => new Promise((resume) => setImmediate(resume));
  const { lanes, close } = await campaignLanes(ports, breathe);
  const { progress, activity: show = () => undefined, ask, stop: stopOfUser, done } = ports.observe(campaign, journal);
  const failed = new AbortController();
  const stop = AbortSignal.any([stopOfUser, failed.signal]);
  let end: CampaignEnd | null = null;
  const live = openLive(campaign, journal.sessions(), orders, ports);
  const activity = publishActivity({
    ...{ workspace, campaign, journal, now: ports.now, show, notify: ports.notify },
    live: () => live?.activity() ?? null,
    say: (text) => progress({ type: 'orders-said', text }),
  });
  notices.begin(campaign, journal);
  try {
    end = await runCampaign(campaign, {
      journal,
      markets,
      live: live?.sessions ?? null,
      lanes,
      proposers: await proposersOf(ports, campaign.plan, journal, studies, stop),
      effectScale: effectScaleOf(config),
      views: new WorkspaceViews(workspace, journal, config.files.keepTapes),
      ask: (proposal) => activity.asking(() => ask(proposal, stop)),
      progress: (event) => {
        progress(event);
        activity.take(event);
        notices.take(event);
      },
      breathe,
      now: ports.now,
      sha256,
      abandon: () => failed.abort(),
      stop: {
        get requested() {
          return stop.aborted;
        },
      },
      onStop: (then) => whenAborted(stop, then),
    });
    return end;
  } finally {
    activity.end(end);
    notices.end(end);
    done();
    if ((await live?.close()) === false) ports.notify(ORDERS_MAY_BE_OPEN);
    await close();
  }
}

const ORDERS_MAY_BE_OPEN =
  'WARNING: the venue has not confirmed that no order of this program is open. Look at the account, or: tune kill';

function whenAborted(stop: AbortSignal, then: () => void): () => void {
  if (stop.aborted) then();
  else stop.addEventListener('abort', then, { once: true });
  return () => stop.removeEventListener('abort', then);
}

async function proposersOf(
  ports: UseCasePorts,
  plan: CampaignPlan,
  journal: Journal,
  studies: Studies,
  stop: AbortSignal,
): Promise<Proposer[]> {
  const { config } = ports.settings();
  const effectScale = effectScaleOf(config);
  const withTrials = (plan.trials ?? 0) > 0;
  const own =
    config.proposer.use === 'random'
      ? [randomProposer]
      : [surrogateProposer(effectScale), ...(withTrials ? [randomTrials(RANDOM_TRIALS)] : [])];
  const model = await modelPortsOf(ports, journal, studies, stop);
  return model === null ? own : [...own, modelProposer(model, effectScale)];
}

/** The size of effect to expect: gain per hour in quote currency. */
function effectScaleOf({ study, proposer }: Config): number {
  return (study.capital * proposer.effectPerHourPct) / 100;
}
