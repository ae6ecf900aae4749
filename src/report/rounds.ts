/** What was proposed after each session, and how each candidate did on recorded markets. */

import type { ProposalRecord, RaceRecord, SessionRecord } from '../study/records.ts';
import { regimesAmong } from '../study/regime.ts';
import { type PastRound, pastRounds } from '../study/rounds.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { markdownPage, prose, table } from './markdown.ts';
import { proposedWords } from './parameterText.ts';
import type { ReportedStudy } from './reportedStudy.ts';

/** `−0.40 … +0.10 … +0.70`: the worst market, the middle and the best, gain per hour against the champion. */
export function marketRangeWords(byMarket: readonly number[], figures: Figures): string {
  const sorted = byMarket.toSorted((a, b) => a - b);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  if (worst === undefined || best === undefined) return NOT_KNOWN;
  const shown = sorted.length < 3 ? sorted : [worst, medianOf(sorted), best];
  return shown.map((value) => figures.signed(value, 2)).join(' … ');
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}

/** `better on 4 of 6 markets`. */
function winsWords(byMarket: readonly number[]): string {
  const better = byMarket.filter((value) => value > 0).length;
  return `better on ${better} of ${counted(byMarket.length, 'market')}`;
}

function signWords(agrees: boolean | null): string {
  if (agrees === null) return ', under pessimistic fills alone';
  return agrees ? '' : ', a different sign under the optimistic fill model';
}

/** The result of a race in one sentence. */
export function raceSentence(race: RaceRecord, figures: Figures): string {
  const { champion, gainPerHour, probabilityBetter, byMarket, signAgrees, belief, replayWeight } = race;
  const effect =
    gainPerHour === null
      ? 'no difference measurable'
      : `${figures.perHour(gainPerHour)} (${figures.percent(gainPerHour.level)} interval)`;
  const sign = signWords(signAgrees);
  return `${effect} against v${champion} on ${counted(byMarket.length, 'recorded market')}, P(better) ${figures.chance(probabilityBetter)} by its parts, by market ${marketRangeWords(byMarket, figures)} (${winsWords(byMarket)})${sign}; the surrogate, which gives replays a weight of ${figures.percent(replayWeight)}, then estimated ${figures.money(belief)}/h`;
}

/**
 * Lines for the terminal, to be wrapped by the caller; empty when it was not raced. `proposals` are those of the study: the
 * others of its round ran on the same markets or on some of them.
 */
export function raceLines(
  proposal: ProposalRecord,
  sessions: readonly SessionRecord[],
  proposals: readonly ProposalRecord[],
  figures: Figures,
): string[] {
  const { race } = proposal;
  if (race === null) return [];
  const rivals = proposals.filter((other) => other.sessionId === proposal.sessionId && other.race !== null).length;
  const regimeOf = regimesAmong(sessions);
  const names = [
    ...race.sessions.map((number) => {
      const session = sessions.find((one) => one.number === number);
      return session === undefined ? `s${number}` : `s${number} ${regimeOf(session)}`;
    }),
    ...race.tapes.map(({ file, fromUs, toUs }) => `${file} ${fromUs / 60e6}–${toUs / 60e6} min`),
  ];
  const markets = names.map((name, i) => `${name} ${figures.signed(race.byMarket[i] ?? null, 2)}`);
  return [
    `Replayed: ${raceSentence(race, figures)}`,
    `By market (${figures.currency}/h against v${race.champion}): ${markets.join(', ')}`,
    `Volume in the replay: ${figures.value(race.volumePerHour)} an hour`,
    ...(rivals < 2 || !wasSelected(proposal)
      ? []
      : [
          `${rivals} candidates of its round ran on all or some of these markets, and this one was selected: ${selectionWarning(race.gainPerHour?.mean ?? 0)}.`,
        ]),
  ];
}

function wasSelected({ status }: ProposalRecord): boolean {
  return status !== 'passed-over' && status !== 'refused';
}

/** The best of several is partly lucky, whatever its sign: the true value is probably lower than the figure. */
function selectionWarning(gainPerHour: number): string {
  if (gainPerHour > 0) return 'expect less than the replay shows';
  return gainPerHour < 0 ? 'expect a larger loss than the replay shows' : 'the replay shows no gain, expect none';
}

const right = 'right' as const;

/** How many of the candidates that were passed over are shown, the best first. */
const MOST_SHOWN = 3;

/** Newest first. Empty before the first round. */
export function roundsSection(report: ReportedStudy, figures: Figures): string {
  const rounds = pastRounds(report.snapshot.sessions, report.snapshot.proposals);
  if (rounds.length === 0) return '';
  return markdownPage([
    '## Rounds',
    `After each session, candidates run on recorded markets beside the champion. P(better) by parts: the probability that the candidate is better, estimated from the parts of its gain (fills, positions held longer, charge for risk). Believed/h: the gain per hour against the champion that the surrogate, a statistical model of all sessions and races, estimates after that. By market: worst … middle … best. The newest round comes first. Of the candidates that were passed over, the best ${MOST_SHOWN} are shown; \`tune show p1\` shows any of them.`,
    ...rounds.toReversed().flatMap((round) => roundBlocks(round, report, figures)),
  ]).trimEnd();
}

/** One round: its outcome, and the table of its candidates. */
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
  const outcome =
    taken.length === 0 ? 'no candidate was taken' : taken.map((one) => selectedWords(one, report)).join('; ');
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

function selectedWords(proposal: ProposalRecord, report: ReportedStudy): string {
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
  return version === undefined ? `**${status}**` : `**v${version.number}**`;
}
