/** The recorded figures, by what they are about: what a model may quote. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import { checkParameters, type ParameterDeclarations, type Parameters } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { StudyRecord } from '../../study/records.ts';
import type { PromptFacts } from './facts.ts';
import { type Json, type JsonObject, numbersIn } from './json.ts';
import { figuresIn } from './quotedFigures.ts';
import type { HistoryRecord } from './records.ts';
import { comparisonData, versionsData } from './sessionData.ts';

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

/** @param records as shown in the prompt, before any was condensed */
export function quotableFigures(
  records: readonly HistoryRecord[],
  facts: PromptFacts,
  strategy: Pick<StrategyKind, 'parameters' | 'derived'>,
  study: StudyRecord,
): QuotableFigures {
  const declarations = strategy.parameters;
  const about = new Map<string, number[]>();
  const note = (id: string, numbers: readonly number[]): void => {
    const known = about.get(id);
    if (known === undefined) about.set(id, [...numbers]);
    else known.push(...numbers);
  };
  const byId = new Map(records.map((record) => [record.id, record]));
  const ids = new Set<string>();
  for (const record of records) {
    for (const id of idsOf(record.data)) ids.add(id);
    noteRecord(record, byId, declarations, note);
  }
  for (const row of facts.leaderboard) {
    if (typeof row.id === 'string') note(row.id, numbersIn(row));
  }
  const sections: readonly (readonly JsonObject[])[] = Object.values(facts);
  for (const section of sections) for (const row of section) for (const id of idsOf(row)) ids.add(id);
  const { makerFeeBps, takerFeeBps, tickSize, lotSize, minNotional } = study.instrument;
  const general = [
    ...numbersOfDeclarations(declarations),
    ...facts.base.flatMap((row) => figuresOfParameters(parametersIn(row), declarations)),
    ...facts.base.flatMap(({ values }) => (values === undefined ? [] : numbersIn(values))),
    ...[facts.campaign, facts.sensitivities, facts.suggestion, facts.untested, facts.market, facts.worst].flatMap(
      (rows) => rows.flatMap(numbersIn),
    ),
    // Written by code, figures and all; the claims beside it are not.
    ...facts.learnings.flatMap(({ evidence }) =>
      typeof evidence === 'string' ? figuresIn(evidence).map(({ size, sign }) => size * (sign ?? 1)) : [],
    ),
    ...numbersIn({ ...decisionRules(study) }),
    ...[
      study.capital,
      study.minVolumePerHour,
      study.riskAversion,
      makerFeeBps,
      takerFeeBps,
      tickSize,
      lotSize,
      minNotional,
    ],
  ];
  const learned = records.flatMap((record) => (record.kind === 'learning' ? numbersIn(record.data) : []));
  const { instrument, capital } = study;
  return {
    ids,
    about,
    general,
    all: [...general, ...learned, ...[...about.values()].flat()],
    derived: (parameters) => {
      if (checkParameters(declarations, parameters).length > 0) return [];
      return (strategy.derived?.(parameters, { instrument, capital }) ?? []).flatMap(({ values }) => values);
    },
  };
}

function noteRecord(
  record: HistoryRecord,
  records: ReadonlyMap<string, HistoryRecord>,
  declarations: ParameterDeclarations,
  note: (id: string, numbers: readonly number[]) => void,
): void {
  switch (record.kind) {
    case 'version': {
      const { parameters, proposalId } = record.version;
      note(record.id, figuresOfParameters(parameters, declarations));
      const origin = records.get(`p${proposalId}`);
      if (origin !== undefined) note(record.id, numbersIn(origin.data));
      return;
    }
    case 'session': {
      const { versions: _, ...market } = record.data;
      for (const lane of versionsData(record.lanes)) {
        if (typeof lane.id === 'string') note(lane.id, [...numbersIn(lane), ...numbersIn(market)]);
      }
      note(record.id, numbersIn(record.data));
      return;
    }
    case 'evaluation': {
      for (const comparison of record.evaluation.comparisons) {
        const numbers = numbersIn(comparisonData(comparison));
        for (const version of [comparison.challenger, comparison.champion]) note(`v${version}`, numbers);
        note(record.id, numbers);
        note(`s${record.session.number}`, numbers);
      }
      return;
    }
    case 'proposal': {
      note(record.id, numbersIn(record.data));
      note(`v${record.proposal.base}`, numbersIn(record.data));
      return;
    }
    case 'learning':
      note(record.id, numbersIn(record.data));
      return;
    default:
      return;
  }
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

function parametersIn(row: JsonObject): Parameters {
  const { parameters } = row;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return {};
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, number | boolean] =>
      ['number', 'boolean'].includes(typeof entry[1]),
    ),
  );
}

/** Fields that hold an id and nothing from outside. */
const REFERENCES = ['id', 'parent', 'proposal', 'version', 'against', 'acting', 'champion', 'base', 'after'];

function idsOf(data: JsonObject): string[] {
  return Object.entries(data).flatMap(([key, value]) => idsIn(key, value));
}

function idsIn(key: string, value: Json): string[] {
  if (typeof value === 'string') return REFERENCES.includes(key) && /^[vspedl]\d+$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, one]) => idsIn(Array.isArray(value) ? key : inner, one));
}
