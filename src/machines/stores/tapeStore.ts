/** Where tapes lie for all machines: a shared folder, or a bucket. A tape's name there is its SHA-256. */

export interface TapeStore {
  /** For messages; holds no key. */
  readonly shown: string;
  /** @throws QueueError where the store cannot be asked */
  has(sha256: string): Promise<boolean>;
  /**
   * Writes the tape to a new file.
   * @returns false where the store does not have it
   * @throws QueueError where it cannot be had; the reason of `stop`
   */
  fetch(sha256: string, into: string, stop: AbortSignal): Promise<boolean>;
  /** Puts a tape there. @throws QueueError where it cannot be put there */
  share(sha256: string, file: string): Promise<void>;
}

/** The name of a tape in a store and in a cache. */
export function tapeName(sha256: string): string {
  return `${sha256}.parquet`;
}
