/**
 * Exponential average of samples that come at any times: after one time constant a change counts 63 %. The value before a
 * sample is taken to have been in force up to it ("next point" of Zumbach & Müller 2001, "Operators on inhomogeneous time series").
 */

export class TimedAverage {
  /** In the unit of the samples; NaN before the first. */
  value: number = Number.NaN;

  readonly #timeConstantUs: number;
  #timeUs = 0;

  constructor(timeConstantSeconds: number) {
    this.#timeConstantUs = timeConstantSeconds * 1e6;
  }

  reset(): void {
    this.value = Number.NaN;
  }

  push(timeUs: number, sample: number): void {
    if (Number.isNaN(this.value)) this.value = sample;
    else this.value += (sample - this.value) * -Math.expm1((this.#timeUs - timeUs) / this.#timeConstantUs);
    this.#timeUs = timeUs;
  }
}
