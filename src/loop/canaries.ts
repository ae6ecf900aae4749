/** What the canaries on record showed: derived from the answers kept with the calls, never stored. */

import { draftOf } from '../proposer/model/answer.ts';
import { readsHistory } from '../proposer/model/canary.ts';
import { parseAnswer } from '../proposer/model/parse.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Journal } from '../study/journal.ts';
import type { CallRecord, ProposalDraft } from '../study/records.ts';

type Records = Pick<Journal, 'study' | 'version' | 'calls' | 'callTexts'>;

export interface Canary {
  /** The last call with permuted outcomes. */
  readonly call: CallRecord;
  /** Whether the answer changed with the history; null when one of the two is missing, or neither changes anything. */
  readonly reads: boolean | null;
}

/** A question as recorded and the same with permuted outcomes, each by its last call so far. */
interface Pair {
  readonly opening: CallRecord | null;
  readonly canary: CallRecord | null;
}

/** In the order of asking. A canary follows the question that it permutes: same session, same framing. */
export function canaries(journal: Records): Canary[] {
  const open = new Map<string, Pair>();
  const pairs: Pair[] = [];
  for (const call of journal.calls()) {
    const key = `${call.sessionId ?? ''} ${call.framing}`;
    const pair = open.get(key) ?? { opening: null, canary: null };
    if (call.purpose === 'canary') open.set(key, { ...pair, canary: call });
    else {
      if (pair.canary !== null) pairs.push(pair);
      open.set(key, { opening: call, canary: null });
    }
  }
  return [...pairs, ...open.values()]
    .flatMap(({ opening, canary }): Canary[] =>
      canary === null ? [] : [{ call: canary, reads: readsOf(opening, canary, journal) }],
    )
    .sort((a, b) => a.call.id - b.call.id);
}

function readsOf(opening: CallRecord | null, canary: CallRecord, journal: Records): boolean | null {
  const [plain, permuted] = [opening, canary].map((call) => (call === null ? null : draftIn(call, journal)));
  if (plain == null || permuted == null) return null;
  return readsHistory(plain, permuted, strategyNamed(journal.study.strategy).parameters);
}

/** The draft in a recorded answer; null where it holds none. */
function draftIn(call: CallRecord, journal: Records): ProposalDraft | null {
  if (call.outcome !== 'accepted' && call.outcome !== 'invented-evidence') return null;
  const { answer, reasoning } = journal.callTexts(call.id);
  const parsed = parseAnswer(answer ?? '', reasoning, 'stop');
  return 'problems' in parsed ? null : draftOf(parsed.ok, journal.version(parsed.ok.base_version), call.framing);
}
