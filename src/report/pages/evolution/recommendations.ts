/** What the next version should do, by what was measured. */

import { learnings } from '../../../study/learnings/learning.ts';
import { sourceOf } from '../../../study/trialSources.ts';
import { isOpen, neededWords, weightOf } from '../../evidence.ts';
import { counted, type Figures } from '../../figures.ts';
import { shownAlone } from '../../learnings.ts';
import { PAGES, pageLink } from '../../links.ts';
import { proposedWords } from '../../parameterText.ts';
import { plainChance } from '../../plainChance.ts';
import { recommendation } from '../../recommendation.ts';
import type { ReportedStudy } from '../../reportedStudy.ts';
import { modeOf } from './besideEachOther.ts';

/** Candidates on trial that are named. */
const MOST_CANDIDATES = 3;
const MOST_HARMS = 3;

export function recommendationBlocks(report: ReportedStudy, figures: Figures): string[] {
  const { snapshot } = report;
  const lines = [
    ...(snapshot.versions.length === 0 ? [] : [recommendation(snapshot, figures).join(' ')]),
    largestLoss(report, figures),
    ...bestCandidates(report, figures),
    nearestDecision(report),
    harmful(report),
  ].filter((line) => line !== '');
  return [
    `## Recommendations for v${snapshot.versions.length + 1}`,
    lines.length === 0 ? 'Run a first session.' : lines.map((line, i) => `${i + 1}. ${line}`).join('\n'),
  ];
}

/** By what the version that proposals start from loses most; the champion where too little is known of that one. */
function largestLoss({ snapshot }: ReportedStudy, figures: Figures): string {
  const { centre, champion } = snapshot.leaderboard;
  const pooled = [centre, champion]
    .flatMap((number) => {
      const mode = modeOf(snapshot, number);
      return (mode === null ? null : snapshot.pooled(number, mode, 'pessimistic')) ?? [];
    })
    .find(({ sessions, fills }) => weightOf(sessions, fills) !== 'says little');
  if (pooled === undefined) return '';
  const losses: readonly (readonly [name: string, advice: string, amount: number])[] = [
    ['price moves on its inventory', 'hold less, or for a shorter time', -pooled.inventoryProfit],
    ['fees', 'take less from the book', pooled.feesPaid],
    ['funding', 'hold less over funding times', pooled.fundingPaid],
    ['fills on the wrong side of the mid', 'quote wider', -pooled.spreadProfit],
  ];
  const [worst] = losses.filter(([, , amount]) => amount > 0).toSorted((a, b) => b[2] - a[2]);
  if (worst === undefined) return '';
  const [name, advice, amount] = worst;
  return `Look for settings that ${advice}: v${pooled.version} loses most by ${name} (${figures.value(amount)} in ${counted(pooled.sessions, 'session')}, against ${figures.value(Math.max(0, pooled.spreadProfit) + pooled.rebates)} of spread and rebates).`;
}

/** The candidates on trial of which most is believed. */
function bestCandidates({ snapshot }: ReportedStudy, figures: Figures): string[] {
  return snapshot.trials
    .flatMap(({ proposal, guess, comparison }) =>
      guess === null || (proposal.status !== 'on-trial' && proposal.status !== 'waiting')
        ? []
        : [{ proposal, guess, sessions: comparison?.sessions ?? 0 }],
    )
    .toSorted((a, b) => b.guess.mean - a.guess.mean)
    .slice(0, MOST_CANDIDATES)
    .map(({ proposal, guess, sessions }) => {
      const place = proposal.status === 'waiting' ? 'Decide on' : 'Watch';
      return `${place} [p${proposal.id}](${PAGES.proposals}) (${sourceOf(proposal)}, ${proposedWords(proposal)}): believed ${figures.money(guess.mean)}/h after ${counted(sessions, 'session')} on trial, P(better) ${figures.chance(guess.probabilityBetter)}: ${plainChance(guess.probabilityBetter)}.`;
    });
}

/** The open comparison that needs the fewest sessions. */
function nearestDecision({ snapshot }: ReportedStudy): string {
  const [nearest] = snapshot.heldLeaderboard.versions
    .flatMap(({ comparison }) => comparison ?? [])
    .filter((comparison) => isOpen(comparison) && comparison.sessionsNeeded !== null)
    .toSorted((a, b) => (a.sessionsNeeded ?? 0) - (b.sessionsNeeded ?? 0));
  if (nearest === undefined) return '';
  return `Nearest to a decision: ${pageLink(nearest.challenger)} against v${nearest.champion}: ${neededWords(nearest)}.`;
}

function harmful({ snapshot, declarations }: ReportedStudy): string {
  const harms = learnings(snapshot, declarations).filter((one) => one.status === 'harms' && shownAlone(one));
  if (harms.length === 0) return '';
  const names = harms.slice(0, MOST_HARMS).map(({ parameter, direction }) => `\`${parameter}\` ${direction}`);
  return `Do not repeat what was shown to harm: ${names.join(', ')}.`;
}
