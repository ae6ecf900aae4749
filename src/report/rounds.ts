/** How a candidate did on recorded markets, in words. */

import type { ProposalRecord, RaceRecord, SessionRecord } from '../study/records.ts';
import { regimesAmong } from '../study/regime.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';

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
