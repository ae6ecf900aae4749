/** The rules of verdicts. Why these figures: docs/evidence.md. */

import type { Instrument } from '../market/instrument.ts';
import { currencyOf } from '../market/money.ts';
import { riskPrice } from './blocks.ts';
import { LEAST_SESSIONS_ALWAYS_VALID } from './intervals.ts';

/**
 * A figure over fewer sessions gets no colour and no claim: the fifth session is the first to show how much sessions
 * differ.
 */
export const ENOUGH_SESSIONS = 5;

export interface DecisionRules {
  /** Coverage of the intervals that are shown. */
  readonly level: number;
  readonly promoteProbability: number;
  readonly promoteSessions: number;
  readonly promoteRegimes: number;
  readonly harmProbability: number;
  /** Coverage of the always-valid interval that must lie above zero for a promotion. */
  readonly promoteLevel: number;
  /**
   * Coverage of the one that must lie below the tolerated loss for a roll-back; higher, since a roll-back bars nearby
   * parameters for good.
   */
  readonly harmLevel: number;
  /** Loss per hour, quote currency, that still counts as "not worse". */
  readonly tolerancePerHour: number;
  /** Size of effects to expect before any was measured, gain per hour in quote currency. */
  readonly expectedEffectPerHour: number;
  /** Charge for each (quote currency)² of squared swings of profit, in quote currency. */
  readonly riskPrice: number;
  /** Volume per hour, quote currency, without which nothing is promoted. */
  readonly minVolumePerHour: number;
  /** Sign or code of the quote currency, for sentences. */
  readonly currency: string;
}

/** The settings of a study that its decision rules follow from. */
export interface StudyTerms {
  /** Quote currency. */
  readonly capital: number;
  /**
   * Volume per hour below which a version does not count as making a market, so that it cannot win by hardly trading.
   */
  readonly minVolumePerHour: number;
  /**
   * Relative risk aversion: an hour whose profit deviates by 0.1 % of capital costs riskAversion × 0.00005 % of
   * capital.
   */
  readonly riskAversion: number;
  /** Without it the quote currency is the dollar. */
  readonly instrument?: Pick<Instrument, 'quoteCurrency'>;
}

/** The rules of a study. A loss of up to 0.01 % of capital an hour is tolerated; effects of 0.05 % are expected. */
export function decisionRules(study: StudyTerms): DecisionRules {
  return {
    level: 0.9,
    promoteProbability: 0.9,
    promoteSessions: LEAST_SESSIONS_ALWAYS_VALID,
    promoteRegimes: 2,
    harmProbability: 0.8,
    promoteLevel: 0.8,
    harmLevel: 0.9,
    tolerancePerHour: study.capital * 0.0001,
    expectedEffectPerHour: study.capital * 0.0005,
    riskPrice: riskPrice(study),
    minVolumePerHour: study.minVolumePerHour,
    currency: currencyOf(study.instrument ?? {}),
  };
}
