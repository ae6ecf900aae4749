/** The chapter "Key learnings" of a history. */

import { ENOUGH_SESSIONS } from '../evaluation/decisionRules.ts';
import { type Learning, type LearningStatus, learnings } from '../study/learnings/learning.ts';
import type { ParameterObservation } from '../study/learnings/observation.ts';
import { claimChapters } from './claimText.ts';
import { effectText } from './comparisonText.ts';
import { counted, type Figures } from './figures.ts';
import { markdownPage } from './markdown.ts';
import { changeText } from './parameterText.ts';
import type { ReportedStudy } from './reportedStudy.ts';

/** An effect that no comparison showed alone belongs to a bundle of changes, not to the parameter. */
type LearningChapter = LearningStatus | 'bundled';

const LEARNING_HEADINGS: readonly (readonly [LearningChapter, string])[] = [
  ['helps', 'Supported so far: it helps'],
  ['harms', "What DOESN'T work (supported)"],
  ['bundled', 'Measured only together with other changes: whose effect it is cannot be told'],
  ['contested', 'Contested'],
  ['undecided', 'Not decided yet'],
];

export function learningsSection(report: ReportedStudy, figures: Figures): string {
  const all = learnings(report.snapshot, report.declarations);
  const title = '## Key learnings: what works, what does not';
  const claims = claimChapters(report, figures);
  if (all.length === 0) {
    const none = 'None measured yet: no version has been compared with a champion that differs from it.';
    return markdownPage([title, none, ...claims]).trimEnd();
  }
  const chapters = LEARNING_HEADINGS.flatMap(([status, heading]) => {
    const chosen = all.filter((learning) => learningChapterOf(learning) === status);
    return chosen.length === 0 ? [] : [`### ${heading}`, chosen.map((one) => learningText(one, figures)).join('\n')];
  });
  return markdownPage([
    title,
    `Derived by code from paired comparisons (effect: gain per hour, profit after the charge for risk, against the champion of the time, with its interval). A comparison counts as evidence from ${ENOUGH_SESSIONS} sessions on, if its interval leaves zero out and both fill models agree on the sign.`,
    ...chapters,
    ...claims,
  ]).trimEnd();
}

function learningChapterOf(learning: Learning): LearningChapter {
  const { status } = learning;
  return (status === 'helps' || status === 'harms') && !shownAlone(learning) ? 'bundled' : status;
}

/** Whether a comparison that decides something changed nothing else. */
function shownAlone({ observations }: Learning): boolean {
  return observations.some((o) => o.says !== 'nothing' && o.together.length === 0);
}

function learningText(learning: Learning, figures: Figures): string {
  const name = `\`${learning.parameter}\``;
  const status = statusWords(learning);
  const lines = learning.observations.map((one) => `  - ${observationText(one, figures)}`);
  return [`- **${name} ${learning.direction}**: ${status}`, ...lines].join('\n');
}

function statusWords(learning: Learning): string {
  const { status, sessions, blocks } = learning;
  const n = `${counted(blocks, 'block')} in ${counted(sessions, 'paired session')}`;
  const scope = shownAlone(learning) ? '' : ', never changed alone: the effect may belong to what was changed with it';
  if (status === 'undecided') return `not decided yet: ${n}.`;
  if (status === 'contested') return `contested, comparisons speak for and against it (${n})${scope}.`;
  if (learningChapterOf(learning) === 'bundled') return `the bundle ${status} (${n})${scope}.`;
  return `supported: it ${status} (${n}).`;
}

function observationText({ change, comparison, together, says }: ParameterObservation, figures: Figures): string {
  const { challenger, champion, gainPerHour, signAgrees, sessions } = comparison;
  const doubts = [
    ...(signAgrees ? [] : ['the fill models disagree on the sign']),
    ...(gainPerHour !== null && gainPerHour.low <= 0 && gainPerHour.high >= 0 ? ['zero lies inside'] : []),
    ...(sessions < ENOUGH_SESSIONS ? ['too few sessions'] : []),
  ];
  const meaning = says === 'nothing' ? `decides nothing (${doubts.join(', ')})` : says;
  const others = together.length === 0 ? '' : `; changed with ${together.map((name) => `\`${name}\``).join(', ')}`;
  return `${changeText(change)}, v${challenger} against v${champion}: ${effectText(comparison, figures)}: ${meaning}${others}.`;
}
