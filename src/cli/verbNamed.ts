/** Which verb arguments ask for, before any verb is loaded. */

/** Options of the whole program that are followed by a value. */
const WITH_VALUE: ReadonlySet<string> = new Set(['--workspace', '--study']);

/** The name of a verb, known or not; for `help start` that of the verb explained; null where none is named. @param args without `node` and script */
export function verbNamed(args: readonly string[]): string | null {
  const names: string[] = [];
  for (let i = 0; i < args.length && names.length < 2; i++) {
    const arg = args[i] as string;
    if (WITH_VALUE.has(arg)) i++;
    else if (!arg.startsWith('-')) names.push(arg);
    if (names.length === 1 && names[0] !== 'help') break;
  }
  return (names[0] === 'help' ? names[1] : names[0]) ?? null;
}
