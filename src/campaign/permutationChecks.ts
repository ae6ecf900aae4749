/** What the questions with permuted outcomes showed. It follows from the recorded answers; nothing is stored. */

import { draftOf } from '../proposer/model/answer.ts';
import { parseAnswer } from '../proposer/model/parse.ts';
import { readsHistory } from '../proposer/model/permutationCheck.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { CallReader, StudyReader } from '../study/journal.ts';
import type { CallRecord, ProposalDraft } from '../study/records.ts';

type Records = Pick<StudyReader, 'study' | 'version'> & CallReader;

export interface PermutationCheck {
  /** The last call with permuted outcomes. */
  readonly call: CallRecord;
  /** Whether the answer changed with the history; null when one of the two is missing, or neither changes anything. */
  readonly reads: boolean | null;
}

/** The calls of a question as recorded, repairs and all, and those of the same with permuted outcomes. */
interface Pair {
  readonly opening: readonly CallRecord[];
  readonly permuted: readonly CallRecord[];
}

/** In the order of asking. The permuted question follows the one that it repeats: same session, same framing. Its calls have the purpose `canary`. */
export function permutationChecks(journal: Records): PermutationCheck[] {
  const open = new Map<string, Pair>();
  const pairs: Pair[] = [];
  for (const call of journal.calls()) {
    const key = `${call.sessionId ?? ''} ${call.framing}`;
    const pair = open.get(key) ?? { opening: [], permuted: [] };
    if (call.purpose === 'canary') open.set(key, { ...pair, permuted: withCall(pair.permuted, call) });
    else {
      const asked = pair.permuted.length > 0;
      if (asked) pairs.push(pair);
      open.set(key, { opening: withCall(asked ? [] : pair.opening, call), permuted: [] });
    }
  }
  return [...pairs, ...open.values()]
    .flatMap((pair): PermutationCheck[] => {
      const call = pair.permuted.at(-1);
      return call === undefined ? [] : [{ call, reads: readsOf(pair, journal) }];
    })
    .sort((a, b) => a.call.id - b.call.id);
}

/** A repair has the same prompt; another prompt is another question. */
function withCall(calls: readonly CallRecord[], call: CallRecord): CallRecord[] {
  return [...calls.filter(({ promptHash }) => promptHash === call.promptHash), call];
}

/** Compares the first draft of each: repairs follow complaints of code that uses the true outcomes. */
function readsOf({ opening, permuted }: Pair, journal: Records): boolean | null {
  const before = firstDraft(opening, journal);
  const after = firstDraft(permuted, journal);
  if (before === null || after === null) return null;
  return readsHistory(before, after, strategyNamed(journal.study.strategy).parameters);
}

function firstDraft(calls: readonly CallRecord[], journal: Records): ProposalDraft | null {
  for (const call of calls) {
    const draft = draftIn(call, journal);
    if (draft !== null) return draft;
  }
  return null;
}

/** The draft in a recorded answer; null where it holds none. */
function draftIn(call: CallRecord, journal: Records): ProposalDraft | null {
  if (call.outcome !== 'accepted' && call.outcome !== 'invented-evidence') return null;
  const { answer, reasoning } = journal.callTexts(call.id);
  const parsed = parseAnswer(answer ?? '', reasoning, 'stop');
  if ('problems' in parsed) return null;
  const { changes, base_version: number } = parsed.ok;
  // Where nothing changes the number need not be that of a version, and no answer differs by it.
  const base = changes.length === 0 ? { number: 0, parameters: {} } : journal.version(number);
  return draftOf(parsed.ok, base, call.framing);
}
