/** A decision that the page sends: the same use cases as the verbs, so the same guardrails and the same race. */

import { z } from 'zod';
import { approveProposal, editProposal, rejectProposal } from '../app/decisions.ts';
import { answeredText, decisionReason, ownText } from '../app/decisionText.ts';
import { UsageError } from '../app/errors.ts';
import { reasonOf } from '../app/recordedWords.ts';
import { changeStudy } from '../app/studyAccess.ts';
import { findingText } from '../guardrails/findingText.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { describeAllowed, type ParameterDeclarations, type Parameters } from '../strategy/parameters.ts';
import type { DashboardPorts } from './ports.ts';

/** What the page sends. `hash` is that of the proposal as it was shown; `values` are the values of an edit. */
const decisionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approve'), hash: z.string(), reason: z.string().max(2000) }),
  z.strictObject({ kind: z.literal('reject'), hash: z.string(), reason: z.string().max(2000) }),
  z.strictObject({
    kind: z.literal('edit'),
    hash: z.string(),
    reason: z.string().max(2000),
    values: z.record(z.string(), z.union([z.number(), z.boolean()])),
  }),
]);

/** What the page says then, and remarks of the guardrails. */
export interface Answer {
  readonly words: string;
  readonly remarks: readonly string[];
}

/** @throws UsageError, NotFound, Refused; IllegalTransition where it no longer waits */
export function decideOn(id: number, body: unknown, ports: DashboardPorts): Promise<Answer> {
  const parsed = decisionSchema.safeParse(body);
  if (!parsed.success) throw new UsageError(`the decision cannot be read: ${z.prettifyError(parsed.error)}`);
  const decision = parsed.data;
  const given = decision.reason.trim();
  if (given === '' && decision.kind !== 'approve') throw new UsageError('Say why: the reason goes on record.');
  return changeStudy(ports, (journal) => {
    const proposal = journal.proposal(id);
    if (proposal.hash !== decision.hash) throw new UsageError(`The page shows another p${id}: reload it.`);
    const person = { by: ports.user, reason: reasonOf(given === '' ? undefined : given, ports.settings()) };
    if (decision.kind === 'edit') {
      const values = valuesOf(decision.values, strategyNamed(journal.study.strategy).parameters);
      const decided = editProposal(journal, proposal, values, person, ports);
      return { words: `${ownText(decided)} ${decisionReason(decided)}`, remarks: decided.remarks.map(findingText) };
    }
    const decided =
      decision.kind === 'approve'
        ? approveProposal(journal, proposal, person, ports)
        : rejectProposal(journal, proposal, person);
    return { words: `${answeredText(decided)} ${decisionReason(decided)}`, remarks: [] };
  });
}

/** @throws UsageError for a name that is not declared, and for a value of the wrong type; bounds are checked by the guardrails */
function valuesOf(values: Parameters, declarations: ParameterDeclarations): Parameters {
  for (const [name, value] of Object.entries(values)) {
    const declaration = declarations[name];
    if (declaration === undefined) throw new UsageError(`unknown parameter "${name}"`);
    if (typeof value !== declaration.kind)
      throw new UsageError(`${name}: ${value} is not ${describeAllowed(declaration)}`);
  }
  return values;
}
