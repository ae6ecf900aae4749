import type { TapeInMemory } from '../market/compiledTape.ts';

/** The same tape with its columns in memory that all threads of the program see; copies those that are not there yet. */
export function inSharedMemory(tape: TapeInMemory): TapeInMemory {
  const { timeUs, code, lots } = tape;
  const shared: TapeInMemory = {
    ...tape,
    timeUs: isShared(timeUs) ? timeUs : filled(new Float64Array(sharedBytes(timeUs)), timeUs),
    code: isShared(code) ? code : filled(new Int32Array(sharedBytes(code)), code),
    lots: isShared(lots) ? lots : filled(new Int32Array(sharedBytes(lots)), lots),
    chunk: () => shared,
  };
  return shared;
}

type Column = Float64Array | Int32Array;

function isShared({ buffer }: Column): boolean {
  return buffer instanceof SharedArrayBuffer;
}

function sharedBytes({ byteLength }: Column): SharedArrayBuffer {
  return new SharedArrayBuffer(byteLength);
}

function filled<Into extends Column>(into: Into, from: Column): Into {
  into.set(from);
  return into;
}
