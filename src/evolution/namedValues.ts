/** Values of parameters in the lines of a document: `Spread: 2.5 bps (widened)`, `Inventory limit: 30-35%`, `levels: 5`. */

import type { ParameterDeclarations, ParameterValue } from '../strategy/parameters.ts';
import type { DocumentLine, Findings } from './document.ts';
import { readNumber, withoutRemarks } from './numbers.ts';
import type { ParameterTerm, StrategyTerms } from './terms.ts';

/** What the words of a document are read with. */
export interface Vocabulary {
  readonly strategy: string;
  readonly declarations: ParameterDeclarations;
  readonly terms: StrategyTerms;
  /** Sign of money, e.g. `$`. */
  readonly currency: string;
}

/** A value, or the two ends of a range, of one parameter. */
export interface NamedValues {
  readonly parameter: string;
  readonly values: readonly ParameterValue[];
}

/** What a line names; none after it was listed as unread, or refused. `open` are parameters that it names without a value. */
export interface ReadLine {
  readonly named: readonly NamedValues[];
  readonly open: readonly string[];
}

const NOTHING: ReadLine = { named: [], open: [] };

/** Words before a name that do not change what it names. */
const VERBS = /^(?:added|add|keep|use|set|lower|reduce|increase|raise|decrease|tight|tighter|tighten|low|higher) +/;

/** @param ranges whether a range is a value: of a recommendation, not of what was run */
export function readLine(line: DocumentLine, vocabulary: Vocabulary, ranges: boolean, found: Findings): ReadLine {
  const { name, value } = parted(line.text);
  const key = nameKey(name);
  const { declarations, terms } = vocabulary;
  if (Object.hasOwn(declarations, name.trim())) return readExact(line, name.trim(), value, vocabulary, ranges, found);
  const pair = terms.pairs.find(({ names }) => names.includes(key));
  const both = pair?.form.exec(withoutRemarks(value).toLowerCase());
  if (pair !== undefined && both != null) {
    const values = pair.parameters.map((parameter, i): NamedValues | null => {
      const term = terms.parameters.find(({ names }) => names.includes(key));
      const read =
        term === undefined
          ? null
          : readValues({ ...term, parameter }, line, both[i + 1] ?? '', vocabulary, false, found);
      return read === null ? null : { parameter, values: read };
    });
    return { named: values.filter((one) => one !== null), open: [] };
  }
  const term = terms.parameters.find(({ names }) => names.includes(key));
  if (term === undefined) {
    found.unread(line, `names no parameter of ${vocabulary.strategy} that is known`);
    return NOTHING;
  }
  if (!/\d/.test(withoutRemarks(value))) {
    found.unread(line, `names ${term.parameter} without a value`);
    return { named: [], open: [term.parameter] };
  }
  const values = readValues(term, line, value, vocabulary, ranges, found);
  // A value that cannot be read is not the same as a parameter that is not named.
  return values === null
    ? { named: [], open: [term.parameter] }
    : { named: [{ parameter: term.parameter, values }], open: [] };
}

/** `Name: value`, or `Name (value)`. */
function parted(text: string): { readonly name: string; readonly value: string } {
  const [, before, after] = /^([^:]+):\s*(.*)$/s.exec(text) ?? [];
  if (before !== undefined && after !== undefined) return { name: before, value: after };
  const [, outside, inside] = /^(.*?)\s*\(([^()]*)\)$/s.exec(text.trim()) ?? [];
  return outside !== undefined && inside !== undefined ? { name: outside, value: inside } : { name: text, value: '' };
}

function nameKey(name: string): string {
  let key = withoutRemarks(name).toLowerCase();
  while (VERBS.test(key)) key = key.replace(VERBS, '');
  return key;
}

/** @returns null after a line was listed or refused */
function readValues(
  term: ParameterTerm,
  line: DocumentLine,
  text: string,
  { currency }: Vocabulary,
  ranges: boolean,
  found: Findings,
): readonly number[] | null {
  const written = withoutRemarks(text);
  const from = readNumber(written);
  if (from.kind === 'refused') {
    found.refuse(line.line, `${term.parameter}: ${from.reason}`);
    return null;
  }
  const notRead = (reason: string): null => {
    found.unread(line, `${term.parameter}: ${reason}`);
    return null;
  };
  if (from.kind === 'none') return notRead(`“${written}” does not begin with a number`);
  const [, end] = /^[-–—]\s*(.+)$/s.exec(from.rest) ?? [];
  if (end === undefined) {
    const value = inUnit(term, from, currency);
    return value === null ? notRead(`“${written}” is not a value that is known, e.g. ${exampleOf(term)}`) : [value];
  }
  if (!ranges) return notRead(`“${written}” is a range: which value was run is not said`);
  const to = readNumber(end);
  if (to.kind === 'refused') {
    found.refuse(line.line, `${term.parameter}: ${to.reason}`);
    return null;
  }
  const high = to.kind === 'number' ? inUnit(term, to, currency) : null;
  if (high === null || to.kind !== 'number') return notRead(`“${written}” is not a range that is known`);
  // The unit stands behind the second number and holds for both.
  const low = inUnit(term, { ...from, rest: to.rest, mark: from.mark === '' ? to.mark : from.mark }, currency);
  if (low === null || low > high) return notRead(`“${written}” is not a range that is known`);
  return [low, high];
}

interface Written {
  readonly value: number;
  readonly mark: string;
  readonly rest: string;
}

/** In the declared unit; null for a unit or words that the parameter does not have. */
function inUnit({ units, after }: ParameterTerm, { value, mark, rest }: Written, currency: string): number | null {
  const [, unit = '', words = ''] = /^([%×]|[a-zµ]+)?\s*(.*)$/is.exec(rest) ?? [];
  const inMoney = mark !== '' || unit === currency;
  if (inMoney) {
    const factor = units.$;
    if (factor === undefined || (mark !== '' && mark !== currency)) return null;
    return after.test((mark === '' ? words : rest).toLowerCase().trim()) ? value * factor : null;
  }
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (factor !== undefined && after.test(words.toLowerCase())) return exact(value * factor);
  return units[''] !== undefined && after.test(rest.toLowerCase()) ? exact(value * units['']) : null;
}

/** 0.15 % are 15 bps, not a hair less. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}

function exampleOf({ units }: ParameterTerm): string {
  const [unit = ''] = Object.keys(units);
  return unit === '$' ? '$200' : `2${unit === '%' ? '' : ' '}${unit}`.trim();
}

/** By the exact name of the parameter: a number in its unit, `true` or `false`. */
function readExact(
  line: DocumentLine,
  parameter: string,
  text: string,
  vocabulary: Vocabulary,
  ranges: boolean,
  found: Findings,
): ReadLine {
  const declaration = vocabulary.declarations[parameter];
  const word = withoutRemarks(text).toLowerCase();
  if (declaration?.kind === 'boolean') {
    if (word === 'true' || word === 'false') return { named: [{ parameter, values: [word === 'true'] }], open: [] };
    found.unread(line, `${parameter} is true or false, not “${word}”`);
    return NOTHING;
  }
  const unit = declaration?.kind === 'number' ? declaration.unit.toLowerCase() : '';
  const term = {
    parameter,
    names: [],
    units: { '': 1, [unit]: 1, ...(/usd/i.test(parameter) ? { $: 1 } : {}) },
    after: /^$/,
  };
  const values = readValues(term, line, text, vocabulary, ranges, found);
  return values === null ? { named: [], open: [parameter] } : { named: [{ parameter, values }], open: [] };
}
