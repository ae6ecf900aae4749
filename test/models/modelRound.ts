/** A round of proposals on a made-up history, with a scripted model behind the real clients, and all calls that it records. */

import { checkGuardrails } from '../../src/guardrails/judge.ts';
import type { Llm, OutputFormat } from '../../src/proposer/llm.ts';
import { askCandidate, type ModelCandidate } from '../../src/proposer/model/candidate.ts';
import { CostBudget } from '../../src/proposer/model/costBudget.ts';
import { EndpointContext } from '../../src/proposer/model/endpointContext.ts';
import { FormatFallback } from '../../src/proposer/model/formatFallback.ts';
import { type ModelRound, modelRound } from '../../src/proposer/model/modelRound.ts';
import { type RoundInput, roundQuestion } from '../../src/proposer/model/roundQuestion.ts';
import type { ModelPorts, ModelSettings } from '../../src/proposer/model/settings.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import type { NewCall } from '../../src/study/journal.ts';
import type { CallTexts, GuardrailFinding, ProposalDraft } from '../../src/study/records.ts';
import { aHistory, factsInput, promptFiles } from '../../src/testing/modelHistory.ts';
import { sha256 } from './modelStudy.ts';
import type { ScriptedModel } from './scriptedModel.ts';

/** Only output costs money: $1,000 per million tokens. A call of at most 900 tokens costs at most $0.90, one of 50 costs $0.05. */
export const DEAR: Partial<ModelSettings> = {
  prices: { input: 0, cachedInput: 0, output: 1000 },
  maxOutputTokens: 900,
};

export const usualSettings: ModelSettings = {
  framings: ['exploit'],
  history: { kind: 'full' },
  twoPass: false,
  thinking: 'default',
  contextTokens: 100_000,
  maxOutputTokens: 4096,
  permuteEvery: 0,
  prices: { input: 0, cachedInput: 0, output: 0 },
  caps: { perProposal: 1, perDay: 10 },
};

export class TestRound {
  readonly calls: (NewCall & CallTexts)[] = [];
  /** Formats remembered as the first format for the endpoint. */
  readonly remembered: OutputFormat[] = [];
  readonly input: RoundInput;
  readonly ports: ModelPorts;

  /** @param versions number of versions in the history; with 1 the base is v1 */
  constructor(
    model: ScriptedModel,
    provider: Llm['provider'],
    settings: Partial<ModelSettings> = {},
    {
      versions = 1,
      spentToday = 0,
      llm = model.llm(provider),
    }: { versions?: number; spentToday?: number; llm?: Llm } = {},
  ) {
    const history = aHistory(versions);
    const { base, plan, strategy, suggestion, effectScale } = factsInput(history);
    const version = history.versions.find(({ number }) => number === base);
    if (version === undefined) throw new Error('the base is among the versions');
    this.input = {
      history,
      strategy,
      base: version,
      plan,
      sessionsLeft: 4,
      suggestion,
      replayed: [],
      reach: 1,
      effectScale,
    };
    const formats: readonly OutputFormat[] =
      provider === 'openai' ? ['json_schema', 'tool', 'json_object', 'text'] : ['json_schema', 'tool', 'text'];
    this.ports = {
      llm,
      settings: { ...usualSettings, ...settings },
      templates: promptFiles(),
      countTokens: (text) => Math.ceil(text.length / 4),
      context: new EndpointContext(),
      formats: new FormatFallback(formats, (format) => this.remembered.push(format)),
      record: (call, texts) => this.calls.push({ ...call, ...texts }),
      sha256,
      spentToday: () => spentToday,
    };
  }

  ask(checkPermuted = false): Promise<ModelRound> {
    return modelRound({ input: this.input, sessionId: 101, judge: this.judge, checkPermuted }, this.ports);
  }

  candidate(): Promise<ModelCandidate> {
    const { ports, input, judge } = this;
    const question = roundQuestion(input, ports, false);
    const budget = new CostBudget(ports.settings.caps, ports.spentToday());
    return askCandidate({ question, framing: 'exploit', sessionId: 101, purpose: 'propose', judge }, ports, budget);
  }

  /** The guardrails of the loop. */
  readonly judge = (draft: ProposalDraft): readonly GuardrailFinding[] => {
    const { base, history, plan } = this.input;
    const tried = history.versions.map(({ number, parameters }) => {
      return { number, parameters, rolledBack: false, cancelled: false, outcome: 'not yet run' };
    });
    const { number, parameters } = base;
    return checkGuardrails(
      draft,
      {
        strategy: grid,
        context: { instrument: history.study.instrument, capital: history.study.capital },
        limits: plan.limits,
        mode: 'sim',
        reach: 1,
        base: { number, parameters, rolledBack: false, cancelled: false, outcome: 'not yet run' },
        tried,
        champion: { fills: 100, hours: 10 },
      },
      false,
    );
  };
}
