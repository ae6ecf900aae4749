/** What a verdict asks for. Why these figures: docs/evidence.md. */

import type { Instrument } from '../market/instrument.ts';
import { currencyOf } from '../market/money.ts';
import { riskPrice } from './blocks.ts';
import { SESSIONS_FOR_LOOKING } from './intervals.ts';

/** Below these a figure is not worth a colour or a claim: how much sessions differ shows from the fifth on. */
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
  /** The same that must lie below a tolerable loss for a roll-back: it bars a neighbourhood for good, so it asks for more. */
  readonly harmLevel: number;
  /** Loss per hour, quote currency, that still counts as "not worse". */
  readonly tolerancePerHour: number;
  /** Size of effects to expect before anything is measured, gain per hour in quote currency. */
  readonly expectedEffectPerHour: number;
  /** Charge for each (quote currency)² of squared swings of profit, in quote currency. */
  readonly riskPrice: number;
  /** Volume per hour, quote currency, without which nothing is promoted. */
  readonly minVolumePerHour: number;
  /** Sign or code of the quote currency, for reasons in words. */
  readonly currency: string;
}

/** What a study says of how it wants to be judged. */
export interface StudyTerms {
  /** Quote currency. */
  readonly capital: number;
  /** Volume per hour below which a version does not count as making a market: it cannot win by hardly trading. */
  readonly minVolumePerHour: number;
  /** Relative risk aversion: an hour whose profit deviates by 0.1 % of capital costs riskAversion × 0.00005 % of capital. */
  readonly riskAversion: number;
  /** Its quote currency is the dollar where nothing is said. */
  readonly instrument?: Pick<Instrument, 'quoteCurrency'>;
}

/** The rules of a study; a loss of 0.01 % of capital an hour counts as none, effects of 0.05 % are expected. */
export function decisionRules(study: StudyTerms): DecisionRules {
  return {
    level: 0.9,
    promoteProbability: 0.9,
    promoteSessions: SESSIONS_FOR_LOOKING,
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
