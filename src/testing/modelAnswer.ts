/** Answers of a model, valid by default. */

import type { AnswerChange, AnswerLearning, ModelAnswer } from '../proposer/model/answer.ts';

export interface Said {
  readonly base?: number;
  readonly intent?: ModelAnswer['intent'];
  readonly changes?: readonly Partial<AnswerChange>[];
  readonly hypothesis?: string;
  readonly falsifier?: string;
  readonly risks?: string;
  readonly predicted?: ModelAnswer['predicted'];
  readonly learnings?: readonly Partial<AnswerLearning>[];
}

/** An exploit that lowers spreadBps from 1 to 0.8; with no_change and replicate nothing is changed or predicted. */
export function anAnswer({ intent = 'exploit', ...said }: Said = {}): ModelAnswer {
  const stays = intent === 'no_change' || intent === 'replicate';
  const changes = said.changes ?? (stays ? [] : [{}]);
  return {
    base_version: said.base ?? 1,
    intent,
    changes: changes.map((change) => ({
      parameter: 'spreadBps',
      value: 0.8,
      why: 'Nearer to the mid.',
      evidence: [1],
      ...change,
    })),
    hypothesis: said.hypothesis ?? 'More fills of the same quality.',
    falsifier: said.falsifier ?? 'Markouts get worse.',
    predicted: said.predicted ?? (stays ? null : { metric: 'gain_per_hour', mean: 0.1, p10: -0.2, p90: 0.4 }),
    p_better: stays ? null : 0.7,
    risks: said.risks ?? 'More inventory.',
    learnings_proposed: (said.learnings ?? []).map((learning) => ({
      parameter: 'spreadBps',
      direction: 'lower',
      effect: 'better',
      low: null,
      high: null,
      scope: 'any',
      claim: 'Nearer quotes fill more.',
      ...learning,
    })),
  };
}
