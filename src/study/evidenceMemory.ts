/**
 * What the comparisons of a study rest on, kept from one snapshot to the next: the sessions of a pair that count, and the markets
 * that chose a version. Sealed records never change, so each part holds while what it follows from is the same.
 */

import type { GainPriors } from '../evaluation/beliefs.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import type { GainOverHours, MeasuredGain } from '../evaluation/effect.ts';
import type { PairedSession } from '../evaluation/pairing.ts';
import type { EvidencePair } from './laneIndex.ts';
import type { MarketSet } from './marketSet.ts';
import { MarketVariances } from './marketVariances.ts';
import type { SessionRecord } from './records.ts';

/** Lanes of a version or of a candidate, list after list: of a session, the first list that has it counts. */
export interface Runs {
  readonly lists: readonly ReadonlyMap<number, EvidencePair>[];
  /** Names the lists. A list with the same name only ever grows, by lanes of newly sealed sessions. */
  readonly names: string;
}

/** What the paired sessions of two sides follow from. Where the sides are the same, sessions of the challenger's lists alone matter. */
export interface PairedFrom {
  readonly challenger: Runs;
  readonly champion: Runs;
  /** What decides which markets count, told apart by identity. */
  readonly counted: readonly unknown[];
}

/** Sessions in which both sides ran to the end, each with the regime that it had. */
export interface Paired {
  readonly sessions: readonly SessionRecord[];
  /** Of {@link sessions}, in their order. */
  readonly regimes: readonly string[];
  /** Those that are evidence. */
  readonly pairs: readonly PairedSession[];
}

interface KnownPaired {
  readonly from: PairedFrom;
  readonly paired: Paired;
  compared: { readonly rules: DecisionRules; readonly comparison: Comparison } | null;
}

/** Variance of an hour's gain by part, as of `usualVariance` in trials.ts. */
interface UsualVariance {
  readonly markout: number;
  readonly holding: number;
}

export class EvidenceMemory {
  readonly #paired = new Map<string, KnownPaired>();
  readonly #markets = new Map<number, { readonly from: readonly unknown[]; readonly markets: MarketSet }>();
  #usual: UsualVariance | null = null;
  readonly #noisy = new WeakMap<Comparison, { readonly usual: UsualVariance; readonly gain: GainOverHours }>();
  #priors: { readonly gains: readonly MeasuredGain[]; readonly priors: GainPriors } | null = null;
  readonly #variances = new Map<number, MarketVariances>();
  readonly #chains = new Map<string, readonly MarketSet[]>();

  /** @param key names the two sides */
  paired(key: string, from: PairedFrom, regimeOf: (session: SessionRecord) => string, found: () => Paired): Paired {
    const known = this.#paired.get(key);
    if (known !== undefined && isSame(known, from, regimeOf)) return known.paired;
    const paired = found();
    this.#paired.set(key, { from, paired, compared: null });
    return paired;
  }

  /** A comparison that follows from the paired sessions of a key and from rules alone. */
  comparison(key: string, rules: DecisionRules, compare: () => Comparison): Comparison {
    const known = this.#paired.get(key);
    if (known === undefined) return compare();
    if (known.compared?.rules !== rules) known.compared = { rules, comparison: compare() };
    return known.compared.comparison;
  }

  /** Markets that chose the candidate with this id. @param from what they follow from, told apart by identity */
  markets(proposalId: number, from: readonly unknown[], found: () => MarketSet): MarketSet {
    const known = this.#markets.get(proposalId);
    if (known !== undefined && alike(known.from, from)) return known.markets;
    const markets = found();
    this.#markets.set(proposalId, { from, markets });
    return markets;
  }

  /** The same object as before where it is the same variance. */
  usual(variance: UsualVariance | null): UsualVariance | null {
    const known = this.#usual;
    if (known?.markout === variance?.markout && known?.holding === variance?.holding) return known;
    this.#usual = variance;
    return variance;
  }

  /** A measurement with the noise of the usual candidate, of a comparison that was measured. */
  noisy(comparison: Comparison, usual: UsualVariance, compute: () => GainOverHours): GainOverHours {
    const known = this.#noisy.get(comparison);
    if (known?.usual === usual) return known.gain;
    const gain = compute();
    this.#noisy.set(comparison, { usual, gain });
    return gain;
  }

  /** Priors from these gains, told apart by identity. */
  priors(gains: readonly MeasuredGain[], compute: () => GainPriors): GainPriors {
    if (this.#priors === null || !alike(this.#priors.gains, gains)) this.#priors = { gains, priors: compute() };
    return this.#priors.priors;
  }

  /** Of the races against a champion. */
  variances(champion: number): MarketVariances {
    const known = this.#variances.get(champion) ?? new MarketVariances();
    this.#variances.set(champion, known);
    return known;
  }

  /** The same list as before where its elements are the same. */
  chain(key: string, sets: readonly MarketSet[]): readonly MarketSet[] {
    const known = this.#chains.get(key);
    if (known !== undefined && alike(known, sets)) return known;
    this.#chains.set(key, sets);
    return sets;
  }
}

function isSame({ from, paired }: KnownPaired, now: PairedFrom, regimeOf: (session: SessionRecord) => string): boolean {
  return (
    alike(from.challenger.lists, now.challenger.lists) &&
    from.champion.names === now.champion.names &&
    alike(from.counted, now.counted) &&
    // The label of an old session may change while the study meets further markets.
    paired.sessions.every((session, i) => regimeOf(session) === paired.regimes[i])
  );
}

function alike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
