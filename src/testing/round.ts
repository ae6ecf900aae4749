/** Rounds of proposing on a landscape that is known: what an ideal measurement of every version would say. */

import { refusal } from '../guardrails/rules.ts';
import { createRng } from '../market/rng.ts';
import type { KnownVersion, Proposer, Round } from '../proposer/proposer.ts';
import { SurrogateFits } from '../proposer/surrogateFits.ts';
import type { Parameters, ParameterValue } from '../strategy/parameters.ts';
import type { StrategyKind } from '../strategy/strategy.ts';
import { EMPTY_RECORDS } from '../study/memoryRecords.ts';
import type { ProposalDraft } from '../study/records.ts';
import { StudySnapshot } from '../study/studySnapshot.ts';
import { profitAlone } from './gains.ts';
import { btcStudy, threeSimHours } from './store/journalFixtures.ts';

const axis = {
  kind: 'number',
  unit: '',
  min: 0,
  max: 100,
  step: 1,
  scale: 'linear',
  default: 20,
  tunable: true,
  meaning: 'A direction.',
} as const;

/** Two numbers that matter and one that must not be touched. */
export const plane: StrategyKind = {
  name: 'plane',
  summary: 'Two directions.',
  parameters: { x: axis, y: axis, fixed: { ...axis, tunable: false } },
  exposure: () => ({ order: 1, side: 1, position: 1 }),
  create: () => {
    throw new Error('not for trading');
  },
};

export function at(x: number, y: number): Parameters {
  return { x, y, fixed: 20 };
}

export function known(number: number, parameters: Parameters, mean: number | null, standardError = 0.5): KnownVersion {
  return {
    number,
    parameters,
    rolledBack: false,
    volumePerHour: null,
    runsAnyway: false,
    effect: mean === null ? null : profitAlone({ mean, standardError }),
    hours: standardError === 0 ? 0 : 1,
    sessions: mean === null || standardError === 0 ? 0 : 1,
  };
}

/** For rounds whose proposer looks at versions alone. */
export const withoutRecords: Pick<Round, 'suggestion' | 'records' | 'plan' | 'sessionsLeft' | 'sessionId' | 'nth'> = {
  suggestion: null,
  records: new StudySnapshot({
    study: { ...btcStudy, id: 1, createdAt: '2026-01-01T00:00:00.000Z' },
    ...EMPTY_RECORDS,
  }),
  plan: threeSimHours,
  sessionsLeft: 3,
  sessionId: null,
  nth: 1,
};

/** Guardrails that refuse a draft unless it is admissible. */
export function refusingUnless(admissible: (draft: ProposalDraft) => boolean): Round['judge'] {
  return (draft) => (admissible(draft) ? [] : [refusal('bounds', '', '', 'not admissible')]);
}

export function aRound(versions: readonly KnownVersion[], seed: string, changes: Partial<Round> = {}): Round {
  return {
    strategy: plane,
    base: 1,
    versions,
    minVolumePerHour: 0,
    currency: '$',
    judge: () => [],
    candidates: 1,
    reach: 1,
    leads: [],
    replayed: [],
    rng: createRng(seed),
    ...withoutRecords,
    fits: new SurrogateFits(),
    ...changes,
  };
}

/** The parameters that a draft against v1 leads to. */
export function destination(round: Round, draft: ProposalDraft): Record<string, ParameterValue> {
  const base = round.versions.find((version) => version.number === draft.base);
  const changes = draft.changes.map((change): [string, ParameterValue] => [change.parameter, change.to]);
  return { ...base?.parameters, ...Object.fromEntries(changes) };
}

/** Best first. */
export async function draftsOf(proposer: Proposer, round: Round): Promise<ProposalDraft[]> {
  const { candidates } = await proposer.propose(round);
  return candidates.map(({ draft }) => draft);
}

/** What a proposer would do first. */
export async function firstDraft(proposer: Proposer, round: Round): Promise<ProposalDraft> {
  const [first] = await draftsOf(proposer, round);
  if (first === undefined) throw new Error(`${proposer.name} proposed nothing`);
  return first;
}
