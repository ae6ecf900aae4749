/** What the study has learned so far, one line each: what works, what does not, what is open. The comparisons behind it are on the page of evidence. */

import type { Comparison } from '../../../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../../../evaluation/decisionRules.ts';
import { type JudgedClaim, judgeClaims } from '../../../study/learnings/judgedClaim.ts';
import { type Learning, learnings } from '../../../study/learnings/learning.ts';
import type { StudySnapshot } from '../../../study/studySnapshot.ts';
import { differences } from '../../../study/versions.ts';
import { neededWords } from '../../evidence.ts';
import { counted, type Figures } from '../../figures.ts';
import { claimHeadline, shownAlone } from '../../learnings.ts';
import { PAGES, pageLink } from '../../links.ts';
import { list, prose } from '../../markdown.ts';
import { changesLine, changeText } from '../../parameterText.ts';
import type { ReportedStudy } from '../../reportedStudy.ts';

/** Of each chapter; the rest is counted. */
const MOST_LINES = 6;

export function learningsBlocks(report: ReportedStudy, figures: Figures): string[] {
  const { snapshot, declarations } = report;
  const found = learnings(snapshot, declarations);
  const claims = judgeClaims(snapshot, declarations);
  const alone = (status: Learning['status']): string[] =>
    found.filter((one) => one.status === status && shownAlone(one)).map((one) => decidedLine(one, figures));
  const contested = found.filter((one) => one.status === 'contested').map((one) => contestedLine(one));
  const supported = (effect: string): string[] =>
    claims.filter(({ status, claim }) => status === 'supported' && claim.effect === effect).map(claimLine);
  return [
    '## Key learnings',
    '### What works',
    chapter([...alone('helps'), ...supported('better')], 'Nothing is shown to help yet.'),
    '### What does not work',
    chapter(
      [
        ...alone('harms'),
        ...supported('worse'),
        ...supported('none'),
        ...claims.filter(({ status }) => status === 'refuted').map(claimLine),
      ],
      'Nothing is shown to harm yet.',
    ),
    '### What is open',
    chapter(
      [
        ...contested,
        ...openComparisons(snapshot).map((one) => openLine(report, one, figures)),
        ...claims.filter(({ status }) => status !== 'supported' && status !== 'refuted').map(claimLine),
      ],
      'No comparison with the champion is open.',
    ),
    `Each comparison behind this: [evidence](${PAGES.evidence}).`,
  ];
}

function chapter(lines: readonly string[], none: string): string {
  if (lines.length === 0) return none;
  const more = lines.length - MOST_LINES;
  return list([...lines.slice(0, MOST_LINES), ...(more > 0 ? [`${more} more on the page of evidence.`] : [])]);
}

/** By the comparison with the most sessions that decides it. */
function decidedLine(learning: Learning, figures: Figures): string {
  const [longest] = learning.observations
    .filter(({ says, together }) => says !== 'nothing' && together.length === 0)
    .toSorted((a, b) => b.comparison.sessions - a.comparison.sessions);
  if (longest === undefined) throw new Error(`${learning.parameter} was shown by no comparison`);
  const { change, comparison } = longest;
  const { challenger, champion, gainPerHour, sessions } = comparison;
  return `**\`${learning.parameter}\` ${learning.direction}** (${changeText(change)}): ${figures.perHour(gainPerHour)} in ${counted(sessions, 'session')}, ${pageLink(challenger)} beside v${champion}.`;
}

function contestedLine({ parameter, direction, sessions }: Learning): string {
  return `**\`${parameter}\` ${direction}**: comparisons speak for and against it (${counted(sessions, 'session')}).`;
}

/** Those with the champion of today that decide nothing yet; the newest challenger first. */
function openComparisons({ heldLeaderboard }: StudySnapshot): Comparison[] {
  return heldLeaderboard.versions
    .flatMap(({ comparison }) => comparison ?? [])
    .filter(
      ({ gainPerHour, sessions, signAgrees }) =>
        gainPerHour === null ||
        sessions < ENOUGH_SESSIONS ||
        !signAgrees ||
        (gainPerHour.low <= 0 && gainPerHour.high >= 0),
    )
    .toSorted((a, b) => b.challenger - a.challenger);
}

function openLine({ snapshot, declarations }: ReportedStudy, comparison: Comparison, figures: Figures): string {
  const { challenger, champion, gainPerHour, sessions } = comparison;
  const [a, b] = [snapshot.version(champion), snapshot.version(challenger)];
  const changes = a === null || b === null ? [] : differences(a.parameters, b.parameters, declarations);
  const measured = gainPerHour === null ? 'no difference measurable' : figures.perHour(gainPerHour);
  const together = changes.length > 1 ? ' together' : '';
  return `${prose(changesLine(changes, 3))}${together} (${pageLink(challenger)} beside v${champion}): ${measured} in ${counted(sessions, 'session')}; to decide: ${neededWords(comparison)}.`;
}

function claimLine(judged: JudgedClaim): string {
  return `${claimHeadline(judged)}.`;
}
