/** Loss limits of a session and of a day, as shares of the capital. */

export interface LossTiers {
  /** Of a session: a warning. */
  readonly warn: number;
  /** Of a session: REDUCING until it ends. */
  readonly reduce: number;
  /** Of a session: HALTED until a person arms it. A strategy's own stop loss may stand here. */
  readonly haltSession: number;
  /** Of a day, UTC: the same. */
  readonly haltDay: number;
}

/** No knob makes a tier looser than this. */
const LOOSEST_LOSS_TIERS: LossTiers = { warn: 0.01, reduce: 0.015, haltSession: 0.02, haltDay: 0.04 };

/** The loosest tiers with tighter ones in their place. @throws RangeError for one that is looser, or no positive share */
export function lossTiers(tighter: Partial<LossTiers>): LossTiers {
  const tiers = { ...LOOSEST_LOSS_TIERS, ...tighter };
  for (const tier of ['warn', 'reduce', 'haltSession', 'haltDay'] as const) {
    const [share, most] = [tiers[tier], LOOSEST_LOSS_TIERS[tier]];
    if (!(share > 0 && share <= most)) {
      throw new RangeError(`the loss limit "${tier}" is above 0 and at most ${most} of the capital, not ${share}`);
    }
  }
  return tiers;
}
