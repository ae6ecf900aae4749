/** Runs a campaign under the workspace's lock, and says at its end what came of it. */

import { runCampaign } from '../campaign/campaign.ts';
import type { CampaignEnd } from '../campaign/campaignEnd.ts';
import type { Config } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import { currencyOf } from '../market/money.ts';
import type { Proposer } from '../proposer/proposer.ts';
import { randomProposer } from '../proposer/random.ts';
import { surrogateProposer } from '../proposer/surrogate.ts';
import { counted, terminalFigures } from '../report/figures.ts';
import { largeOrdersWarning } from '../report/largeOrders.ts';
import { moneyAnswer } from '../report/moneyAnswer.ts';
import { recommendation } from '../report/recommendation.ts';
import { reportedChampion } from '../report/reportedStudy.ts';
import { resultsTable } from '../report/resultsTable.ts';
import { wrapped } from '../report/wrapped.ts';
import { acquireLock } from '../store/lock.ts';
import { openStore } from '../store/store.ts';
import { haveMet } from '../study/compareVersions.ts';
import type { Journal, Studies } from '../study/journal.ts';
import type { CampaignRecord, LaneRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { sessionsWithoutOrders } from '../study/withoutOrders.ts';
import type { WorkspaceMarkets } from '../workspace/markets.ts';
import { reportedStudy, WorkspaceViews } from '../workspace/views.ts';
import { checkWritable } from '../workspace/writeFile.ts';
import { askPerson } from './askPerson.ts';
import { campaignNow, nextVerb } from './campaignNow.ts';
import { type Context, now, sha256 } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { modelPortsOf } from './model.ts';
import { openStudy } from './openStudy.ts';
import { ProgressLine } from './progressLine.ts';
import { queueLines, queueOf } from './queueText.ts';
import { stopOnSignals } from './signals.ts';

/** `begin` writes what the campaign starts from, once the lock is held; returns the exit code. */
export async function campaignRunner(
  context: Context,
  loaded: LoadedConfig,
  markets: WorkspaceMarkets,
  begin: (journal: Journal) => CampaignRecord,
): Promise<number> {
  const { workspace } = context;
  const { config } = loaded;
  checkWritable(workspace.runsFolder);
  checkWritable(workspace.historyFolder);
  const lock = acquireLock(workspace.lockFile, config.study.name);
  try {
    const store = openStore(workspace.databaseFile, { now });
    try {
      const journal = openStudy(store, loaded);
      const campaign = begin(journal);
      const end = await run(context, loaded, markets, store, journal, campaign);
      return report(context, journal, end, campaign);
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}

async function run(
  context: Context,
  loaded: LoadedConfig,
  markets: WorkspaceMarkets,
  studies: Studies,
  journal: Journal,
  campaign: CampaignRecord,
): Promise<CampaignEnd> {
  const { io, workspace } = context;
  const { config } = loaded;
  const progress = new ProgressLine(io, campaign.plan, currencyOf(journal.study.instrument));
  const stop = stopOnSignals(() => progress.note('stopping: the running session is sealed (once more abandons it)'));
  try {
    return await runCampaign(campaign, {
      journal,
      markets,
      proposer: proposerOf(config),
      model: await modelPortsOf(loaded, journal, studies, stop.signal),
      effectScale: effectScaleOf(config),
      views: new WorkspaceViews(workspace, journal, config.files.keepTapes),
      ask: (proposal) => askPerson(io, journal, proposal, loaded),
      progress: (event) => progress.show(event),
      breathe: () => new Promise((done) => setImmediate(done)),
      sha256,
      stop: stop.state,
    });
  } finally {
    stop.release();
    progress.done();
  }
}

function proposerOf(config: Config): Proposer {
  if (config.proposer.use === 'random') return randomProposer;
  return surrogateProposer(effectScaleOf(config));
}

/** Size of effects to expect, gain per hour in quote currency. */
function effectScaleOf({ study, proposer }: Config): number {
  return (study.capital * proposer.effectPerHourPct) / 100;
}

function report(context: Context, journal: Journal, end: CampaignEnd, campaign: CampaignRecord): number {
  const { io, workspace } = context;
  const reported = reportedStudy(journal);
  const { snapshot } = reported;
  if (context.json) {
    const { versions, evaluations, leaderboard } = snapshot;
    const result = {
      study: journal.study.name,
      end: end.kind,
      champion: reportedChampion(snapshot),
      recommended: leaderboard.recommended,
      versions,
      evaluations,
    };
    io.out(JSON.stringify(result, null, 2));
  } else {
    io.out(resultsTable(reported, { width: io.width, paint: io.paint }));
    const figures = terminalFigures(reported.currency);
    const answers = [...moneyAnswer(snapshot, figures), ...recommendation(snapshot, figures), ...inVain(snapshot)];
    io.out('');
    for (const answer of answers) for (const line of wrapped(answer, io.width)) io.out(line);
    const large = largeOrdersWarning(actingLanes(snapshot, campaign), figures);
    if (large !== null) for (const line of wrapped(`Note: ${large}`, io.width)) io.out(line);
  }
  if (end.kind === 'tapes-used-up')
    io.say(`The tapes held ${end.completed} whole sessions: that is all there is to replay.`);
  for (const line of idleSessions(campaign, journal)) io.say(line);
  io.say('');
  io.say(`History   ${workspace.historyFolder}/${journal.study.name}/EVOLUTION.md`);
  io.say(`Sessions  ${workspace.runsFolder}`);
  for (const line of queueLines(queueOf(journal))) io.say(line);
  io.say(`Next: ${nextVerb(campaignNow(journal, null), journal.proposals(), 'tune history')}`);
  if (end.kind === 'waiting') return EXIT.proposalWaits;
  return end.kind === 'interrupted' ? EXIT.interrupted : EXIT.ok;
}

/** What the campaign's versions on trial did, under pessimistic fills. */
function actingLanes({ sessions, lanes }: StudySnapshot, { id }: CampaignRecord): LaneRecord[] {
  const own = new Set(sessions.filter(({ campaignId }) => campaignId === id).map((session) => session.id));
  return lanes.filter(
    ({ sessionId, role, fillModel }) => own.has(sessionId) && role === 'acting' && fillModel === 'pessimistic',
  );
}

/** One line where acting versions placed no order at all: such sessions look like careful ones and measure nothing. */
function idleSessions(campaign: CampaignRecord, journal: Journal): string[] {
  const sessions = journal.sessions().filter(({ campaignId }) => campaignId === campaign.id);
  const idle = sessionsWithoutOrders({ sessions, lanes: journal.lanes() });
  if (idle.length === 0) return [];
  const names = idle.map(({ number, acting }) => `s${number} (v${acting})`).join(', ');
  return [
    `Warning: no order was placed in ${counted(idle.length, 'session')}: ${names}. tune show s${idle[0]?.number} tells what risk denied; else look at the size of orders.`,
  ];
}

/** Versions that ran beside the champion and are no wiser for it. */
function inVain(snapshot: StudySnapshot): string[] {
  const { champion, leaderboard, laneIndex } = snapshot;
  const open = leaderboard.versions.filter(
    ({ version: { number }, comparison }) =>
      comparison === null && !laneIndex.versionsLike(number).includes(champion) && haveMet(number, champion, snapshot),
  );
  if (open.length === 0) return [];
  const names = open.map(({ version }) => `v${version.number}`).join(', ');
  return [
    `${names} met v${champion} only on recorded markets that a race had chosen them or their parents on, which is no new evidence: replay other tapes to measure them.`,
  ];
}
