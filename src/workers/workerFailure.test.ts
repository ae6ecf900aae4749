/** Errors of a thread as the program that waits for it finds them. */

import { expect, it } from 'vitest';
import { ExplainedError } from '../market/explainedError.ts';
import { GatewayError } from '../orders/gateway.ts';
import { errorOf, workerFailureOf } from './workerFailure.ts';

it('what is written for a person stays that, with its kind', () => {
  const error = errorOf(structuredClone(workerFailureOf(new GatewayError('hyperliquid trades no perpetual XYZ'))));
  expect(error).toBeInstanceOf(ExplainedError);
  expect(error).toMatchObject({ errorKind: 'venue', message: 'hyperliquid trades no perpetual XYZ' });
});

it('a fault stays a fault, with the place where it happened', () => {
  const error = errorOf(structuredClone(workerFailureOf(new TypeError('x is not a function'))));
  expect(error).not.toBeInstanceOf(ExplainedError);
  expect(error.stack).toContain('workerFailure.test.ts');
});
