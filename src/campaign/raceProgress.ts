/** How far a race over recorded markets is, for screens. */

export interface RaceProgress {
  readonly candidates: number;
  /** Candidates that were not taken out. */
  readonly left: number;
  /** Recorded markets that all candidates left have run. */
  readonly markets: number;
  readonly ofMarkets: number;
  /** Of the markets, those under way counted by their share. */
  readonly share: number;
}
