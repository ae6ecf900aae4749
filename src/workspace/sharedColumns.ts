import type { TapeInMemory } from '../market/compiledTape.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';

/** The same tape with its columns in memory that all threads of the program see; copies those that are not there yet. */
export function inSharedMemory(tape: TapeInMemory): TapeInMemory {
  const { timeUs, code, lots, reference } = tape;
  const shared: TapeInMemory = {
    ...tape,
    timeUs: isShared(timeUs) ? timeUs : filled(new Float64Array(sharedBytes(timeUs)), timeUs),
    code: isShared(code) ? code : filled(new Int32Array(sharedBytes(code)), code),
    lots: isShared(lots) ? lots : filled(new Int32Array(sharedBytes(lots)), lots),
    ...(reference === undefined ? {} : { reference: withSharedRows(reference) }),
    chunk: () => shared,
  };
  return shared;
}

function withSharedRows(reference: ReferenceMids): ReferenceMids {
  const { timeUs, midTicks } = reference;
  return {
    ...reference,
    timeUs: isShared(timeUs) ? timeUs : filled(new Float64Array(sharedBytes(timeUs)), timeUs),
    midTicks: isShared(midTicks) ? midTicks : filled(new Float64Array(sharedBytes(midTicks)), midTicks),
  };
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
