/** Each learning with the comparisons behind it, and claims of people and models beside what was measured. */

import { ENOUGH_SESSIONS } from '../evaluation/decisionRules.ts';
import { type ClaimStatus, type Evidence, type JudgedClaim, judgeClaims } from '../study/learnings/judgedClaim.ts';
import { type Learning, type LearningStatus, learnings } from '../study/learnings/learning.ts';
import type { ParameterObservation } from '../study/learnings/observation.ts';
import type { LearningRecord } from '../study/records.ts';
import { effectText } from './evidence.ts';
import { counted, type Figures, terminalFigures } from './figures.ts';
import { markdownPage, prose } from './markdown.ts';
import { changeText } from './parameterText.ts';
import type { ReportedStudy } from './reportedStudy.ts';
import { clip, wrapped } from './terminalText.ts';

/** `bundled`: the effect was never shown by a comparison that changed this parameter alone. */
type LearningChapter = LearningStatus | 'bundled';

const LEARNING_HEADINGS: readonly (readonly [LearningChapter, string])[] = [
  ['helps', 'Supported so far: it helps'],
  ['harms', "What DOESN'T work (supported)"],
  ['bundled', 'Measured only together with other changes: it is not known which of them has the effect'],
  ['contested', 'Contested'],
  ['undecided', 'Not decided yet'],
];

export function learningsSection(report: ReportedStudy, figures: Figures): string {
  const all = learnings(report.snapshot, report.declarations);
  const title = '## Learnings';
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
    `Derived by code from paired comparisons (effect: gain per hour, profit after the charge for risk, against the champion of the time, with its interval). A comparison counts as evidence from ${ENOUGH_SESSIONS} sessions on, if its interval does not include zero and both fill models agree on the sign.`,
    ...chapters,
    ...claims,
  ]).trimEnd();
}

function learningChapterOf(learning: Learning): LearningChapter {
  const { status } = learning;
  return (status === 'helps' || status === 'harms') && !shownAlone(learning) ? 'bundled' : status;
}

/** Whether a decisive comparison changed this parameter and nothing else. */
export function shownAlone({ observations }: Learning): boolean {
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
    ...(gainPerHour !== null && gainPerHour.low <= 0 && gainPerHour.high >= 0 ? ['the interval includes zero'] : []),
    ...(sessions < ENOUGH_SESSIONS ? ['too few sessions'] : []),
  ];
  const meaning = says === 'nothing' ? `decides nothing (${doubts.join(', ')})` : says;
  const others = together.length === 0 ? '' : `; changed with ${together.map((name) => `\`${name}\``).join(', ')}`;
  return `${changeText(change)}, v${challenger} against v${champion}: ${effectText(comparison, figures)}: ${meaning}${others}.`;
}

type ClaimChapter = 'works' | 'harms' | 'nothing' | Exclude<ClaimStatus, 'supported'>;

const CLAIM_HEADINGS: readonly (readonly [ClaimChapter, string])[] = [
  ['works', 'Claims that hold: what works'],
  ['harms', "Claims that hold: what DOESN'T work"],
  ['nothing', 'Claims that hold: what makes no difference'],
  ['refuted', 'Refuted claims: do not repeat'],
  ['contested', 'Contested claims'],
  ['proposed', 'Claims that are not decided yet'],
];

/** Chapters with the claims of each; empty without claims. */
function claimChapters({ snapshot, declarations }: ReportedStudy, figures: Figures): string[] {
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
  return [
    `- ${claimHeadline(judged)}.`,
    ...rangeWords(judged, figures).map((words) => `  - ${words}.`),
    ...judged.evidence.map((one) => `  - ${evidenceText(one, figures)}.`),
  ].join('\n');
}

/** A claim, who made it, and what became of it. */
export function claimHeadline(judged: JudgedClaim): string {
  const { claim, status } = judged;
  const where = claim.scope === 'any' ? '' : ` in \`${claim.scope}\` markets`;
  const name = `**${moveWords(claim)} \`${claim.parameter}\`: ${effectWords(claim)}**${where}`;
  return `${name} (${prose(claim.by)}: ${prose(claim.claim)}): ${status}${basis(judged)}`;
}

/** `raise`, `switch on`. */
function moveWords({ direction }: LearningRecord): string {
  return direction.replace('-', ' ');
}

/** `better`, `worse`, `no effect`. */
function effectWords({ effect }: LearningRecord): string {
  return effect === 'none' ? 'no effect' : effect;
}

function basis({ evidence, sessions, bundled }: JudgedClaim): string {
  if (evidence.length > 0) return ` (${counted(sessions, 'paired session')})`;
  return bundled === 0
    ? ', never measured'
    : `, measured only together with other changes (${counted(bundled, 'comparison')}): it is not known which of them has the effect`;
}

/** The claimed size beside the measured interval; empty when no size was claimed. */
function rangeWords({ claim, rangeOverlaps }: JudgedClaim, figures: Figures): string[] {
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
  const meaning = speaks === 'nothing' ? 'decides nothing' : `is evidence ${speaks} it`;
  return `${changeText(change)}, v${comparison.challenger} against v${comparison.champion}: ${effectText(comparison, figures)}: ${meaning}`;
}

/** The measured effect of the move as claimed: `+$0.12/h [−0.10, +0.33]`, `–` when there is none. */
function measuredWords({ measured }: JudgedClaim, figures: Figures): string {
  return figures.perHour(measured?.effect ?? null);
}

const HEAD = ['Status', 'Parameter', 'Claim', 'Scope', 'Measured [90 %]', 'Sessions', 'By'];
const GAP = '  ';

/** Indentation of the words of a claim, below its figures. */
const NOTE_INDENT = '     ';

/** One claim a row, in the order given; the heading alone without claims. */
export function claimTable(judged: readonly JudgedClaim[], width: number, currency: string): string {
  const figures = terminalFigures(currency);
  const rows = judged.map((one) => [
    one.status,
    one.claim.parameter,
    `${moveWords(one.claim)}: ${effectWords(one.claim)}`,
    one.claim.scope,
    measuredWords(one, figures),
    String(one.sessions),
    one.claim.by,
  ]);
  const sizes = HEAD.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    clip(
      cells
        .map((cell, i) => cell.padEnd(sizes[i] ?? 0))
        .join(GAP)
        .trimEnd(),
      width,
    );
  return [
    line(HEAD),
    ...rows.flatMap((row, i) => {
      const one = judged[i];
      const notes = one === undefined ? [] : [`"${one.claim.claim}"`, ...rangeWords(one, figures)];
      return [
        line(row),
        ...notes.flatMap((note) => wrapped(note, width - NOTE_INDENT.length).map((text) => NOTE_INDENT + text)),
      ];
    }),
  ].join('\n');
}
