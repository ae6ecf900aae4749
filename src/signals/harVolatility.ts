/**
 * Heterogeneous autoregressive volatility, HAR-RV (Corsi 2009, "A simple approximate long-memory model of realized volatility"):
 * the volatility of the next minute as a weighted sum of realised volatility over one, five and fifteen minutes. The paper has a
 * day, a week and a month, in about the same proportions.
 */

import { RealisedVolatility } from './realisedVolatility.ts';

/** Windows in samples, one a second; the first is the horizon of the forecast, too. */
export const HAR_SECONDS = { minute: 60, fiveMinutes: 300, quarterHour: 900 } as const;

/** None is negative, so that no forecast is. */
export interface HarWeights {
  /** bps per square root of a second. */
  readonly constant: number;
  readonly minute: number;
  readonly fiveMinutes: number;
  readonly quarterHour: number;
}

export class HarVolatility {
  /** Forecast for the next minute, bps per square root of a second; 0 until there are two samples. */
  perRootSecondBps = 0;

  readonly #weights: HarWeights;
  readonly #minute = new RealisedVolatility(HAR_SECONDS.minute);
  readonly #fiveMinutes = new RealisedVolatility(HAR_SECONDS.fiveMinutes);
  readonly #quarterHour = new RealisedVolatility(HAR_SECONDS.quarterHour);
  #hasPrice = false;

  constructor(weights: HarWeights) {
    this.#weights = weights;
  }

  reset(): void {
    this.perRootSecondBps = 0;
    this.#hasPrice = false;
    this.#minute.reset();
    this.#fiveMinutes.reset();
    this.#quarterHour.reset();
  }

  /** Takes the price of a moment; each moment has to be later than the one before. A window that is not full counts as far as it is. */
  push(timeUs: number, price: number): void {
    this.#minute.push(timeUs, price);
    this.#fiveMinutes.push(timeUs, price);
    this.#quarterHour.push(timeUs, price);
    if (this.#hasPrice) {
      this.perRootSecondBps = harForecast(
        this.#weights,
        this.#minute.perRootSecondBps,
        this.#fiveMinutes.perRootSecondBps,
        this.#quarterHour.perRootSecondBps,
      );
    }
    this.#hasPrice = true;
  }
}

/** All in bps per square root of a second. */
export function harForecast(weights: HarWeights, minute: number, fiveMinutes: number, quarterHour: number): number {
  return (
    weights.constant + weights.minute * minute + weights.fiveMinutes * fiveMinutes + weights.quarterHour * quarterHour
  );
}
