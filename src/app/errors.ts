/** Errors of the use cases themselves. */

import { ExplainedError } from '../market/explainedError.ts';

/** The request cannot be carried out as it was made. */
export class UsageError extends ExplainedError {
  override name = 'UsageError';
  readonly errorKind = 'usage';
}

/** The guardrails refused a decision of a person. */
export class Refused extends ExplainedError {
  override name = 'Refused';
  readonly errorKind = 'refused';
}
