/** Answers that every page of a history asks for, worked out once for each input: with a thousand versions it matters. */

import type { ReportInput } from './input.ts';

/** `derive` with a memory for each input, which is never changed once it is made. */
export function oncePerInput<T>(derive: (input: ReportInput) => T): (input: ReportInput) => T {
  const known = new WeakMap<ReportInput, { readonly answer: T }>();
  return (input) => {
    const found = known.get(input) ?? { answer: derive(input) };
    known.set(input, found);
    return found.answer;
  };
}
