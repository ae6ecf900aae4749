/**
 * Complete parameters of the versions of a document. What a version does not name it has from the version before; what no
 * version before it named either has the default of the strategy, and is said to be assumed.
 */

import { checkParameters, defaultParameters, type Parameters, type ParameterValue } from '../strategy/parameters.ts';
import type { DescribedVersion, Findings } from './document.ts';
import { readLine, type Vocabulary } from './namedValues.ts';

/** A value that a person gives for what the document leaves open. */
export interface GivenValue {
  readonly version: number;
  readonly parameter: string;
  readonly value: ParameterValue;
}

export interface ReadVersion {
  readonly described: DescribedVersion;
  readonly parent: number | null;
  readonly parameters: Parameters;
  /** At their defaults: neither it nor a version before it names them. */
  readonly assumed: readonly string[];
  /** Named by it without a value, and not given by a person either. */
  readonly open: readonly string[];
  /** Set by a person for this import. */
  readonly given: readonly string[];
}

/** @param found takes the lines that cannot be read; a refusal in it makes the result unusable */
export function readVersions(
  versions: readonly DescribedVersion[],
  given: readonly GivenValue[],
  vocabulary: Vocabulary,
  found: Findings,
): ReadVersion[] {
  const { declarations } = vocabulary;
  const read: ReadVersion[] = [];
  const namedBy = new Map<number, ReadonlySet<string>>();
  for (const described of versions) {
    const { number, line } = described;
    const parent = number === 1 ? null : (described.changedFrom ?? number - 1);
    const before = parent === null ? undefined : read[parent - 1];
    const own = ownValues(described, vocabulary, found);
    const gifts = given.filter((one) => one.version === number);
    for (const { parameter } of gifts) {
      const stated = own.lines.get(parameter);
      if (stated !== undefined)
        found.refuse(stated, `v${number}: ${parameter} stands here, and --set gives what a document leaves open`);
    }
    const values = { ...own.values, ...Object.fromEntries(gifts.map(({ parameter, value }) => [parameter, value])) };
    const parameters = { ...(before?.parameters ?? defaultParameters(declarations)), ...switched(values, vocabulary) };
    for (const { message, parameter } of checkParameters(declarations, parameters))
      found.refuse(own.lines.get(parameter) ?? line, `v${number}: ${message}`);
    const named = new Set([...(namedBy.get(parent ?? 0) ?? []), ...Object.keys(switched(values, vocabulary))]);
    namedBy.set(number, named);
    if (own.lines.size === 0 && gifts.length === 0)
      found.refuse(line, `v${number} names no parameter that can be read: what was run is not known`);
    const set = new Set(gifts.map(({ parameter }) => parameter));
    read.push({
      described,
      parent,
      parameters,
      assumed: Object.keys(declarations).filter((name) => !named.has(name)),
      open: own.open.filter((name) => !set.has(name)),
      given: [...set],
    });
  }
  return read;
}

interface OwnValues {
  readonly values: Readonly<Record<string, ParameterValue>>;
  readonly lines: ReadonlyMap<string, number>;
  readonly open: readonly string[];
}

function ownValues(version: DescribedVersion, vocabulary: Vocabulary, found: Findings): OwnValues {
  const values: Record<string, ParameterValue> = {};
  const lines = new Map<string, number>();
  const open = new Set<string>();
  for (const line of version.parameters) {
    const read = readLine(line, vocabulary, false, found);
    for (const name of read.open) open.add(name);
    for (const { parameter, values: written } of read.named) {
      const [value] = written;
      if (value === undefined) continue;
      const earlier = lines.get(parameter);
      if (earlier !== undefined && values[parameter] !== value)
        found.refuse(line.line, `${parameter} = ${value}, but ${values[parameter]} in line ${earlier}`);
      values[parameter] = value;
      lines.set(parameter, line.line);
    }
  }
  return { values, lines, open: [...open].filter((name) => !lines.has(name)) };
}

/** A value of a part that a switch turns on turns it on; where the switch is named too, that holds. */
function switched(
  values: Readonly<Record<string, ParameterValue>>,
  { declarations }: Vocabulary,
): Readonly<Record<string, ParameterValue>> {
  const switches = Object.keys(values).flatMap((name) => declarations[name]?.onlyWith ?? []);
  return { ...Object.fromEntries(switches.map((name) => [name, true])), ...values };
}
