/** Asks at the terminal whether a proposal is approved. */

import { keyFault, NO_REASON, reasonOf } from '../app/recordedWords.ts';
import type { PersonAnswer } from '../campaign/ports.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { userName } from './context.ts';
import type { Io } from './io.ts';
import { proposalText } from './proposalText.ts';

/** Answers `later` where the terminal takes no answers. */
export async function askPerson(
  io: Io,
  journal: Journal,
  proposal: ProposalRecord,
  loaded: LoadedConfig,
): Promise<PersonAnswer> {
  if (!io.interactive) return { kind: 'later' };
  // Loaded only for a question: most runs ask none.
  const { isCancel, select, text } = await import('@clack/prompts');
  io.say(proposalText(journal, proposal, io));
  const kind = await select({
    message: `p${proposal.id}`,
    options: [
      { value: 'approve' as const, label: 'approve: it becomes the next version' },
      { value: 'reject' as const, label: 'reject' },
      { value: 'later' as const, label: 'decide later (edit and override are verbs of their own)' },
    ],
  });
  if (isCancel(kind) || kind === 'later') return { kind: 'later' };
  const reason = await text({
    message: 'Reason',
    placeholder: `why; without one, on record: ${NO_REASON}`,
    validate: (value = '') => keyFault(value, loaded) ?? undefined,
  });
  if (isCancel(reason)) return { kind: 'later' };
  return { kind, by: userName(), reason: reasonOf(reason.trim() === '' ? undefined : reason, loaded) };
}
