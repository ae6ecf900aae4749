/** The prompt: three parts of text, the first two of which are the same bytes from one call to the next. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import { inCurrency } from '../../market/money.ts';
import { declarationsIn, type ParameterDeclarations } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { StudyRecord } from '../../study/records.ts';
import type { HistoryText } from './condense.ts';
import type { PromptFacts } from './facts.ts';
import { brief, type PromptLine, row, textOf, wordOf } from './promptLine.ts';
import { caps, quote, quotedEnd, quotedText } from './quoteText.ts';
import { SESSION_HEAD } from './sessionLines.ts';
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
    history: `${fill(templates, 'history', { sessionHead: SESSION_HEAD }).trim()}\n\n${input.history.text}`,
    task: fill(templates, 'task', {
      predictions: shown(facts.predictions),
      trials: shown(facts.trials),
      versions: shown(facts.versions),
      behaviour: shown(facts.behaviour),
      races: shown(facts.races),
      learnings: shown(facts.learnings),
      campaign: shown(facts.campaign),
      base: shown(facts.base),
      suggestion: shown(facts.suggestion),
      framing: fill(templates, `framings/${framing}`, {}).trim(),
      answer: fill(templates, pass.kind === 'think' ? 'think' : 'answer', {}).trim(),
    }),
  };
}

function systemOf({ study, strategy }: PromptInput, templates: Templates): string {
  const rules = decisionRules(study);
  return fill(templates, 'system', {
    study: studyText(study),
    tenThousand: inCurrency('10,000', rules.currency),
    riskPrice: String(Number(rules.riskPrice.toPrecision(3))),
    minVolume: String(study.minVolumePerHour),
    promoteProbability: percent(rules.promoteProbability),
    promoteSessions: String(rules.promoteSessions),
    promoteRegimes: String(rules.promoteRegimes),
    harmProbability: percent(rules.harmProbability),
    promoteLevel: percent(rules.promoteLevel),
    harmLevel: percent(rules.harmLevel),
    tolerance: brief(rules.tolerancePerHour),
    strategy: strategy.name,
    summary: strategy.summary,
    strategyRules: fill(templates, `strategies/${strategy.name}`, {}).trim(),
    parameters: parameterTable(declarationsIn(strategy.parameters, rules.currency)),
  });
}

function studyText({ instrument, capital, riskAversion }: StudyRecord): string {
  const { symbol, contract, quoteCurrency, tickSize, lotSize, minNotional, makerFeeBps, takerFeeBps } = instrument;
  const currency = quoteCurrency === undefined ? '' : ` in ${wordOf(quoteCurrency)}`;
  return [
    `${quote(quotedText(symbol, caps.name))}, ${contract} contract${currency}`,
    `tick ${tickSize}, lot ${lotSize}, smallest order worth ${minNotional}`,
    `maker fee ${makerFeeBps} bps, taker fee ${takerFeeBps} bps (negative: a rebate)`,
    `capital ${capital}, risk aversion ${riskAversion}`,
  ].join('; ');
}

/** One line a parameter, in the order of the declaration. */
function parameterTable(declarations: ParameterDeclarations): string {
  const rows = Object.entries(declarations).map(([name, declaration]) => {
    const { coupledWith, onlyWith, tunable, meaning } = declaration;
    const notes = [
      ...(tunable ? [] : ['not tunable']),
      ...(onlyWith === undefined ? [] : [`only with ${onlyWith.join(' and ')}`]),
      ...(coupledWith === undefined ? [] : [`see ${coupledWith.join(', ')}`]),
    ];
    const words = [meaning, ...(notes.length === 0 ? [] : [`(${notes.join('; ')})`])].join(' ');
    if (declaration.kind === 'boolean')
      return row(name, 'true or false', '–', declaration.default ? 'true' : 'false', words);
    const { min, max, step, unit, scale } = declaration;
    return row(name, `${min} to ${max} ${unit}`, `${step}${scale === 'log' ? ' log' : ''}`, declaration.default, words);
  });
  return [row('parameter', 'allowed', 'step', 'default', 'meaning'), ...rows].join('\n');
}

function shown(section: readonly PromptLine[]): string {
  return section.length === 0 ? '(none)' : textOf(section).trimEnd();
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
