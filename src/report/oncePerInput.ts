/** Answers that every page of a history asks for, worked out once for each input: with a thousand versions it matters. */

/** `derive` with a memory for each input, which is never changed once it is made. */
export function oncePerInput<Input extends object, T>(derive: (input: Input) => T): (input: Input) => T {
  const known = new WeakMap<Input, { readonly answer: T }>();
  return (input) => {
    const found = known.get(input) ?? { answer: derive(input) };
    known.set(input, found);
    return found.answer;
  };
}
