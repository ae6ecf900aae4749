/** round-0003.md: what was proposed after a session, and how each candidate did on recorded markets. */

import type { ProposalRecord } from '../../study/records.ts';
import { pastRounds, type RoundResult, roundResult } from '../../study/rounds.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { counted, type Figures, markdownFigures, NOT_KNOWN } from '../figures.ts';
import { type ChartLink, chartBlock, GLOSSARY, PAGES, pageLink } from '../links.ts';
import { list, markdownPage, prose, table } from '../markdown.ts';
import { proposedWords } from '../parameterText.ts';
import { stopLines } from '../proposalText.ts';
import { GENERATED, type ReportedStudy } from '../reportedStudy.ts';
import { marketRangeWords } from '../rounds.ts';
import { wordsLine } from './glossary/terms.ts';

const right = 'right' as const;

/** A round with its place: the number of the session before it, 0 before the first session. */
export interface NumberedRound extends RoundResult {
  readonly after: number;
}

/** Oldest first. */
export function roundsOf({ sessions, proposals }: StudySnapshot): NumberedRound[] {
  const first = proposals.filter(({ sessionId }) => sessionId === null);
  return [
    ...(first.length === 0 ? [] : [{ after: 0, ...roundResult(first) }]),
    ...pastRounds(sessions, proposals).map((round) => ({ after: round.session.number, ...round })),
  ];
}

/** `Round after session 3`. */
export function roundTitle({ after }: Pick<NumberedRound, 'after'>): string {
  return after === 0 ? 'Round before the first session' : `Round after session ${after}`;
}

export function renderRoundPage(report: ReportedStudy, round: NumberedRound, charts: readonly ChartLink[]): string {
  const figures = markdownFigures(report.currency);
  const body = [chartBlock(charts), ...roundBlocks(round, report, figures)];
  return markdownPage([
    `# ${roundTitle(round)}`,
    GENERATED,
    `[Sessions and rounds](${PAGES.sessions})`,
    wordsLine(body, GLOSSARY.fromStudy),
    ...body,
  ]);
}

/** The round: its outcome, the table of its candidates, and those that guardrails refused. @param most candidates that were passed over, the best first; the others are counted */
export function roundBlocks(
  { taken, passedOver, refused }: RoundResult,
  report: ReportedStudy,
  figures: Figures,
  most: number = Number.POSITIVE_INFINITY,
): string[] {
  const others = passedOver.filter(({ changes }) => changes.length > 0);
  const rows = [...taken.filter(({ changes }) => changes.length > 0), ...others.slice(0, most)];
  const left = others.length - Math.min(others.length, most);
  const advice = passedOver.filter(({ changes }) => changes.length === 0);
  return [
    roundOutcome(taken, report),
    ...(rows.length === 0
      ? []
      : [
          'Each candidate ran on recorded markets beside the champion. P(better) by parts: from the parts of its gain (fills, positions held longer, charge for risk). By market: worst … middle … best. Believed/h: what the surrogate then expected.',
          candidateTable(rows, report, figures),
          left === 0 ? '' : `${counted(left, 'more candidate was', 'more candidates were')} passed over.`,
        ]),
    list(advice.map((one) => `Advice not taken: ${adviceWords(one)} (p${one.id}), ${prose(one.outcome)}.`)),
    ...(refused.length === 0
      ? []
      : ['## Refused by guardrails', refused.map((one) => stopLines(report, one)).join('\n')]),
  ];
}

/** What the round led to, a sentence. */
function roundOutcome(taken: readonly ProposalRecord[], report: ReportedStudy): string {
  if (taken.length === 0) return 'No candidate was taken.';
  return `${taken.map((one) => selectedWords(one, report)).join('; ')}.`;
}

/** What a proposal without changes asks for. */
function adviceWords({ intent, base }: Pick<ProposalRecord, 'intent' | 'base'>): string {
  return intent === 'replicate' ? `measure v${base} again` : 'keep measuring';
}

function selectedWords(proposal: ProposalRecord, report: ReportedStudy): string {
  const { id, status, hypothesis, proposer } = proposal;
  if (status === 'no-change')
    return `**${adviceWords(proposal)}** (p${id}, ${proposer}): ${prose(hypothesis).replace(/\.$/, '')}`;
  const version = report.snapshot.versions.find((one) => one.proposalId === id);
  return `**p${id}** (${proposer}) ${version === undefined ? `is ${status}` : `became ${pageLink(version.number)}`}`;
}

function candidateTable(rows: readonly ProposalRecord[], report: ReportedStudy, figures: Figures): string {
  return table(
    [
      { title: 'Candidate' },
      { title: 'Changes' },
      { title: 'Markets', align: right },
      { title: 'Effect/h (90 %)', align: right },
      { title: 'P(better) by parts', align: right },
      { title: 'By market', align: right },
      { title: 'Believed/h', align: right },
      { title: 'What came of it' },
    ],
    rows.map((proposal) => {
      const { id, race } = proposal;
      return [
        `p${id}`,
        proposedWords(proposal),
        race === null ? NOT_KNOWN : String(race.byMarket.length),
        race === null ? NOT_KNOWN : figures.perHour(race.gainPerHour),
        race === null ? NOT_KNOWN : figures.chance(race.probabilityBetter),
        race === null ? NOT_KNOWN : marketRangeWords(race.byMarket, figures),
        race === null ? NOT_KNOWN : figures.money(race.belief),
        candidateOutcome(proposal, report),
      ];
    }),
  );
}

function candidateOutcome({ id, status, outcome }: ProposalRecord, report: ReportedStudy): string {
  if (status === 'passed-over') return prose(outcome);
  const version = report.snapshot.versions.find((one) => one.proposalId === id);
  return version === undefined ? `**${status}**` : `**${pageLink(version.number)}**`;
}
