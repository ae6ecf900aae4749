/**
 * The own-event tape: everything that a program did to and heard of its own orders, each with the moment at which it was told. An
 * event is on the tape before it is used, so that a program that was killed knows what it may have sent.
 */

import type { Fill, NewOrder, RejectReason } from './gateway.ts';
import type { TradingState } from './tradingState.ts';

export type OwnEvent = { readonly atMs: number } & (
  | { readonly type: 'run'; readonly run: number }
  /** The first start on this account: the position that was there, and the trades that made it. */
  | {
      readonly type: 'opened';
      readonly positionLots: number;
      readonly tradeIds: readonly string[];
      readonly venueMs: number;
    }
  /** Orders are about to leave. From `untilWallMs` on the venue refuses them. */
  | { readonly type: 'sending'; readonly orders: readonly NewOrder[]; readonly untilWallMs: number }
  | { readonly type: 'accepted'; readonly clientId: string; readonly venueId: string }
  | {
      readonly type: 'rejected';
      readonly clientId: string;
      readonly why: RejectReason | 'limited';
      readonly text: string;
    }
  | { readonly type: 'unresolved'; readonly clientId: string; readonly text: string }
  | { readonly type: 'cancelling'; readonly clientIds: readonly string[] }
  | {
      readonly type: 'cancelAnswered';
      readonly clientId: string;
      readonly answer: 'cancelled' | 'not-open' | 'limited' | 'unresolved';
    }
  /** `filledLots` as the venue says, null where it did not say. */
  | { readonly type: 'ended'; readonly clientId: string; readonly why: string; readonly filledLots: number | null }
  /** They ended long ago, and all of their fills are known: nothing is kept of them, neither here nor when the tape is read again. */
  | { readonly type: 'forgotten'; readonly clientIds: readonly string[] }
  | { readonly type: 'fill'; readonly fill: Fill; readonly source: 'stream' | 'account' }
  | { readonly type: 'state'; readonly state: TradingState; readonly code: string; readonly text: string }
  | { readonly type: 'warned'; readonly code: string; readonly text: string }
  /** Quote currency; positive is received. `id` is of the venue: the same payment always has the same. */
  | { readonly type: 'funding'; readonly id: string; readonly amount: number; readonly venueMs: number }
  /**
   * What cash and position were worth when a session or a day began, quote currency. `day` is of that moment: days since 1970, UTC.
   */
  | { readonly type: 'baseline'; readonly span: 'session' | 'day'; readonly day: number; readonly worth: number }
  /** A session ended, and not because the program was killed. */
  | { readonly type: 'sessionOver' }
  /** A person lets a HALTED program trade again. */
  | { readonly type: 'armed'; readonly who: string; readonly why: string }
);

export interface OwnTape {
  /**
   * Writes events so that they survive the end of the program. Those that only this program knows ({@link isOurAlone}) survive the end
   * of the machine too when it returns. @throws where that is not possible
   */
  append(events: readonly OwnEvent[]): void;
  /** Resolves once all that was written before survives the end of the machine, and does not hold up the program. Rejects where it cannot. */
  flush(): Promise<void>;
}

/**
 * Whether nobody else could tell an event again. The rest, what was asked of the venue and what it said, can be asked for anew; orders
 * are flushed before they leave, and what is not known to be forgotten is kept for longer.
 */
export function isOurAlone({ type }: OwnEvent): boolean {
  return !TOLD_AGAIN.has(type);
}

const TOLD_AGAIN: ReadonlySet<OwnEvent['type']> = new Set([
  'sending',
  'accepted',
  'rejected',
  'unresolved',
  'cancelling',
  'cancelAnswered',
  'ended',
  'forgotten',
  'fill',
]);
