/** One page about a study: leaderboard, evidence, luck, beliefs, what to do next. */

import { roundStart } from '../campaign/round.ts';
import { profileOf } from '../proposer/profile.ts';
import { renderStudyPage, type StudyFacts } from '../report/pages/studyPage.ts';
import type { Journal } from '../study/journal.ts';
import { luckAdjusted } from '../study/luckAdjusted.ts';
import { raceOverfitting } from '../study/races.ts';
import { pastRounds } from '../study/rounds.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';
import { reportedStudy } from '../workspace/reportedStudy.ts';
import type { UseCasePorts } from './ports.ts';
import { cancellableVersions, waitingIn } from './waiting.ts';

export interface StudyReport {
  /** As Markdown. */
  readonly page: string;
  /** The same as plain data. */
  readonly data: object;
  readonly next: StudyFacts['next'];
}

/** @throws ConfigError */
export function studyReport(journal: Journal, ports: Pick<UseCasePorts, 'settings'>, kept: KeptAnswers): StudyReport {
  return kept.answer('report', [ports.settings().config.proposer], () => {
    const facts = reportStudy(journal, ports);
    const { report, ...derived } = facts;
    const { study, heldLeaderboard: leaderboard, trust } = report.snapshot;
    return { page: renderStudyPage(facts), data: { study, leaderboard, trust, ...derived }, next: facts.next };
  });
}

/** The facts that `renderStudyPage` renders. @throws ConfigError */
function reportStudy(journal: Journal, ports: Pick<UseCasePorts, 'settings'>): StudyFacts {
  const report = reportedStudy(journal);
  const { snapshot } = report;
  return {
    report,
    luck: luckAdjusted(snapshot),
    overfitting: raceOverfitting(pastRounds(snapshot.sessions, snapshot.proposals)),
    beliefs: beliefs(ports, journal),
    next: nextVerb(journal),
  };
}

/** The beliefs that the next round would start from; none before the first campaign. */
function beliefs({ settings }: Pick<UseCasePorts, 'settings'>, journal: Journal): StudyFacts['beliefs'] {
  const campaign = journal.campaigns().at(-1);
  if (campaign === undefined) return [];
  const { proposer } = settings().config;
  const { round } = roundStart(journal, campaign, journal.sessions().length + 1);
  return profileOf(round, (journal.study.capital * proposer.effectPerHourPct) / 100);
}

function nextVerb(journal: Journal): StudyFacts['next'] {
  const waiting = waitingIn(journal);
  if (waiting !== undefined) return { verb: `tune review p${waiting.id}`, why: 'a proposal waits for its decision' };
  const campaign = journal.campaigns().at(-1);
  if (campaign?.status === 'running') {
    return { verb: 'tune status', why: 'the last campaign runs, or its process ended before it: this says which' };
  }
  if (campaign !== undefined && campaign.status !== 'finished') {
    return { verb: 'tune resume', why: `the last campaign is ${campaign.status}` };
  }
  const [queued] = cancellableVersions(journal);
  if (queued !== undefined)
    return { verb: 'tune start', why: `v${queued.number} waits for its session and runs first` };
  return { verb: 'tune start', why: 'no proposal waits; more sessions are more evidence' };
}
