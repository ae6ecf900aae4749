/** The races of the newest round on record, market by market. */

import type { ProposalRecord, RaceRecord } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { brief, lineOf, type PromptLine, percent, row } from './promptLine.ts';

/** Best first; nothing before the first race. The changes of a candidate and the parts of its gain stand in the records. */
export function raceTable({ proposals }: Pick<StudySnapshot, 'proposals'>): PromptLine[] {
  const raced = proposals.flatMap((proposal) => (proposal.race === null ? [] : [{ proposal, race: proposal.race }]));
  const newest = raced.at(-1)?.proposal.sessionId;
  const round = raced
    .filter(({ proposal }) => proposal.sessionId === newest)
    .toSorted((a, b) => b.race.belief - a.race.belief);
  if (round.length === 0) return [];
  // Those that a search left ran on fewer markets.
  const markets = [...new Set(round.flatMap(({ race }) => marketsOf(race)))];
  const head = row('candidate', 'gain an hour', 'P', ...markets);
  return [lineOf(head), ...round.map(({ proposal, race }) => raceLine(proposal, race, markets))];
}

function raceLine(proposal: ProposalRecord, race: RaceRecord, markets: readonly string[]): PromptLine {
  const on = new Map(marketsOf(race).map((market, i) => [market, race.byMarket[i] ?? null]));
  const id = `p${proposal.id}`;
  const text = row(
    id,
    brief(race.gainPerHour?.mean),
    percent(race.probabilityBetter),
    ...markets.map((market) => brief(on.get(market))),
  );
  return lineOf(text, id, ...markets.filter((market) => market.startsWith('s')));
}

/** Sessions by number; pieces of tapes, which have none, in their order. */
function marketsOf({ sessions, tapes }: RaceRecord): string[] {
  return [...sessions.map((number) => `s${number}`), ...tapes.map((_, i) => `tape ${i + 1}`)];
}
