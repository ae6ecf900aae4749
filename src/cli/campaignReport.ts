/** The result of a campaign for the terminal, and its exit code. */

import { campaignAnswers, campaignSizeWarning, idleSessionsWarning } from '../app/recommendation.ts';
import type { CampaignOutcome } from '../app/runCampaign.ts';
import { terminalFigures } from '../report/figures.ts';
import { reportedChampion } from '../report/reportedStudy.ts';
import { resultsTable } from '../report/resultsTable.ts';
import { wrapped } from '../report/terminalText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { nextVerb } from './nextVerb.ts';
import { queueLines } from './queueText.ts';

export function printCampaign(context: Context, outcome: CampaignOutcome): number {
  const { io, json, workspace } = context;
  const { end, records, now } = outcome;
  if (json) io.out(JSON.stringify(campaignData(outcome), null, 2));
  else printResults(context, outcome);
  if (end.kind === 'tapes-used-up')
    io.say(`The tapes held ${end.completed} whole sessions: that is all there is to replay.`);
  const idle = idleSessionsWarning(outcome);
  if (idle !== null) io.say(idle);
  io.say('');
  io.say(`History   ${workspace.historyFolder}/${records.snapshot.study.name}/EVOLUTION.md`);
  io.say(`Sessions  ${workspace.runsFolder}`);
  for (const line of queueLines(outcome.queue)) io.say(line);
  io.say(`Next: ${nextVerb(now, records.snapshot.proposals, 'tune history')}`);
  if (end.kind === 'waiting') return EXIT.proposalWaits;
  return end.kind === 'interrupted' ? EXIT.interrupted : EXIT.ok;
}

function campaignData({ end, records: { snapshot } }: CampaignOutcome) {
  const { study, leaderboard, versions, evaluations } = snapshot;
  const { recommended } = leaderboard;
  return { study: study.name, end: end.kind, champion: reportedChampion(snapshot), recommended, versions, evaluations };
}

function printResults({ io }: Context, outcome: CampaignOutcome): void {
  const { records } = outcome;
  const figures = terminalFigures(records.currency);
  const print = (paragraph: string): void => {
    for (const line of wrapped(paragraph, io.width)) io.out(line);
  };
  io.out(resultsTable(records, { width: io.width, paint: io.paint }));
  io.out('');
  for (const answer of campaignAnswers(outcome, figures)) print(answer);
  const large = campaignSizeWarning(outcome, figures);
  if (large !== null) print(`Note: ${large}`);
}
