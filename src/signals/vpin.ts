/**
 * Toxicity of order flow in volume time: the mean of |bought − sold| / bucket over the newest buckets of equal volume (Easley, López
 * de Prado & O'Hara 2012, "Flow toxicity and liquidity in a high-frequency world"). Trades here name their aggressor, so
 * that volume need not be classified by price changes, as it is there.
 */

export class Vpin {
  readonly #bucketVolume: number;
  readonly #imbalances: Float64Array;
  #next = 0;
  #full = 0;
  #sum = 0;
  /** Of the bucket that is being filled. */
  #volume = 0;
  #signed = 0;

  /** @param bucketVolume volume of a bucket, in lots or in value: the unit of `push` @param buckets how many count */
  constructor(bucketVolume: number, buckets: number) {
    this.#bucketVolume = bucketVolume;
    this.#imbalances = new Float64Array(buckets);
  }

  /** 0 (balanced) … 1 (one-sided); 0 until all buckets have been filled once. */
  get value(): number {
    const buckets = this.#imbalances.length;
    return this.#full < buckets ? 0 : this.#sum / (buckets * this.#bucketVolume);
  }

  reset(): void {
    this.#imbalances.fill(0);
    this.#next = 0;
    this.#full = 0;
    this.#sum = 0;
    this.#volume = 0;
    this.#signed = 0;
  }

  /** @param signedVolume positive where the aggressor bought */
  push(signedVolume: number): void {
    const sign = Math.sign(signedVolume);
    let left = Math.abs(signedVolume);
    const { length } = this.#imbalances;
    // A trade that fills every bucket leaves the same behind, however much larger it is.
    const most = this.#bucketVolume * (length + 1);
    if (left > most) left = most + (left % this.#bucketVolume);
    while (left > 0) {
      const volume = Math.min(left, this.#bucketVolume - this.#volume);
      this.#volume += volume;
      this.#signed += sign * volume;
      left -= volume;
      if (this.#volume >= this.#bucketVolume) this.#close();
    }
  }

  #close(): void {
    const imbalance = Math.abs(this.#signed);
    this.#sum += imbalance - (this.#imbalances[this.#next] as number);
    this.#imbalances[this.#next] = imbalance;
    this.#next = (this.#next + 1) % this.#imbalances.length;
    if (this.#full < this.#imbalances.length) this.#full++;
    this.#volume = 0;
    this.#signed = 0;
  }
}
