/** The recorded figures, by what they are about: what a model may quote. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import { checkParameters, type ParameterDeclarations, type Parameters } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { StudyRecord } from '../../study/records.ts';
import type { PromptFacts } from './facts.ts';
import { figuresOf, type PromptLine, withoutQuotes } from './promptLine.ts';
import { idsIn } from './quotedFigures.ts';
import type { HistoryRecord } from './records.ts';

export interface QuotableFigures {
  /** Ids that occur in what is shown. */
  readonly ids: ReadonlySet<string>;
  /** Figures of a version, session or proposal. */
  readonly about: ReadonlyMap<string, readonly number[]>;
  /** Bounds, steps, the study's terms, the base's parameters and the figures computed for this call: quotable anywhere. */
  readonly general: readonly number[];
  /** Everything. */
  readonly all: readonly number[];
  /** What parameters amount to, as the strategy derives it; nothing for parameters that are not allowed. */
  readonly derived: (parameters: Parameters) => readonly number[];
}

/** What a prompt is made of. */
export interface ShownFigures {
  /** Before any was condensed. */
  readonly records: readonly HistoryRecord[];
  /** In the place of those that were. */
  readonly table: readonly PromptLine[];
  readonly facts: PromptFacts;
  /** The text that stays the same within a study. */
  readonly system: string;
  /** Parameters of the base. */
  readonly base: Parameters;
  readonly strategy: Pick<StrategyKind, 'parameters' | 'derived'>;
  readonly study: StudyRecord;
}

/** Figures are read from the lines as they are shown, so that every one of them is known. Quoted words from outside are left out. */
export function quotableFigures(shown: ShownFigures): QuotableFigures {
  const { records, strategy, study } = shown;
  const declarations = strategy.parameters;
  const about = new Map<string, number[]>();
  const general: number[] = [];
  const ids = new Set<string>();
  const note = (id: string, numbers: readonly number[]): void => {
    const known = about.get(id);
    if (known === undefined) about.set(id, [...numbers]);
    else known.push(...numbers);
  };
  const noteLine = (line: PromptLine): void => {
    for (const id of idsIn(withoutQuotes(line.text))) ids.add(id);
    const numbers = [...figuresOf(line.text), ...figuresOf(line.coded ?? '')];
    if (line.about.length === 0) general.push(...numbers);
    for (const id of line.about) note(id, numbers);
  };
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const record of records) {
    ids.add(record.id);
    record.lines.forEach(noteLine);
    if (record.kind === 'version') {
      record.unaided.forEach(noteLine);
      const { parameters, proposalId } = record.version;
      note(record.id, figuresOfParameters(parameters, declarations));
      // What was said when it was proposed is about the version too.
      for (const line of byId.get(`p${proposalId}`)?.lines ?? []) noteLine({ ...line, about: [record.id] });
    }
    if (record.kind === 'learning') note(record.id, [...(record.learning.effectRange ?? [])]);
  }
  shown.table.forEach(noteLine);
  const sections: readonly (readonly PromptLine[])[] = Object.values(shown.facts);
  for (const section of sections) section.forEach(noteLine);
  general.push(
    ...figuresOf(shown.system),
    ...numbersOfDeclarations(declarations),
    ...figuresOfParameters(shown.base, declarations),
    ...termsOf(study),
  );
  const { instrument, capital } = study;
  return {
    ids,
    about,
    general,
    all: [...general, ...[...about.values()].flat()],
    derived: (parameters) => {
      if (checkParameters(declarations, parameters).length > 0) return [];
      return (strategy.derived?.(parameters, { instrument, capital }) ?? []).flatMap(({ values }) => values);
    },
  };
}

function termsOf(study: StudyRecord): number[] {
  const { makerFeeBps, takerFeeBps, tickSize, lotSize, minNotional } = study.instrument;
  const rules = Object.values(decisionRules(study)).filter((value) => typeof value === 'number');
  const { capital, minVolumePerHour, riskAversion } = study;
  return [...rules, capital, minVolumePerHour, riskAversion, makerFeeBps, takerFeeBps, tickSize, lotSize, minNotional];
}

/** Values of parameters; those in % as shares too. */
function figuresOfParameters(parameters: Parameters, declarations: ParameterDeclarations): number[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    const declaration = Object.hasOwn(declarations, name) ? declarations[name] : undefined;
    return declaration?.kind === 'number' && declaration.unit.startsWith('%') ? [value, value / 100] : [value];
  });
}

function numbersOfDeclarations(declarations: ParameterDeclarations): number[] {
  return Object.values(declarations).flatMap((declaration) =>
    declaration.kind === 'number' ? [declaration.min, declaration.max, declaration.step, declaration.default] : [],
  );
}
