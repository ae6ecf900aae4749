import { ExplainedError } from '../market/explainedError.ts';

/** The operating system does not give what the page needs. */
export class SystemError extends ExplainedError {
  override name = 'SystemError';
  readonly errorKind = 'system';
}
