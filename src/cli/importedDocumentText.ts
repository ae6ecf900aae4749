/** What `tune import FILE.md` made of a document, for the terminal. */

import type { ImportedDocument } from '../app/importDocument.ts';
import { safe } from '../app/safeText.ts';
import { findingText } from '../guardrails/findingText.ts';
import { counted, terminalFigures } from '../report/figures.ts';
import type { ProposalRecord } from '../study/records.ts';

export function importedDocumentText(imported: ImportedDocument, currency: string): string {
  const { study, document, learnings, candidates, missing, notes } = imported;
  const figures = terminalFigures(currency);
  const { claimed, unread } = document;
  const last = claimed.length;
  const claims = claimed.map(({ version, title, figures: f }) => {
    const parts = [
      ...(f.volume === null ? [] : [`${figures.value(f.volume)} volume`]),
      ...(f.profit === null ? [] : [`${figures.money(f.profit)} P&L`]),
      ...(f.profitPer10k === null ? [] : [`${figures.signed(f.profitPer10k, 2)} per ${figures.tenThousand}`]),
    ];
    return `  v${version} ${title}: ${parts.length === 0 ? 'claims no figure' : `claims ${parts.join(', ')}`}`;
  });
  const lines = [
    `${counted(last, 'version')} of ${document.name} imported into study ${study}, unverified; it goes on from v${last}.`,
    ...claims,
    ...(learnings.length === 0 ? [] : [`${counted(learnings.length, 'claim')} to be tested (tune learnings):`]),
    ...learnings.map(
      ({ id, parameter, direction, effect, claim }) => `  l${id} ${direction} ${parameter} is ${effect}: ${claim}`,
    ),
    ...(candidates.length === 0 ? [] : [`${counted(candidates.length, 'candidate')} for v${last + 1}:`]),
    ...candidates.flatMap(candidateLines),
    ...missing.map((part) => `The document has no ${part.replace(/^an? /, '')}.`),
    ...notes,
    ...(unread.length === 0 ? [] : [`Not read, ${counted(unread.length, 'line')}:`]),
    ...unread.map(({ line, text, reason }) => `  ${line}: ${text} (${reason})`),
  ];
  return safe(lines.join('\n'));
}

function candidateLines({ id, changes, status, outcome, findings }: ProposalRecord): string[] {
  const moves = changes.map(({ parameter, from, to }) => `${parameter} ${from} → ${to}`).join(', ');
  const refusals = findings.filter(({ severity }) => severity === 'refusal');
  return [
    `  p${id} ${moves}: ${status}${outcome === '' ? '' : `, ${outcome}`}`,
    ...refusals.map((finding) => `    ${findingText(finding)}`),
  ];
}
