/** `tune report`: where the study stands, as one page of Markdown. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { roundStart } from '../campaign/round.ts';
import { profileOf } from '../proposer/profile.ts';
import { renderStudyPage, type StudyFacts } from '../report/studyPage.ts';
import type { Journal } from '../study/journal.ts';
import { luckAdjusted } from '../study/luckAdjusted.ts';
import { raceOverfitting } from '../study/raceOverfitting.ts';
import { pastRounds } from '../study/rounds.ts';
import { reportedStudy } from '../workspace/views.ts';
import { ASK_AGAIN, writeWhole } from '../workspace/writeFile.ts';
import { type Context, reading } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { waitingIn } from './waiting.ts';

interface ReportOptions {
  readonly out?: string;
}

export function reportVerb(program: Command, run: Run): void {
  program
    .command('report')
    .description('Write one page: best guess, evidence of every version, what luck explains, what to do next.')
    .option('--out <file>', 'write the page into a file instead of stdout')
    .action((options: ReportOptions, command: Command) =>
      run(command, (context) => reading(context, (journal) => report(context, journal, options))),
    );
}

function report(context: Context, journal: Journal, { out }: ReportOptions): number {
  const { io } = context;
  const facts = studyFacts(context, journal);
  const { report: reported, ...derived } = facts;
  const { study, heldLeaderboard: standing, trust } = reported.snapshot;
  const page = context.json
    ? `${JSON.stringify({ study, standing, trust, ...derived }, null, 2)}\n`
    : renderStudyPage(facts);
  if (out === undefined) io.out(page.trimEnd());
  else {
    writeWhole(resolve(out), page, ASK_AGAIN);
    if (context.json) io.out(JSON.stringify({ written: resolve(out) }, null, 2));
    else io.tell(`Written to ${out}`);
  }
  io.say(`Next: ${facts.next.verb}`);
  return EXIT.ok;
}

function studyFacts(context: Context, journal: Journal): StudyFacts {
  const reported = reportedStudy(journal);
  const { snapshot } = reported;
  return {
    report: reported,
    luck: luckAdjusted(snapshot),
    overfitting: raceOverfitting(pastRounds(snapshot.sessions, snapshot.proposals)),
    beliefs: beliefs(context, journal),
    next: nextVerb(journal),
  };
}

/** What the next round would start from; nothing before the first campaign. */
function beliefs(context: Context, journal: Journal): StudyFacts['beliefs'] {
  const campaign = journal.campaigns().at(-1);
  if (campaign === undefined) return [];
  const { proposer } = context.settings().config;
  const { round } = roundStart(journal, campaign.plan, journal.sessions().length + 1);
  return profileOf(round, (journal.study.capital * proposer.effectPerHourPct) / 100);
}

function nextVerb(journal: Journal): StudyFacts['next'] {
  const waiting = waitingIn(journal);
  if (waiting !== undefined) return { verb: `tune review p${waiting.id}`, why: 'a proposal waits for its decision' };
  const campaign = journal.campaigns().at(-1);
  if (campaign !== undefined && campaign.status !== 'finished') {
    return { verb: 'tune resume', why: `the last campaign is ${campaign.status}` };
  }
  return { verb: 'tune start', why: 'no proposal waits; more sessions are more evidence' };
}
