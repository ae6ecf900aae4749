/** Comparisons with the champion in words and as a table: the effect, its evidence, how many sessions a decision needs, and luck. */

import type { Comparison, Estimate } from '../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../evaluation/decisionRules.ts';
import { normalQuantile } from '../evaluation/distributions.ts';
import type { Measured } from '../evaluation/effect.ts';
import { LEAST_SESSIONS_ALWAYS_VALID } from '../evaluation/intervals.ts';
import type { Guess } from '../study/guess.ts';
import type { Leaderboard, LeaderboardRow } from '../study/leaderboard.ts';
import type { LuckAdjusted } from '../study/luckAdjusted.ts';
import type { Mode } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { list, prose, table } from './markdown.ts';

/** Fewest fills for a decision, as {@link ENOUGH_SESSIONS} is of sessions. */
const ENOUGH_FILLS = 30;
export type Weight = 'says little' | 'thin' | 'enough';

/** Whether results of that many sessions and fills are enough for a decision. */
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
    ? `${facts}: thin (a decision needs at least ${ENOUGH_SESSIONS} sessions)`
    : `${facts}: ${weight}`;
}

/** A difference that needs more sessions than this is too small to be worth them. */
const MOST_SESSIONS = 200;

/** Whether the version is neither promoted nor rolled back yet. */
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
  if (gainPerHour === null) return 'nothing was measured yet, so the number of sessions is not known';
  if (sessionsNeeded === null && gainPerHour.mean > 0) {
    if (!tradesEnough)
      return 'no number of sessions is enough, because the version trades less than the study asks for';
    if (!signAgrees) return 'no number of sessions is enough, because the gain is a loss under optimistic fills';
  }
  if (sessionsNeeded === null) return 'no number of sessions is enough, because the measured effect is too small';
  if (sessionsNeeded > MOST_SESSIONS)
    return `more than ${MOST_SESSIONS} sessions if the effect is as measured, which is too small to be worth them`;
  if (sessionsNeeded === 0)
    return 'an effect of the measured size is usually decided by now; the next sessions will show whether it is real';
  return `about ${counted(sessionsNeeded, 'more paired session')} if the effect is as measured (80 % chance)`;
}

/** `an effect of ±$0.40 an hour or more would have been detected by now (80 % chance)`. */
export function detectableWords({ minimumDetectableEffect, sessions }: Comparison, figures: Figures): string {
  if (minimumDetectableEffect === null)
    return sessions < LEAST_SESSIONS_ALWAYS_VALID
      ? 'no effect can be detected yet: ten sessions are needed to estimate how skewed the differences are'
      : 'no effect can be detected yet: this few sessions leave no bound for one of many versions that were tried';
  return `an effect of ±${figures.value(minimumDetectableEffect)} an hour or more would have been detected by now (80 % chance)`;
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

/** The interval that a mean with a normal error has, of level 0…1. */
export function normalInterval({ mean, standardError }: Measured, level: number): Estimate {
  const half = normalQuantile(0.5 + level / 2) * standardError;
  return { mean, low: mean - half, high: mean + half, level };
}

/** The effect under optimistic fills beside that under pessimistic ones. Where the signs differ, neither supports a conclusion. */
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
    return 'a different sign: the effect depends on how fills are modelled, so it supports no conclusion';
  }
  return `a different sign: ${perHour(gainPerHour.mean)} with pessimistic fills and ${perHour(optimisticGainPerHour)} with optimistic ones. The effect depends on how orders are filled, so it supports no conclusion`;
}

/** The estimated gain of the best guess (the centre of proposals) over the champion, and where it is from; null when the champion is the best guess. */
export function bestGuessOf({ centre, versions }: Leaderboard): { guess: Guess; sources: string } | null {
  const row = versions.find(({ version }) => version.number === centre);
  return row === undefined || row.guess === null ? null : { guess: row.guess, sources: guessSources(row) };
}

/** Which measurements a guess is estimated from: `its sessions, trials and race`. */
export function guessSources({
  comparison,
  trial,
  guess,
}: Pick<LeaderboardRow, 'comparison' | 'trial' | 'guess'>): string {
  const parts = [
    ...(comparison === null ? [] : ['sessions']),
    ...(trial === null ? [] : ['trials']),
    ...(guess?.raced ? ['race'] : []),
  ];
  const last = parts.at(-1) ?? 'measurements';
  return parts.length < 2 ? `its ${last}` : `its ${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** Why a best guess and the effect beside it are two different figures. */
export const GUESS_IS_DRAWN =
  'A best guess is not the measured effect: a few hours say little, so it is drawn towards what other candidates gained.';

/**
 * The newest comparison of a version in a mode, with today's estimates: later sessions may have changed them. A comparison with a
 * former champion, or in a mode farther from real money, is returned as recorded. null when it was never compared in that mode.
 */
export function currentComparison(snapshot: StudySnapshot, version: number, mode: Mode): Comparison | null {
  const recorded = snapshot.newestRecorded(version, mode)?.comparison ?? null;
  if (recorded === null || mode !== snapshot.modes[0]) return recorded;
  const now = snapshot.heldLeaderboard.versions.find((one) => one.version.number === version)?.comparison ?? null;
  return now?.champion === recorded.champion ? now : recorded;
}

/**
 * A version against the champion of today where the two ran side by side in the mode nearest to real money; else as
 * {@link currentComparison}, which may be with a former champion.
 */
export function againstChampion(snapshot: StudySnapshot, version: number, mode: Mode): Comparison | null {
  const row = snapshot.heldLeaderboard.versions.find((one) => one.version.number === version);
  const now = mode === snapshot.modes[0] ? (row?.comparison ?? null) : null;
  return now ?? currentComparison(snapshot, version, mode);
}

const right = 'right' as const;

/** One row a version, also for those that never ran beside the champion. `link` formats the name of a version. */
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
  // The errors of two comparisons add up and no verdict uses this effect, so it is shown without an interval.
  const linked = effect === null ? NOT_KNOWN : `${figures.money(effect.mean)}/h (linked)`;
  const words = effect === null ? `never ran beside v${champion}` : `known through an earlier champion`;
  return [linked, ...Array<string>(7).fill(NOT_KNOWN), words];
}

/** The reason of each verdict; empty without comparisons. */
export function verdictReasons({ versions }: Leaderboard): string {
  return list(
    versions.flatMap(({ version, comparison }) =>
      comparison === null ? [] : [`v${version.number}: **${comparison.verdict}**: ${prose(comparison.reason)}.`],
    ),
  );
}

/** What the columns mean. */
export const EVIDENCE_LEGEND =
  'Effect: gain per hour against the champion. Gain is profit after the charge for risk; both versions ran on the same market data, and fills are pessimistic. Always valid: an interval that stays correct however often the results are looked at (90 %, from the tenth session on); verdicts require it. P(better): the probability that the version is better than the champion, estimated from sessions, trials and race together. P(harm): the probability that it is worse by more than the study tolerates. Detectable now: an effect of this size or more would have been detected by now with a probability of 80 %. Sessions to decide: how many more are needed if the effect is as measured; – where no number is enough.';

/** One sentence for pages and terminal: how good the best of many tries looks by luck alone. A `luck` that is a sentence is returned as it is. */
export function luckSentence(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, probability } = luck;
  const sets = counted(tried.versions + tried.candidates, 'set of parameters', 'sets of parameters');
  return `Luck: ${sets} were tried. If none of them were better than v${against}, the best of them would still look as good as v${version} in ${figures.chance(1 - probability)} of cases.`;
}

/** The same with the figures that it is computed from; Markdown. */
export function luckDetails(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, blocks, sharpe, luck: byLuck } = luck;
  return `${luckSentence(luck, figures)} Of these, ${counted(tried.versions, 'was a version', 'were versions')} and ${counted(tried.candidates, 'was a candidate that ran', 'were candidates that ran')} only on recorded markets${tried.onTrial ? ' or on trial' : ''}. By luck alone the best is expected to show a ratio of mean to standard deviation of ${figures.signed(byLuck, 3)} per block; v${version} against v${against} shows ${figures.signed(sharpe, 3)} over ${counted(blocks, 'block')} (deflated Sharpe ratio; tries are counted as independent).`;
}
