/** A proposal of a program outside, e.g. a language model that reads the study through `tune mcp`. Nobody approves here. */

import { findingText } from '../guardrails/findingText.ts';
import { isRefused } from '../guardrails/judge.ts';
import type { ParameterValue } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { GuardrailFinding, ProposalRecord } from '../study/records.ts';
import { sourceOf } from '../study/trialSources.ts';
import { Refused, UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';
import { redacted } from './recordedWords.ts';
import { type Idea, type JudgedIdea, judgeIdea, putOnTrial } from './tryIdea.ts';

/** Framing of such proposals on record: their source is `model outside`, so that its worth is known apart. */
const FRAMING = 'outside';
/** Characters of a text that is kept; later prompts quote it. */
const LONGEST_TEXT = 2_000;

export interface OutsideIdea {
  /** null for the version from which proposals start. */
  readonly base: number | null;
  readonly changes: readonly { readonly parameter: string; readonly value: ParameterValue; readonly why: string }[];
  readonly hypothesis: string;
  /** What would show the hypothesis wrong. */
  readonly falsifier: string;
}

export interface OutsideVerdict {
  readonly base: number;
  readonly changes: JudgedIdea['draft']['changes'];
  readonly allowed: boolean;
  readonly findings: readonly GuardrailFinding[];
  /** Why it would be refused; empty where it is allowed. */
  readonly refusals: readonly string[];
}

type Ports = Pick<UseCasePorts, 'settings' | 'sha256'>;

/** What the guardrails say of it. Writes nothing. @throws UsageError, NotFound */
export function judgeOutside(journal: Journal, idea: OutsideIdea, ports: Ports): OutsideVerdict {
  const judged = judgeIdea(journal, ideaOf(idea, ports), ports);
  const { draft, findings, twin } = judged;
  const refusals = [
    ...findings.filter(({ severity }) => severity === 'refusal').map(findingText),
    ...(twin === null ? [] : [`p${twin.id} behaves the same and is on trial already`]),
    ...crowding(judged, ports),
  ];
  return { base: draft.base, changes: draft.changes, allowed: refusals.length === 0, findings, refusals };
}

/** Puts it on trial: it runs as a simulated lane and sends no orders. @throws Refused; UsageError, NotFound */
export function proposeFromOutside(journal: Journal, idea: OutsideIdea, ports: Ports): ProposalRecord {
  const judged = judgeIdea(journal, ideaOf(idea, ports), ports);
  const [crowded] = isRefused(judged.findings) ? [] : crowding(judged, ports);
  if (crowded !== undefined) throw new Refused(crowded);
  return putOnTrial(journal, judged, ports);
}

/** A program could fill all lanes with its own candidates: at most as many as a session has wait at a time. */
function crowding({ records, draft }: JudgedIdea, { settings }: Pick<Ports, 'settings'>): string[] {
  const { trials } = settings().config.session;
  const source = sourceOf(draft);
  const own = records.trials.filter(({ proposal }) => proposal.status === 'on-trial' && sourceOf(proposal) === source);
  if (own.length < trials) return [];
  const names = own.map(({ proposal }) => `p${proposal.id}`).join(', ');
  return [
    `${own.length} proposals from outside are on trial (${names}), as many as a session has lanes for: wait for what they measure`,
  ];
}

function ideaOf({ base, changes, hypothesis, falsifier }: OutsideIdea, { settings }: Pick<Ports, 'settings'>): Idea {
  const words = (name: string, text: string): string => {
    if (text.length > LONGEST_TEXT)
      throw new UsageError(`${name} has ${text.length} characters; at most ${LONGEST_TEXT} are recorded`);
    return redacted(text, settings());
  };
  const why = words('hypothesis', hypothesis);
  if (why === '') throw new UsageError('hypothesis is empty: say why the change should be better');
  return {
    proposer: 'model',
    base,
    changes: changes.map((change) => ({
      parameter: change.parameter,
      to: change.value,
      why: words(`why of ${change.parameter}`, change.why),
    })),
    hypothesis: why,
    notes: { framing: FRAMING, falsifier: words('falsifier', falsifier), risks: '', evidence: {} },
  };
}
