/** Errors that say that this machine, or its engine of JavaScript, has too little memory, and nothing about what was asked for. */

/**
 * What V8 and Node say then, as errors of the class RangeError, which the program throws itself for values that cannot be. The whole
 * text has to fit, so that a message of the program that quotes one of them is not taken for it. Stacks belong to them: their size is
 * the machine's.
 */
const SAID: readonly RegExp[] = [
  /^Array buffer allocation failed$/,
  /^Invalid (array|array buffer|string) length$/,
  /^Invalid (typed array|DataView) length: -?\d+$/,
  /^(Map|Set) maximum size exceeded$/,
  /^Maximum (BigInt|call stack) size exceeded$/,
  /^Out of memory\b/,
  /^WebAssembly\.Memory\(.*\): [Cc]ould not allocate memory$/,
  /^Cannot create a Buffer larger than /,
  /^Cannot create a string longer than /,
];
const CODES: readonly unknown[] = ['ERR_MEMORY_ALLOCATION_FAILED', 'ERR_WORKER_OUT_OF_MEMORY'];

/** The error that says so: this one, or one that it was thrown for. A reader of files may take the lack of memory for a damaged file. */
export function memoryErrorIn(error: unknown): Error | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && CODES.includes(error.code)) return error;
  if (SAID.some((said) => said.test(error.message))) return error;
  return memoryErrorIn(error.cause);
}

/** A value that cannot be, as the program says it; not a RangeError by which V8 says that memory is short. */
export function isOutOfRange(error: unknown): error is RangeError {
  return error instanceof RangeError && memoryErrorIn(error) === null;
}
