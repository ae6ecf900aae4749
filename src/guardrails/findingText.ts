import type { GuardrailFinding } from '../study/records.ts';

/** A finding in one line: what it is, why, the limit and the offending value. */
export function findingText({ severity, rule, reason, limit, value }: GuardrailFinding): string {
  const known = reason.includes(limit) && reason.includes(value);
  return `${severity} ${rule}: ${reason}${known ? '' : ` (limit: ${limit}; here: ${value})`}`;
}
