/** The chapter "Rounds" of a history: after each session what was proposed, how it did on recorded markets, and what was passed over. */

import type { ParameterDeclarations } from '../strategy/parameters.ts';
import type { ProposalRecord } from '../study/records.ts';
import { type PastRound, pastRounds } from '../study/rounds.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { markdownPage, prose, table } from './markdown.ts';
import { changesLine } from './parameterText.ts';
import { proposedDifferences } from './proposalText.ts';
import { spreadWords } from './raceText.ts';
import type { ReportedStudy } from './reportedStudy.ts';

const right = 'right' as const;
/** Of those passed over, the best so many are shown. */
const MOST_SHOWN = 3;

/** Newest first: what happened last is what a reader comes for. Empty before the first round. */
export function roundsSection(report: ReportedStudy, figures: Figures): string {
  const rounds = pastRounds(report.snapshot.sessions, report.snapshot.proposals);
  if (rounds.length === 0) return '';
  return markdownPage([
    '## Rounds',
    `After a session candidates run over recorded markets beside the champion. Believed: what the surrogate made of it afterwards, gain per hour against the champion. By market: worst … middle … best. Newest first; of the candidates that were passed over the best ${MOST_SHOWN} are shown, \`tune show p1\` shows any.`,
    ...rounds.toReversed().flatMap((round) => roundBlocks(round, report, figures)),
  ]).trimEnd();
}

/** One round: what came of it, and the table of its candidates. */
export function roundBlocks(round: PastRound, report: ReportedStudy, figures: Figures): string[] {
  const { session, taken, passedOver, refused } = round;
  const candidates = passedOver.filter(({ changes }) => changes.length > 0);
  const shown = candidates.slice(0, MOST_SHOWN);
  const rows = [...taken.filter(({ changes }) => changes.length > 0), ...shown];
  const words = [
    ...passedOver
      .filter(({ changes }) => changes.length === 0)
      .map((one) => `Advice not taken: ${adviceWords(one)} (p${one.id}), ${prose(one.outcome)}`),
    ...(candidates.length > shown.length
      ? [`${counted(candidates.length - shown.length, 'more candidate was', 'more candidates were')} passed over`]
      : []),
    ...(refused.length > 0 ? [`${refused.length} refused by guardrails`] : []),
  ];
  const outcome = taken.length === 0 ? 'nothing was taken' : taken.map((one) => outcomeWords(one, report)).join('; ');
  return [
    `**After session ${session.number}**: ${outcome}.`,
    ...(rows.length === 0 ? [] : [candidateTable(rows, report, figures)]),
    words.map((one) => `${one}.`).join(' '),
  ];
}

/** `measure v3 again`, `keep measuring`. */
function adviceWords({ intent, base }: Pick<ProposalRecord, 'intent' | 'base'>): string {
  return intent === 'replicate' ? `measure v${base} again` : 'keep measuring';
}

function outcomeWords(proposal: ProposalRecord, report: ReportedStudy): string {
  const { id, status, hypothesis, proposer } = proposal;
  if (status === 'no-change')
    return `**${adviceWords(proposal)}** (p${id}, ${proposer}): ${prose(hypothesis).replace(/\.$/, '')}`;
  const version = report.snapshot.versions.find((one) => one.proposalId === id);
  return `**p${id}** (${proposer}) ${version === undefined ? `is ${status}` : `became v${version.number}`}`;
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
      const { id, base, race } = proposal;
      return [
        `p${id}`,
        `from v${base}: ${changeWords(proposal, report.declarations)}`,
        race === null ? NOT_KNOWN : String(race.byMarket.length),
        race === null ? NOT_KNOWN : figures.perHour(race.gainPerHour),
        race === null ? NOT_KNOWN : figures.chance(race.probabilityBetter),
        race === null ? NOT_KNOWN : spreadWords(race.byMarket, figures),
        race === null ? NOT_KNOWN : figures.money(race.belief),
        cameOf(proposal, report),
      ];
    }),
  );
}

function changeWords(proposal: ProposalRecord, declarations: ParameterDeclarations): string {
  return prose(changesLine(proposedDifferences(proposal, declarations), 4));
}

function cameOf({ id, status, outcome }: ProposalRecord, report: ReportedStudy): string {
  if (status === 'passed-over') return prose(outcome);
  const version = report.snapshot.versions.find((one) => one.proposalId === id);
  return version === undefined ? `**${status}**` : `**v${version.number}**`;
}
