/** Claims of people and models with what became of them. */

import { type ClaimStatus, type Evidence, type JudgedClaim, judgeClaims } from '../study/learnings/judgedClaim.ts';
import type { LearningRecord } from '../study/records.ts';
import { effectText } from './comparisonText.ts';
import { counted, type Figures } from './figures.ts';
import { prose } from './markdown.ts';
import { changeText } from './parameterText.ts';
import type { ReportedStudy } from './reportedStudy.ts';

type ClaimChapter = 'works' | 'harms' | 'nothing' | Exclude<ClaimStatus, 'supported'>;

const CLAIM_HEADINGS: readonly (readonly [ClaimChapter, string])[] = [
  ['works', 'Claims that hold: what works'],
  ['harms', "Claims that hold: what DOESN'T work"],
  ['nothing', 'Claims that hold: what makes no difference'],
  ['refuted', 'Refuted claims: do not repeat'],
  ['contested', 'Contested claims'],
  ['proposed', 'Claims that nothing decides yet'],
];

/** Chapters with the claims of each; empty without claims. */
export function claimChapters({ snapshot, declarations }: ReportedStudy, figures: Figures): string[] {
  const judged = judgeClaims(snapshot, declarations);
  return CLAIM_HEADINGS.flatMap(([chapter, heading]) => {
    const chosen = judged.filter((one) => claimChapterOf(one) === chapter);
    return chosen.length === 0 ? [] : [`### ${heading}`, chosen.map((one) => claimText(one, figures)).join('\n')];
  });
}

function claimChapterOf({ status, claim }: JudgedClaim): ClaimChapter {
  if (status !== 'supported') return status;
  const chapters = { better: 'works', worse: 'harms', none: 'nothing' } as const;
  return chapters[claim.effect];
}

function claimText(judged: JudgedClaim, figures: Figures): string {
  const { claim, status } = judged;
  const where = claim.scope === 'any' ? '' : ` in \`${claim.scope}\` markets`;
  const name = `**${moveWords(claim)} \`${claim.parameter}\`: ${effectWords(claim)}**${where}`;
  return [
    `- ${name} (${prose(claim.by)}: ${prose(claim.claim)}): ${status}${basis(judged)}.`,
    ...rangeWords(judged, figures).map((words) => `  - ${words}.`),
    ...judged.evidence.map((one) => `  - ${evidenceText(one, figures)}.`),
  ].join('\n');
}

/** `raise`, `switch on`. */
export function moveWords({ direction }: LearningRecord): string {
  return direction.replace('-', ' ');
}

/** `better`, `worse`, `no effect`. */
export function effectWords({ effect }: LearningRecord): string {
  return effect === 'none' ? 'no effect' : effect;
}

function basis({ evidence, sessions, bundled }: JudgedClaim): string {
  if (evidence.length > 0) return ` (${counted(sessions, 'paired session')})`;
  return bundled === 0
    ? ', never measured'
    : `, measured only together with other changes (${counted(bundled, 'comparison')}): whose effect it is cannot be told`;
}

/** What was claimed of the size, against what was measured; empty when no size was claimed. */
export function rangeWords({ claim, rangeOverlaps }: JudgedClaim, figures: Figures): string[] {
  if (claim.effectRange === null) return [];
  const [low, high] = claim.effectRange;
  const words =
    rangeOverlaps === null
      ? 'nothing measured yet'
      : `${rangeOverlaps ? 'overlaps' : 'does NOT overlap'} the measured interval`;
  return [`claimed size: ${figures.money(low)} to ${figures.money(high)} an hour: ${words}`];
}

function evidenceText({ observation, speaks }: Evidence, figures: Figures): string {
  const { change, comparison } = observation;
  const meaning = speaks === 'nothing' ? 'decides nothing' : `speaks ${speaks} it`;
  return `${changeText(change)}, v${comparison.challenger} against v${comparison.champion}: ${effectText(comparison, figures)}: ${meaning}`;
}

/** The measured effect of the move as claimed: `+$0.12/h [−0.10, +0.33]`, `–` when there is none. */
export function measuredWords({ measured }: JudgedClaim, figures: Figures): string {
  return figures.perHour(measured?.effect ?? null);
}
