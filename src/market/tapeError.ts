/** A tape that cannot be replayed, with the row at fault. */
export class TapeError extends Error {
  override name = 'TapeError';
}
