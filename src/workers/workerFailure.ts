/** Errors that are sent between threads as plain data and made again there, since an error object would lose its class. */

import { LiveMarketError } from '../live/liveMarket.ts';
import { type ErrorKind, ExplainedError } from '../market/explainedError.ts';
import { memoryErrorIn } from '../market/memoryError.ts';
import { TapeError } from '../market/tapeError.ts';
import { CaptureError } from '../recordings/capture/captureWriter.ts';
import { TapeFileError, type TapeFileProblem } from '../recordings/tapeFile/tapeFileError.ts';
import { MarketError } from '../workspace/markets.ts';

export interface WorkerFailure {
  readonly kind:
    | 'TapeFileError'
    | 'TapeError'
    | 'MarketError'
    | 'LiveMarketError'
    | 'CaptureError'
    | 'RangeError'
    | 'explained'
    | 'other';
  readonly message: string;
  readonly stack: string | undefined;
  /** Of any other error that is written for a person. */
  readonly errorKind?: ErrorKind;
  /** Of a TapeFileError. */
  readonly tape?: { readonly file: string; readonly problem: TapeFileProblem };
  /** What was said of too little memory where it was thrown; another machine may have more. */
  readonly memory?: string;
}

export function workerFailureOf(error: unknown): WorkerFailure {
  const failure = ofClass(error);
  const memory = memoryErrorIn(error)?.message;
  return memory === undefined ? failure : { ...failure, memory };
}

function ofClass(error: unknown): WorkerFailure {
  if (!(error instanceof Error)) return { kind: 'other', message: String(error), stack: undefined };
  const { message, stack } = error;
  if (error instanceof TapeFileError) {
    const { file, problem } = error;
    return { kind: 'TapeFileError', message: message.slice(`${file}: `.length), stack, tape: { file, problem } };
  }
  if (error instanceof TapeError) return { kind: 'TapeError', message, stack };
  if (error instanceof LiveMarketError) return { kind: 'LiveMarketError', message, stack };
  if (error instanceof CaptureError) return { kind: 'CaptureError', message, stack };
  if (error instanceof MarketError) return { kind: 'MarketError', message, stack };
  if (error instanceof ExplainedError) return { kind: 'explained', message, stack, errorKind: error.errorKind };
  return { kind: error instanceof RangeError ? 'RangeError' : 'other', message, stack };
}

/** The error as it was thrown; its stack is that of the thread. */
export function errorOf(failure: WorkerFailure): Error {
  const error = made(failure);
  if (failure.stack !== undefined) error.stack = failure.stack;
  if (failure.memory !== undefined) error.cause = new RangeError(failure.memory);
  return error;
}

/** An error of a thread that is written for a person, and of whose class nothing but that is of use. */
class ThreadError extends ExplainedError {
  override name = 'ThreadError';
  readonly errorKind: ErrorKind;

  constructor(message: string, errorKind: ErrorKind) {
    super(message);
    this.errorKind = errorKind;
  }
}

function made({ kind, message, tape, errorKind }: WorkerFailure): Error {
  if (tape !== undefined) return new TapeFileError(tape.file, tape.problem, message);
  if (errorKind !== undefined) return new ThreadError(message, errorKind);
  if (kind === 'TapeError') return new TapeError(message);
  if (kind === 'LiveMarketError') return new LiveMarketError(message);
  if (kind === 'CaptureError') return new CaptureError(message);
  if (kind === 'MarketError') return new MarketError(message);
  return kind === 'RangeError' ? new RangeError(message) : new Error(message);
}
