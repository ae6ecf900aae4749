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

/** Where a candidate was raced. */
export interface RacedOn {
  /** Candidates of its round that ran on all or some of the markets, itself included. */
  readonly candidates: number;
  /** In the order of the race. */
  readonly markets: readonly RacedMarket[];
}

interface RacedMarket {
  /** `s3 calm`, or the file with the minutes of it. */
  readonly name: string;
  /** Of a session; null for a piece of a tape. */
  readonly regime: string | null;
}

/** null when it was not raced. @param sessions of the study @param proposals of the study */
export function racedOn(
  { race, sessionId }: ProposalRecord,
  sessions: readonly SessionRecord[],
  proposals: readonly ProposalRecord[],
): RacedOn | null {
  if (race === null) return null;
  const numbered = new Map(sessions.map((session) => [session.number, session]));
  const regimeOf = regimesAmong(sessions);
  return {
    candidates: proposals.filter((other) => other.sessionId === sessionId && other.race !== null).length,
    markets: [
      ...race.sessions.map((number): RacedMarket => {
        const session = numbered.get(number);
        const regime = session === undefined ? null : regimeOf(session);
        return { name: regime === null ? `s${number}` : `s${number} ${regime}`, regime };
      }),
      ...race.tapes.map(({ file, fromUs, toUs }): RacedMarket => {
        return { name: `${file} ${fromUs / 60e6}–${toUs / 60e6} min`, regime: null };
      }),
    ],
  };
}

/** More markets than this are shown by regime. */
const MOST_MARKETS = 12;

/** Lines for the terminal, to be wrapped by the caller; empty when it was not raced. */
export function raceLines(proposal: ProposalRecord, raced: RacedOn | null, figures: Figures): string[] {
  const { race } = proposal;
  if (race === null || raced === null) return [];
  return [
    `Replayed: ${raceSentence(race, figures)}`,
    marketsLine(race, raced.markets, figures),
    `Volume in the replay: ${figures.value(race.volumePerHour)} an hour`,
    ...(raced.candidates < 2 || !wasSelected(proposal)
      ? []
      : [
          `${raced.candidates} candidates of its round ran on all or some of these markets, and this one was selected: ${selectionWarning(race.gainPerHour?.mean ?? 0)}.`,
        ]),
  ];
}

/** Gain per hour on each market, or the mean of each regime where there are many. */
function marketsLine({ byMarket, champion }: RaceRecord, markets: readonly RacedMarket[], figures: Figures): string {
  const against = `(${figures.currency}/h against v${champion})`;
  const gains = markets.map((market, i) => ({ ...market, gain: byMarket[i] ?? null }));
  if (markets.length <= MOST_MARKETS) {
    return `By market ${against}: ${gains.map(({ name, gain }) => `${name} ${figures.signed(gain, 2)}`).join(', ')}`;
  }
  const groups = [...Map.groupBy(gains, ({ regime }) => regime ?? 'tapes')].map(([name, group]) => {
    const known = group.flatMap(({ gain }) => gain ?? []);
    const mean = known.length === 0 ? null : known.reduce((sum, gain) => sum + gain, 0) / known.length;
    return `${name} ${figures.signed(mean, 2)} on ${counted(group.length, 'market')}`;
  });
  return `Mean by regime ${against}: ${groups.join(', ')}`;
}

function wasSelected({ status }: ProposalRecord): boolean {
  return status !== 'passed-over' && status !== 'refused';
}

/** The best of several is partly lucky, whatever its sign: the true value is probably lower than the figure. */
function selectionWarning(gainPerHour: number): string {
  if (gainPerHour > 0) return 'expect less than the replay shows';
  return gainPerHour < 0 ? 'expect a larger loss than the replay shows' : 'the replay shows no gain, expect none';
}
