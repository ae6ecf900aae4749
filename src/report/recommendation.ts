/** Which version to run according to the evidence, and the reasons for doubt. */

import { compareVersions } from '../study/comparisons.ts';
import { guessOfPair, type LeaderboardRow, RECOMMEND_HOURS, RECOMMEND_PROBABILITY } from '../study/leaderboard.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { guessSources } from './evidence.ts';
import type { Figures } from './figures.ts';

/** Sentences for a terminal. */
export function recommendation(snapshot: StudySnapshot, figures: Figures): string[] {
  const { champion, centre, recommended, versions } = snapshot.leaderboard;
  const share = (number: number): string | null => {
    const row = versions.find(({ version }) => version.number === number);
    if (row === undefined || row.guess === null) return null;
    const { guess } = row;
    return `better than v${champion} with a probability of ${figures.chance(guess.probabilityBetter)} by ${guessSources(row)}`;
  };
  const ofCentre = share(centre);
  const caveats =
    recommended === champion ? [] : [...tradesLess(snapshot, figures), ...versionsAhead(snapshot, figures)];
  if (ofCentre === null) return [`Recommended: v${champion}; no version looks better.`];
  if (recommended === centre) return [`Recommended: v${centre}, ${ofCentre}; not proven.`, ...caveats];
  const guessed = versions.find(({ version }) => version.number === centre);
  const doubt = `the best guess v${centre} is ${ofCentre}, ${guessed === undefined ? 'which is not enough' : whyNotEnough(guessed, champion, figures)}.`;
  return recommended === champion
    ? [`Recommended: v${champion}; ${doubt}`]
    : [`Recommended: v${recommended}, ${share(recommended)}; not proven; ${doubt}`, ...caveats];
}

/** A version may lose less than the champion only because it trades less. */
function tradesLess(snapshot: StudySnapshot, figures: Figures): string[] {
  const { champion, recommended } = snapshot.leaderboard;
  const mode = snapshot.modes[0];
  if (mode === undefined) return [];
  const [own, champions] = [recommended, champion].map((one) => snapshot.pooled(one, mode, 'pessimistic'));
  if (!own || !champions || own.profitPer10k === null || champions.profitPer10k === null) return [];
  const [a, b] = [own, champions].map(({ volume, hours }) => volume / hours) as [number, number];
  if (a >= b || own.profitPer10k >= champions.profitPer10k) return [];
  return [
    `It wins by trading less, ${figures.value(a)} an hour instead of ${figures.value(b)}: per ${figures.tenThousand} it made ${figures.signed(own.profitPer10k, 2)}, v${champion} ${figures.signed(champions.profitPer10k, 2)}.`,
  ];
}

/** Versions that are ahead of the recommended one where the two ran side by side. */
function versionsAhead(snapshot: StudySnapshot, figures: Figures): string[] {
  const { recommended, champion, versions } = snapshot.leaderboard;
  const chosen = versions.find(({ version }) => version.number === recommended);
  if (chosen === undefined) return [];
  return versions.flatMap((other) => {
    const { number } = other.version;
    if (number === recommended || number === champion || other.rolledBack) return [];
    const believe = guessOfPair(other.version, chosen.version, snapshot);
    const comparison = compareVersions(number, recommended, snapshot, believe);
    if (comparison === null || !(comparison.probabilityBetter > 0.5)) return [];
    return [
      `v${number} is ahead of v${recommended} where the two ran side by side (${figures.chance(comparison.probabilityBetter)}): ${whyNotRecommended(other, chosen, champion, figures)}.`,
    ];
  });
}

function whyNotRecommended(other: LeaderboardRow, chosen: LeaderboardRow, champion: number, figures: Figures): string {
  if (other.comparison?.tradesEnough === false) return 'but it trades less than the study asks for';
  if (other.comparison?.signAgrees === false) return 'but its gain has a different sign under optimistic fills';
  if (other.guess === null || chosen.guess === null) return `but little is known of how it compares with v${champion}`;
  if (!isSureEnough(other)) {
    return `but it is better than v${champion} with a probability of ${figures.chance(other.guess.probabilityBetter)}, ${whyNotEnough(other, champion, figures)}`;
  }
  return `but against v${champion} it is believed to be worth ${figures.money(other.guess.mean)} an hour, v${chosen.version.number} ${figures.money(chosen.guess.mean)}, by all sessions and races`;
}

function isSureEnough({ guess, comparison }: LeaderboardRow): boolean {
  return (guess?.probabilityBetter ?? 0) >= RECOMMEND_PROBABILITY && ranLongEnough(comparison);
}

function ranLongEnough(comparison: LeaderboardRow['comparison']): boolean {
  return (comparison?.hours ?? 0) >= RECOMMEND_HOURS - 1e-6;
}

function whyNotEnough({ guess, comparison }: LeaderboardRow, champion: number, figures: Figures): string {
  if ((guess?.probabilityBetter ?? 0) < RECOMMEND_PROBABILITY)
    return `and ${figures.percent(RECOMMEND_PROBABILITY)} is required`;
  return `but it ran beside v${champion} for only ${figures.number(comparison?.hours ?? 0, 1)} h: at least an hour is required`;
}
