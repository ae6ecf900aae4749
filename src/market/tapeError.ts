import { ExplainedError } from './explainedError.ts';

/** A tape that cannot be replayed, with the row at fault. */
export class TapeError extends ExplainedError {
  override name = 'TapeError';
  readonly errorKind = 'tape';
}
