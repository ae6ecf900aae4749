/** Comparisons with the champion in words and as a table: the effect, what it rests on, what would decide, and how much is luck. */

import type { Comparison } from '../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../evaluation/decisionRules.ts';
import type { Guess } from '../study/guess.ts';
import type { Leaderboard, LeaderboardRow } from '../study/leaderboard.ts';
import type { LuckAdjusted } from '../study/luckAdjusted.ts';
import type { Mode } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { list, prose, table } from './markdown.ts';

/** As {@link ENOUGH_SESSIONS}, of fills. */
const ENOUGH_FILLS = 30;
export type Weight = 'says little' | 'thin' | 'enough';

/** Whether results of that many sessions and fills carry a decision. */
export function weightOf(sessions: number, fills: number): Weight {
  if (sessions <= 1 || fills < ENOUGH_FILLS) return 'says little';
  return sessions < ENOUGH_SESSIONS ? 'thin' : 'enough';
}

/** `1 session, 37 fills: says little`. */
export function evidenceWords(sessions: number, fills: number): string {
  const facts = `${counted(sessions, 'session')}, ${counted(fills, 'fill')}`;
  const weight = weightOf(sessions, fills);
  if (weight === 'enough') return facts;
  return weight === 'thin'
    ? `${facts}: thin (${ENOUGH_SESSIONS} sessions are the least to decide on)`
    : `${facts}: ${weight}`;
}

/** More than this and the difference is too small to be worth the sessions. */
const MOST_SESSIONS = 200;

/** Whether the verdict leaves anything to be decided. */
export function isOpen({ verdict }: Comparison): boolean {
  return verdict !== 'promote' && verdict !== 'roll-back';
}

/** For a table: `22`, `> 200`, `decided`; `–` where no number is enough. */
export function sessionsToDecide(comparison: Comparison): string {
  if (!isOpen(comparison)) return 'decided';
  const { sessionsNeeded } = comparison;
  if (sessionsNeeded === null) return NOT_KNOWN;
  return sessionsNeeded > MOST_SESSIONS ? `> ${MOST_SESSIONS}` : String(sessionsNeeded);
}

/** `about 22 more paired sessions if the effect is as measured (80 % chance)`, for a comparison that is open. */
export function neededWords({ gainPerHour, sessionsNeeded, tradesEnough, signAgrees }: Comparison): string {
  if (gainPerHour === null) return 'nothing was measured yet, so no number of sessions can be named';
  if (sessionsNeeded === null && gainPerHour.mean > 0) {
    if (!tradesEnough) return 'no number of sessions promotes a version that trades less than the study asks for';
    if (!signAgrees) return 'no number of sessions promotes a gain that is a loss under optimistic fills';
  }
  if (sessionsNeeded === null) return 'no number of sessions decides an effect as small as the measured one';
  if (sessionsNeeded > MOST_SESSIONS)
    return `more than ${MOST_SESSIONS} sessions at the measured effect: too small to be worth deciding`;
  if (sessionsNeeded === 0)
    return 'an effect as measured is usually decided by now: the next sessions tell whether it holds';
  return `about ${sessionsNeeded} more paired ${sessionsNeeded === 1 ? 'session' : 'sessions'} if the effect is as measured (80 % chance)`;
}

/** What so many sessions would have found: `an effect of ±$0.40 an hour or more would show by now (80 % chance)`. */
export function detectableWords({ minimumDetectableEffect }: Comparison, figures: Figures): string {
  if (minimumDetectableEffect === null)
    return 'nothing would show by now: fewer than ten sessions do not tell how skewed the differences are';
  return `an effect of ±${figures.value(minimumDetectableEffect)} an hour or more would show by now (80 % chance)`;
}

/** `+$0.80/h [+0.30, +1.30] (90 % interval, 6 sessions, 72 blocks)`. */
export function effectText(
  { gainPerHour, sessions, blocks }: Pick<Comparison, 'gainPerHour' | 'sessions' | 'blocks'>,
  figures: Figures,
): string {
  const n = `${counted(sessions, 'paired session')}, ${counted(blocks, 'block')}`;
  if (gainPerHour === null) return `no difference measurable yet (${n})`;
  return `${figures.perHour(gainPerHour)} (${figures.percent(gainPerHour.level)} interval, ${n})`;
}

/** What the optimistic fills say beside the pessimistic ones; a conclusion that another end of the band turns over counts for nothing. */
export function optimisticWords(
  {
    gainPerHour,
    optimisticGainPerHour,
    signAgrees,
  }: Pick<Comparison, 'gainPerHour' | 'optimisticGainPerHour' | 'signAgrees'>,
  figures: Figures,
): string {
  const perHour = (amount: number): string => `${figures.money(amount)}/h`;
  const optimistic = optimisticGainPerHour === null ? '' : `, ${perHour(optimisticGainPerHour)}`;
  if (signAgrees) return `the same sign${optimistic}`;
  if (gainPerHour === null || optimisticGainPerHour === null) {
    return 'another sign: the effect hangs on how fills are modelled, and counts for nothing';
  }
  return `another sign: ${perHour(gainPerHour.mean)} with pessimistic fills and ${perHour(optimisticGainPerHour)} with optimistic ones. The effect hangs on how orders are filled, and counts for nothing`;
}

/** What is believed of the centre against the champion; null for the champion itself. */
export function bestGuess({ centre, versions }: Leaderboard): Guess | null {
  return versions.find(({ version }) => version.number === centre)?.guess ?? null;
}

/** What a guess rests on. */
export function guessSources({ raced }: Guess): string {
  return raced ? 'sessions and race' : 'its sessions';
}

/**
 * The newest comparison of a version in a mode, as the study is now: what is believed of it may have changed since it ran. Against
 * a champion who lost the title, and in a mode farther from real money, the record stays. null when it was never compared there.
 */
export function currentComparison(snapshot: StudySnapshot, version: number, mode: Mode): Comparison | null {
  const recorded = snapshot.newestRecorded(version, mode)?.comparison ?? null;
  if (recorded === null || mode !== snapshot.modes[0]) return recorded;
  const now = snapshot.heldLeaderboard.versions.find((one) => one.version.number === version)?.comparison ?? null;
  return now?.champion === recorded.champion ? now : recorded;
}

const right = 'right' as const;

/** Versions that never ran beside the champion have their place too. `link` makes the name of a version. */
export function evidenceTable(
  { champion, versions }: Leaderboard,
  figures: Figures,
  link: (version: number) => string = (version) => `v${version}`,
): string {
  return table(
    [
      { title: 'Ver' },
      { title: 'Effect/h (90 %)', align: right },
      { title: 'Always valid', align: right },
      { title: 'P(better)', align: right },
      { title: 'P(harm)', align: right },
      { title: 'Sessions (blocks)', align: right },
      { title: 'Regimes' },
      { title: 'Detectable now', align: right },
      { title: 'Sessions to decide', align: right },
      { title: 'Verdict' },
    ],
    versions.map((row) => {
      const { version, comparison } = row;
      const name = version.number === champion ? `**${link(version.number)}**` : link(version.number);
      return comparison === null
        ? [name, ...unmeasuredCells(row, champion, figures)]
        : [name, ...measuredCells(comparison, figures)];
    }),
  );
}

function measuredCells(comparison: Comparison, figures: Figures): string[] {
  const { gainPerHour, alwaysValid, probabilityBetter, probabilityHarm, sessions, blocks, regimes } = comparison;
  const { minimumDetectableEffect, signAgrees, verdict } = comparison;
  return [
    figures.perHour(gainPerHour),
    alwaysValid === null
      ? NOT_KNOWN
      : `[${figures.signed(alwaysValid.low, 2)}, ${figures.signed(alwaysValid.high, 2)}]`,
    figures.chance(probabilityBetter),
    figures.chance(probabilityHarm),
    `${sessions} (${blocks})`,
    regimes.join(', '),
    minimumDetectableEffect === null ? NOT_KNOWN : `±${figures.value(minimumDetectableEffect)}`,
    sessionsToDecide(comparison),
    signAgrees ? verdict : `${verdict}, fill models disagree`,
  ];
}

function unmeasuredCells({ version, effect }: LeaderboardRow, champion: number, figures: Figures): string[] {
  if (version.number === champion) return [...Array<string>(8).fill(NOT_KNOWN), '**champion**'];
  // Two errors add up and no verdict rests on it: one figure with a word, no interval that looks like a measurement.
  const linked = effect === null ? NOT_KNOWN : `${figures.money(effect.mean)}/h (linked)`;
  const words = effect === null ? `never ran beside v${champion}` : `known through an earlier champion`;
  return [linked, ...Array<string>(7).fill(NOT_KNOWN), words];
}

/** Why each verdict is what it is; empty without comparisons. */
export function verdictReasons({ versions }: Leaderboard): string {
  return list(
    versions.flatMap(({ version, comparison }) =>
      comparison === null ? [] : [`v${version.number}: **${comparison.verdict}**: ${prose(comparison.reason)}.`],
    ),
  );
}

/** What the columns mean. */
export const EVIDENCE_LEGEND =
  'Effect: gain per hour against the champion, that is profit after the charge for risk, paired on the same feed, pessimistic fills. Always valid: the interval that holds however often one looks (90 %, from the tenth session on); verdicts ask for it. P(better) is what is believed by sessions and race together. Detectable now: an effect of this size or more would show by now with a probability of 80 %. Sessions to decide: further ones, if the effect is as measured; – where no number is enough.';

/** One sentence, the same on every page and in the terminal; what `luck` says where there is none. */
export function luckSentence(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, probability } = luck;
  const sets = counted(tried.versions + tried.candidates, 'set of parameters', 'sets of parameters');
  return `Luck: ${sets} were tried; the best of as many that are worth no more than v${against} would look as good as v${version} does in ${figures.chance(1 - probability)} of cases.`;
}

/** The same with the figures behind it; Markdown. */
export function luckDetails(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, blocks, sharpe, luck: byLuck } = luck;
  return `${luckSentence(luck, figures)} Of these ${counted(tried.versions, 'was a version', 'were versions')}, ${counted(tried.candidates, 'candidate')} raced over recorded markets. The best is expected to show a ratio of mean to deviation of ${figures.signed(byLuck, 3)} a block by luck alone; v${version} against v${against} shows ${figures.signed(sharpe, 3)} over ${counted(blocks, 'block')} (deflated score; tries are counted as independent).`;
}
