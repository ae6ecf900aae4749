/** Checks whether the model reads its history: it is asked twice, the second time with permuted outcomes in its history. */

import { modelRound } from '../proposer/model/modelRound.ts';
import type { Framing } from '../proposer/model/prompt.ts';
import type { ModelPorts } from '../proposer/model/settings.ts';
import type { Journal, Studies } from '../study/journal.ts';
import { UsageError } from './errors.ts';
import { framingOf, modelPortsOf } from './modelPorts.ts';
import { roundToShow } from './nextRound.ts';
import type { UseCasePorts } from './ports.ts';

export interface PermutationFinding {
  readonly model: string;
  readonly framing: Framing;
  readonly result: 'reads' | 'does-not-read' | 'unknown';
  /** Why the result is not known; null where it is. */
  readonly reason: string | null;
  /** Ids of the calls on record. */
  readonly calls: readonly number[];
}

export interface PermutationRequest {
  /** null for the first of `llm.framings`. */
  readonly framing: Framing | null;
  /** Ends the wait for the model. */
  readonly stop: AbortSignal;
  /** Called once before the model is asked. */
  readonly asking: (model: string) => void;
}

/** The calls go on record. @throws UsageError without a model, and when the study has had no session */
export async function checkPermutation(
  journal: Journal,
  studies: Studies,
  { framing: wanted, stop, asking }: PermutationRequest,
  ports: UseCasePorts,
): Promise<PermutationFinding> {
  const model = await modelPortsOf(ports, journal, studies, stop);
  if (model === null)
    throw new UsageError('llm.provider is none: there is no model to ask. How to set one up: tune doctor');
  const { config } = ports.settings();
  const framing = framingOf(config, wanted);
  const { input, judge } = await roundToShow(journal, config.proposer.effectPerHourPct);
  const calls: number[] = [];
  asking(model.llm.model);
  const { candidates, permutationCheck } = await modelRound(
    { input, sessionId: null, judge, checkPermuted: true },
    { ...model, settings: { ...model.settings, framings: [framing] }, record: recorder(journal, calls) },
  );
  const found = permutationCheck ?? { unknown: 'nothing was asked' };
  const facts = { model: model.llm.model, framing, calls };
  if (typeof found === 'string') return { ...facts, result: found, reason: null };
  const [opening] = candidates;
  return { ...facts, result: 'unknown', reason: opening?.kind === 'silent' ? opening.reason : found.unknown };
}

/** The first answer is not a proposal, so its calls are probes. The second's are stored as `canary`, the name of this check in the database. */
function recorder(journal: Journal, calls: number[]): ModelPorts['record'] {
  return (call, texts) => {
    const { id } = journal.addCall({ ...call, purpose: call.purpose === 'canary' ? 'canary' : 'probe' }, texts);
    calls.push(id);
    return id;
  };
}
