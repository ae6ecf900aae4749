/** The prompt: three parts of text, the first two of which are the same bytes from one call to the next. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import { inCurrency } from '../../market/money.ts';
import { declarationsIn, describeAllowed, type ParameterDeclarations } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { StudyRecord } from '../../study/records.ts';
import type { HistoryText } from './condense.ts';
import type { PromptFacts } from './facts.ts';
import { canonical, figure, type JsonObject, lines } from './json.ts';
import { caps, quote, quotedEnd, quotedText } from './quoteText.ts';
import { fill, type Templates } from './templates.ts';

/** What a candidate is asked to aim at; each is a file in `prompts/framings/`. */
export type Framing = 'exploit' | 'explore' | 'contrarian' | 'worst-failure';
export const framings: readonly Framing[] = ['exploit', 'explore', 'contrarian', 'worst-failure'];

/** At once, or in two passes: free thoughts first, from which the answer is then extracted. */
export type Pass =
  | { readonly kind: 'answer' }
  | { readonly kind: 'think' }
  /** `analysis`: what the model said when it thought. */
  | { readonly kind: 'extract'; readonly analysis: string };

export interface PromptInput {
  readonly study: StudyRecord;
  readonly strategy: StrategyKind;
  readonly history: HistoryText;
  readonly facts: PromptFacts;
  readonly framing: Framing;
  readonly pass: Pass;
}

export interface Prompt {
  /** Depends on the study alone. */
  readonly system: string;
  /** Append-only as long as no further block of records is condensed; empty when extracting. */
  readonly history: string;
  readonly task: string;
}

/** @throws TemplateError */
export function renderPrompt(input: PromptInput, templates: Templates): Prompt {
  const { pass, facts, framing } = input;
  const system = systemOf(input, templates);
  if (pass.kind === 'extract') {
    const analysis = quote(quotedEnd(pass.analysis, caps.analysis));
    return { system, history: '', task: fill(templates, 'extract', { base: shown(facts.base), analysis }) };
  }
  return {
    system,
    // The records come last, so that later calls only add to the text.
    history: `${fill(templates, 'history', {}).trim()}\n\n${input.history.text}`,
    task: fill(templates, 'task', {
      base: shown(facts.base),
      campaign: shown(facts.campaign),
      market: shown(facts.market),
      worst: shown(facts.worst),
      untested: shown(facts.untested),
      learnings: shown(facts.learnings),
      sensitivities: shown(facts.sensitivities),
      suggestion: shown(facts.suggestion),
      leaderboard: shown(facts.leaderboard),
      framing: fill(templates, `framings/${framing}`, {}).trim(),
      answer: fill(templates, pass.kind === 'think' ? 'think' : 'answer', {}).trim(),
    }),
  };
}

function systemOf({ study, strategy }: PromptInput, templates: Templates): string {
  const { instrument } = study;
  const rules = decisionRules(study);
  return fill(templates, 'system', {
    study: canonical({
      symbol: quotedText(instrument.symbol, caps.name),
      contract: instrument.contract,
      ...(instrument.quoteCurrency === undefined ? {} : { quoteCurrency: instrument.quoteCurrency }),
      tickSize: instrument.tickSize,
      lotSize: instrument.lotSize,
      minNotional: instrument.minNotional,
      makerFeeBps: instrument.makerFeeBps,
      takerFeeBps: instrument.takerFeeBps,
      capital: study.capital,
      minVolumePerHour: study.minVolumePerHour,
      riskAversion: study.riskAversion,
    }),
    tenThousand: inCurrency('10,000', rules.currency),
    riskPrice: String(Number(rules.riskPrice.toPrecision(3))),
    minVolume: String(study.minVolumePerHour),
    promoteProbability: percent(rules.promoteProbability),
    promoteSessions: String(rules.promoteSessions),
    promoteRegimes: String(rules.promoteRegimes),
    harmProbability: percent(rules.harmProbability),
    promoteLevel: percent(rules.promoteLevel),
    harmLevel: percent(rules.harmLevel),
    tolerance: String(figure(rules.tolerancePerHour)),
    strategy: strategy.name,
    summary: strategy.summary,
    strategyRules: fill(templates, `strategies/${strategy.name}`, {}).trim(),
    parameters: parameterTable(declarationsIn(strategy.parameters, rules.currency)),
  });
}

/** One line a parameter, in the order of the declaration. */
function parameterTable(declarations: ParameterDeclarations): string {
  return lines(
    Object.entries(declarations).map(
      ([name, declaration]): JsonObject => ({
        id: name,
        allowed: describeAllowed(declaration),
        ...(declaration.kind === 'number' ? { scale: declaration.scale } : {}),
        default: declaration.default,
        ...(declaration.tunable ? {} : { tunable: false }),
        meaning: declaration.meaning,
        ...(declaration.coupledWith === undefined ? {} : { coupledWith: declaration.coupledWith }),
        ...(declaration.onlyWith === undefined ? {} : { onlyWith: declaration.onlyWith }),
      }),
    ),
  ).trimEnd();
}

function shown(section: readonly JsonObject[]): string {
  return section.length === 0 ? '(none)' : lines(section).trimEnd();
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
