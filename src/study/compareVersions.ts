/** Two versions over all sessions that they share. */

import { type Circumstances, compare } from '../evaluation/compare.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import type { PairedSession } from '../evaluation/pairing.ts';
import { stoppedByItself } from '../risk/stops.ts';
import { marketsChosenOn } from './chosenOn.ts';
import { distinctSessions, isEvidence } from './distinctSessions.ts';
import { type LanePair, lanesOf, versionsLike } from './laneIndex.ts';
import type { DecisionRecord, LaneRecord, Mode, ProposalRecord, SessionRecord, VersionRecord } from './records.ts';
import { regimesAmong } from './regime.ts';

export interface ComparedInput {
  readonly versions: readonly VersionRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly lanes: readonly LaneRecord[];
  readonly decisions: readonly DecisionRecord[];
  readonly proposals: readonly ProposalRecord[];
}

/** Modes from the one nearest to money: evidence of different modes is never pooled, and the nearest counts. */
const MODES: readonly Mode[] = ['live', 'paper', 'replay', 'sim'];

/** Sessions of one mode in which both versions ran to the end, on markets that chose neither, as pairs of blocks. */
function pairedSessions(
  challenger: number,
  champion: number,
  input: Omit<ComparedInput, 'decisions'>,
): PairedSession[] {
  const { versions, sessions, lanes } = input;
  const of = (number: number): ((session: number) => LanePair | undefined) => {
    const runs = versionsLike(number, versions).map((version) => lanesOf(version, lanes));
    return (session) => runs.find((run) => run.has(session))?.get(session);
  };
  const [ofChallenger, ofChampion] = [of(challenger), of(champion)];
  const both = sessions.filter(({ id }) => hasBothModels(ofChallenger(id)) && hasBothModels(ofChampion(id)));
  // The same versions on the same market give the same result again: seeing it twice is no new evidence.
  const chosenOn = marketsChosenOn(
    [challenger, champion].flatMap((number) => versionsLike(number, versions)),
    input,
  );
  const counted = new Set(distinctSessions(both, chosenOn));
  const regimeOf = regimesAmong(sessions);
  const pairs = both.flatMap((session): { readonly mode: Mode; readonly pair: PairedSession }[] => {
    const { pessimistic: a, optimistic: optimisticA } = ofChallenger(session.id) ?? {};
    const { pessimistic: b, optimistic: optimisticB } = ofChampion(session.id) ?? {};
    if (a === undefined || b === undefined || optimisticA === undefined || optimisticB === undefined) return [];
    const halted = stoppedByItself({ ...a.metrics, riskEvents: a.riskEvents });
    // Where missing data stopped everyone, a version that had been stopped for itself before that was so all the same.
    const stoppedBefore = halted && session.status === 'completed' && !isEvidence(session);
    if (!counted.has(session) && !stoppedBefore) return [];
    const pair: PairedSession = {
      challenger: a.blocks,
      champion: b.blocks,
      optimisticChallenger: optimisticA.blocks,
      optimisticChampion: optimisticB.blocks,
      regime: regimeOf(session),
      halted,
    };
    return [{ mode: session.mode, pair }];
  });
  const nearest = MODES.find((mode) => pairs.some((one) => one.mode === mode));
  return pairs.flatMap((one) => (one.mode === nearest ? [one.pair] : []));
}

function hasBothModels(lanes: LanePair | undefined): boolean {
  return lanes?.pessimistic !== undefined && lanes.optimistic !== undefined;
}

/** Whether two versions completed a session beside each other, whatever that is worth. */
export function haveMet(
  a: number,
  b: number,
  { versions, sessions, lanes }: Omit<ComparedInput, 'decisions'>,
): boolean {
  const runs = [a, b].map((number) => versionsLike(number, versions).map((one) => lanesOf(one, lanes)));
  return sessions.some(
    (session) => isEvidence(session) && runs.every((own) => own.some((run) => hasBothModels(run.get(session.id)))),
  );
}

/**
 * The comparison of a version with the champion over all sessions they share; null without any.
 *
 * @param believe as of {@link Circumstances}
 */
export function compareVersions(
  challenger: number,
  champion: number,
  input: ComparedInput,
  rules: DecisionRules,
  believe?: Circumstances['believe'],
): Comparison | null {
  if (versionsLike(challenger, input.versions).includes(champion)) return null;
  const pairs = pairedSessions(challenger, champion, input);
  if (pairs.length === 0) return null;
  const metRegimes = distinctSessions(input.sessions).map(regimesAmong(input.sessions));
  return compare(challenger, champion, pairs, { ...rules, metRegimes, ...(believe === undefined ? {} : { believe }) });
}
