/** Two versions over all sessions that they share. */

import { compare } from '../evaluation/compare.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import type { PairedSession } from '../evaluation/pairing.ts';
import { type LanePair, lanesOf, versionsLike } from './laneIndex.ts';
import type { DecisionRecord, LaneRecord, MarketSource, Mode, SessionRecord, VersionRecord } from './records.ts';
import { regimeOf } from './regime.ts';

export interface ComparedInput {
  readonly versions: readonly VersionRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly lanes: readonly LaneRecord[];
  readonly decisions: readonly DecisionRecord[];
}

/** Modes from the one nearest to money: evidence of different modes is never pooled, and the nearest counts. */
const MODES: readonly Mode[] = ['live', 'paper', 'replay', 'sim'];

/** Sessions of one mode in which both versions ran to the end, as pairs of blocks. */
function pairedSessions(
  challenger: number,
  champion: number,
  { versions, sessions, lanes }: Pick<ComparedInput, 'versions' | 'sessions' | 'lanes'>,
): PairedSession[] {
  const of = (number: number): ((session: number) => LanePair | undefined) => {
    const runs = versionsLike(number, versions).map((version) => lanesOf(version, lanes));
    return (session) => runs.find((run) => run.has(session))?.get(session);
  };
  const [ofChallenger, ofChampion] = [of(challenger), of(champion)];
  const pairs: { readonly mode: Mode; readonly pair: PairedSession }[] = [];
  const generated = new Set<string>();
  const recorded: Recorded[] = [];
  for (const session of sessions) {
    if (session.status !== 'completed') continue;
    const { pessimistic: a, optimistic: optimisticA } = ofChallenger(session.id) ?? {};
    const { pessimistic: b, optimistic: optimisticB } = ofChampion(session.id) ?? {};
    if (a === undefined || b === undefined || optimisticA === undefined || optimisticB === undefined) continue;
    // The same versions on the same piece of a tape give the same result again: seeing it twice is no new evidence.
    const { source } = session;
    if (source.type === 'tape') {
      if (recorded.some((other) => overlaps(other, source))) continue;
      recorded.push(source);
    } else {
      const market = JSON.stringify(source);
      if (generated.has(market)) continue;
      generated.add(market);
    }
    const pair: PairedSession = {
      challenger: a.blocks,
      champion: b.blocks,
      optimisticChallenger: optimisticA.blocks,
      optimisticChampion: optimisticB.blocks,
      regime: regimeOf(session),
      halted: a.metrics.riskState === 'halted',
    };
    pairs.push({ mode: session.mode, pair });
  }
  const nearest = MODES.find((mode) => pairs.some((one) => one.mode === mode));
  return pairs.flatMap((one) => (one.mode === nearest ? [one.pair] : []));
}

type Recorded = Extract<MarketSource, { readonly type: 'tape' }>;

/** Whether two pieces of tapes share any of their minutes. */
function overlaps(a: Recorded, b: Recorded): boolean {
  return a.sha256 === b.sha256 && a.fromUs < b.toUs && b.fromUs < a.toUs;
}

/** The comparison of a version with the champion over all sessions they share; null without any. */
export function compareVersions(
  challenger: number,
  champion: number,
  input: ComparedInput,
  rules: DecisionRules,
  seed: string,
): Comparison | null {
  if (versionsLike(challenger, input.versions).includes(champion)) return null;
  const pairs = pairedSessions(challenger, champion, input);
  return pairs.length === 0 ? null : compare(challenger, champion, pairs, rules, seed);
}
