/** Why a unit could not be run, as BullMQ keeps it: a line of text. */

import { z } from 'zod';
import type { ErrorKind } from '../market/explainedError.ts';
import { isCompiledForm } from '../recordings/tapeFile/openCompiled.ts';
import type { TapeFileProblem } from '../recordings/tapeFile/tapeFileError.ts';
import { errorOf, type WorkerFailure, workerFailureOf } from '../workers/workerFailure.ts';
import { QueueError } from './queueError.ts';

export interface UnitFailure {
  /** Whether it would fail on every machine: then it is not tried again, and the error is the one that was thrown there. */
  readonly isCertain: boolean;
  readonly failure: WorkerFailure;
}

const PROBLEMS: readonly TapeFileProblem[] = [
  'missing',
  'empty',
  'not parquet',
  'not a tape',
  'newer version',
  'corrupt',
  'impossible row',
  'disk full',
  'no access',
];
const failureShape = z.strictObject({
  isCertain: z.boolean(),
  failure: z.strictObject({
    kind: z.enum([
      'TapeFileError',
      'TapeError',
      'MarketError',
      'LiveMarketError',
      'CaptureError',
      'RangeError',
      'explained',
      'other',
    ]),
    message: z.string(),
    errorKind: (z.string() as z.ZodType<ErrorKind>).exactOptional(),
    tape: z.strictObject({ file: z.string(), problem: z.enum(PROBLEMS) }).exactOptional(),
  }),
});

/** What a machine of its own may lack, and another may have. */
const OF_ONE_MACHINE: readonly TapeFileProblem[] = ['missing', 'disk full', 'no access'];

/** @param rename makes the names of files on this machine those that every machine understands */
export function failureText(error: unknown, rename: (text: string) => string): { text: string; isCertain: boolean } {
  const isCertain = isTheSameEverywhere(error);
  const { kind, message, tape, errorKind, memory } = workerFailureOf(error);
  const failure: Omit<WorkerFailure, 'stack'> = {
    kind,
    message: rename(memory === undefined ? message : `its machine has too little memory for it (${message})`),
    ...(errorKind === undefined ? {} : { errorKind }),
    ...(tape === undefined ? {} : { tape: { ...tape, file: rename(tape.file) } }),
  };
  return { text: JSON.stringify({ isCertain, failure }), isCertain };
}

function isTheSameEverywhere(error: unknown): boolean {
  if (error instanceof QueueError) return false;
  const { kind, tape, memory } = workerFailureOf(error);
  if (memory !== undefined) return false;
  if (tape !== undefined) return !OF_ONE_MACHINE.includes(tape.problem) && !isCompiledForm(tape.file);
  return kind !== 'other' && kind !== 'explained';
}

/** @param text of BullMQ: written by {@link failureText}, or its own words for a worker that ended */
export function failureOf(text: string): UnitFailure {
  const read = failureShape.safeParse(jsonOf(text));
  if (read.success) {
    const { isCertain, failure } = read.data;
    return { isCertain, failure: { ...failure, stack: undefined } };
  }
  const message = text.includes('stalled') ? 'its worker ended or stood still each time, before it was done' : text;
  return { isCertain: false, failure: { kind: 'other', message, stack: undefined } };
}

/** @param rename makes the names that every machine understands those of this one */
export function thrownBy({ failure }: UnitFailure, rename: (text: string) => string): Error {
  const { tape } = failure;
  return errorOf({
    ...failure,
    message: rename(failure.message),
    ...(tape === undefined ? {} : { tape: { ...tape, file: rename(tape.file) } }),
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
