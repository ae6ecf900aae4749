/** The queue of units, or what it needs, cannot be used as asked. */

import { type ErrorKind, ExplainedError } from '../market/explainedError.ts';

export class QueueError extends ExplainedError {
  override name = 'QueueError';
  readonly errorKind: ErrorKind;

  constructor(message: string, errorKind: 'system' | 'usage' = 'system') {
    super(message);
    this.errorKind = errorKind;
  }
}
