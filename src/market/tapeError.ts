import { ExplainedError } from './explainedError.ts';

/** The error for a tape that cannot be replayed. The message names the row at fault, if there is one. */
export class TapeError extends ExplainedError {
  override name = 'TapeError';
  readonly errorKind = 'tape';
}
