/** The reply to an answer that could not be used. */

import type { GuardrailFinding } from '../../study/records.ts';
import { lines } from './json.ts';
import type { AnswerProblem } from './parse.ts';
import { caps, quotedText } from './quoteText.ts';
import { fill, type Templates } from './templates.ts';

/** Why an answer cannot be used: problems of its form and evidence, or refusals of the guardrails. */
export function complaintOf(
  faults: { readonly problems: readonly AnswerProblem[] } | { readonly findings: readonly GuardrailFinding[] },
  templates: Templates,
): string {
  const said =
    'problems' in faults
      ? faults.problems.map(({ code, where, message }) => ({ code, where, message }))
      : faults.findings
          .filter(({ severity }) => severity === 'refusal')
          .map(({ rule, limit, value, reason }) => ({
            code: rule,
            message: quotedText(reason, caps.remark),
            limit: quotedText(limit, caps.remark),
            value: quotedText(value, caps.name),
          }));
  return fill(templates, 'repair', { problems: lines(said).trimEnd() });
}
