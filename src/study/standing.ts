/** Where a study stands: who is champion, what is known of every version, where to explore from. Derived, never stored. */

import { compare } from '../evaluation/compare.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import { effectOf } from '../evaluation/effect.ts';
import type { PairedSession } from '../evaluation/pairing.ts';
import { posteriorMean } from '../evaluation/posterior.ts';
import { asBestGuess } from '../evaluation/verdict.ts';
import { childSeed } from '../market/rng.ts';
import { type LanePair, lanesOf, versionsLike } from './laneIndex.ts';
import type { DecisionRecord, LaneRecord, MarketSource, SessionRecord, VersionRecord } from './records.ts';
import { regimeOf } from './regime.ts';

export interface VersionStanding {
  readonly version: VersionRecord;
  /** Profit per hour against the current champion; null while there is no paired session. */
  readonly effect: { readonly mean: number; readonly standardError: number } | null;
  /** Over all completed sessions, quote currency; null before the first. */
  readonly volumePerHour: number | null;
  /** The comparison with the champion; null for the champion itself and for what never ran beside it. */
  readonly comparison: Comparison | null;
  readonly rolledBack: boolean;
}

export interface Standing {
  readonly champion: number;
  /** The best belief so far: where the next proposal starts. The champion unless another version looks better. */
  readonly centre: number;
  readonly versions: readonly VersionStanding[];
}

export interface StandingInput {
  readonly versions: readonly VersionRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly lanes: readonly LaneRecord[];
  readonly decisions: readonly DecisionRecord[];
}

/** The version that holds the title: the first, until a promotion or a rollback names another. */
export function championOf({ versions, decisions }: Pick<StandingInput, 'versions' | 'decisions'>): number {
  const named = decisions.filter((d) => d.version !== null && (d.kind === 'promote' || d.kind === 'rollback')).at(-1);
  return named?.version ?? versions[0]?.number ?? 1;
}

/** Sessions in which both versions ran to the end, as pairs of blocks. */
function pairedSessions(
  challenger: number,
  champion: number,
  { versions, sessions, lanes }: Pick<StandingInput, 'versions' | 'sessions' | 'lanes'>,
): PairedSession[] {
  const of = (number: number): ((session: number) => LanePair | undefined) => {
    const runs = versionsLike(number, versions).map((version) => lanesOf(version, lanes));
    return (session) => runs.find((run) => run.has(session))?.get(session);
  };
  const [ofChallenger, ofChampion] = [of(challenger), of(champion)];
  const pairs: PairedSession[] = [];
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
    pairs.push({
      challenger: a.blocks,
      champion: b.blocks,
      optimisticChallenger: optimisticA.blocks,
      optimisticChampion: optimisticB.blocks,
      regime: regimeOf(session),
      halted: a.metrics.riskState === 'halted',
    });
  }
  return pairs;
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
  input: StandingInput,
  rules: DecisionRules,
  seed: string,
): Comparison | null {
  if (versionsLike(challenger, input.versions).includes(champion)) return null;
  const pairs = pairedSessions(challenger, champion, input);
  return pairs.length === 0 ? null : compare(challenger, champion, pairs, rules, seed);
}

/** Derives the whole standing. `seed` feeds the bootstrap of the comparisons. */
export function standingOf(input: StandingInput, rules: DecisionRules, seed: string): Standing {
  const champion = championOf(input);
  const earlier = champions(input).slice(0, -1).reverse();
  const versions = input.versions.map((version): VersionStanding => {
    const volumePerHour = volumePerHourOf(version.number, input);
    const comparison = compareVersions(
      version.number,
      champion,
      input,
      rules,
      childSeed(seed, version.number, champion),
    );
    if (comparison !== null) {
      return {
        version,
        volumePerHour,
        comparison,
        effect: effectOf(comparison),
        rolledBack: comparison.verdict === 'roll-back',
      };
    }
    if (version.number === champion) {
      return { version, volumePerHour, comparison, effect: { mean: 0, standardError: 0 }, rolledBack: false };
    }
    return {
      version,
      volumePerHour,
      comparison,
      ...linkedTo(champion, version.number, earlier, input, rules, seed),
    };
  });
  const centre = centreOf(champion, versions);
  return { champion, centre, versions: versions.map((standing) => guessing(standing, centre)) };
}

/** The centre's comparison says that exploration goes on from it. */
function guessing(standing: VersionStanding, centre: number): VersionStanding {
  const { version, comparison } = standing;
  if (version.number !== centre || comparison === null) return standing;
  return { ...standing, comparison: asBestGuess(comparison) };
}

/**
 * What a session taught: every version that ran in it compared with its champion, over all that the two share so far.
 * Against a champion who has lost the title since, no version is the best guess. `seed` as for {@link standingOf}.
 */
export function comparisonsAfter(
  session: SessionRecord,
  input: StandingInput,
  rules: DecisionRules,
  seed: string,
): Comparison[] {
  const ran = new Set(input.lanes.filter((lane) => lane.sessionId === session.id).map((lane) => lane.version));
  if (championOf(input) === session.champion) {
    const { versions } = standingOf(input, rules, seed);
    return versions.flatMap(({ version, comparison }) => (ran.has(version.number) ? (comparison ?? []) : []));
  }
  return [...ran].flatMap(
    (version) =>
      compareVersions(version, session.champion, input, rules, childSeed(seed, version, session.champion)) ?? [],
  );
}

function volumePerHourOf(version: number, { sessions, lanes }: StandingInput): number | null {
  let volume = 0;
  let hours = 0;
  const runs = lanesOf(version, lanes);
  for (const { id, status } of runs.size === 0 ? [] : sessions) {
    const lane = status === 'completed' ? runs.get(id)?.pessimistic : undefined;
    if (lane === undefined) continue;
    volume += lane.metrics.volume;
    hours += (lane.blocks.blockSeconds * lane.blocks.profit.length) / 3600;
  }
  return hours === 0 ? null : volume / hours;
}

/** Every champion in the order in which they held the title; the present one is last. */
export function champions(input: Pick<StandingInput, 'versions' | 'decisions'>): number[] {
  const named = input.decisions.flatMap((d) =>
    d.version !== null && (d.kind === 'promote' || d.kind === 'rollback') ? [d.version] : [],
  );
  const first = input.versions[0]?.number ?? 1;
  return [first, ...named];
}

function linkedTo(
  champion: number,
  version: number,
  earlier: readonly number[],
  input: StandingInput,
  rules: DecisionRules,
  seed: string,
): Pick<VersionStanding, 'effect' | 'rolledBack'> {
  const linked = effectThrough(version, champion, earlier, input, rules, seed);
  return { effect: linked?.effect ?? null, rolledBack: linked?.first.verdict === 'roll-back' };
}

/** What a version was worth against a third one, plus what that one was worth against `base`. */
export interface LinkedEffect {
  readonly effect: { readonly mean: number; readonly standardError: number };
  /** The third version. */
  readonly through: number;
  /** The comparison with it. */
  readonly first: Comparison;
}

/** Through the first of `links` that ran beside both; null when none did. */
export function effectThrough(
  version: number,
  base: number,
  links: readonly number[],
  input: StandingInput,
  rules: DecisionRules,
  seed: string,
): LinkedEffect | null {
  for (const link of links) {
    const first = compareVersions(version, link, input, rules, childSeed(seed, version, link));
    const second = compareVersions(link, base, input, rules, childSeed(seed, link, base));
    if (first === null || second === null) continue;
    const a = effectOf(first);
    const b = effectOf(second);
    if (a === null || b === null) continue;
    const effect = { mean: a.mean + b.mean, standardError: Math.hypot(a.standardError, b.standardError) };
    return { effect, through: link, first };
  }
  return null;
}

/** Exploration goes on from the highest posterior mean; the champion's own is zero. */
function centreOf(champion: number, versions: readonly VersionStanding[]): number {
  let centre = champion;
  let best = 0;
  for (const { version, comparison, rolledBack } of versions) {
    if (comparison === null || rolledBack || !comparison.signAgrees || !comparison.tradesEnough) continue;
    const mean = posteriorMean(comparison);
    if (mean > best) {
      best = mean;
      centre = version.number;
    }
  }
  return centre;
}
