/** Errors of the use cases themselves. */

import { ExplainedError } from '../market/explainedError.ts';

/** What was asked for cannot be done as it was asked. */
export class UsageError extends ExplainedError {
  override name = 'UsageError';
  readonly errorKind = 'usage';
}

/** A guardrail refused what a person wanted. */
export class Refused extends ExplainedError {
  override name = 'Refused';
  readonly errorKind = 'refused';
}
