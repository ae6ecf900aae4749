/** Asks at the terminal whether a proposal is approved. */

import type { ProposalFacts } from '../app/proposalFacts.ts';
import { keyFault, NO_REASON, reasonOf } from '../app/recordedWords.ts';
import type { PersonAnswer } from '../campaign/ports.ts';
import type { LoadedConfig } from '../config/load.ts';
import { userName } from './context.ts';
import type { Io } from './io.ts';
import { proposalText } from './proposalText.ts';

/** A person who does not answer in this time decides later. */
const ANSWER_SECONDS = 300;

/**
 * Answers `later` where the terminal takes no answers, and when nobody answers for some minutes.
 * @param over aborted when the question is taken back: the proposal was decided elsewhere, or the user wants to stop
 */
export async function askPerson(
  io: Io,
  facts: ProposalFacts,
  loaded: LoadedConfig,
  over: AbortSignal,
): Promise<PersonAnswer> {
  if (!io.interactive) return { kind: 'later' };
  // Loaded only when there is a question to ask, which is rare.
  const { isCancel, select, text } = await import('@clack/prompts');
  io.say(proposalText(facts, io));
  const nobody = AbortSignal.any([over, AbortSignal.timeout(ANSWER_SECONDS * 1000)]);
  const kind = await select({
    message: `p${facts.proposal.id} (without an answer in ${ANSWER_SECONDS / 60} minutes: later)`,
    signal: nobody,
    options: [
      { value: 'approve' as const, label: 'approve: it becomes the next version' },
      { value: 'reject' as const, label: 'reject' },
      { value: 'later' as const, label: 'decide later (to change it: tune edit or tune override)' },
    ],
  });
  if (isCancel(kind) || kind === 'later') return { kind: 'later' };
  const reason = await text({
    message: 'Reason',
    signal: nobody,
    placeholder: `why; if you leave this empty, the record says: ${NO_REASON}`,
    validate: (value = '') => keyFault(value, loaded) ?? undefined,
  });
  if (isCancel(reason)) return { kind: 'later' };
  return { kind, by: userName(), reason: reasonOf(reason.trim() === '' ? undefined : reason, loaded) };
}
