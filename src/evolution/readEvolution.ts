/** Everything that can be made of an evolution document for a study of one strategy. */

import type { UnreadLine } from '../study/importedDocument.ts';
import { type EvolutionDocument, Findings } from './document.ts';
import type { Vocabulary } from './namedValues.ts';
import { readNumber } from './numbers.ts';
import { type ReadCandidate, type ReadClaim, readCandidates, readClaims } from './readClaims.ts';
import { readDocument } from './readDocument.ts';
import { type GivenValue, type ReadVersion, readVersions } from './versionParameters.ts';

export interface ReadEvolution {
  /** Capital of its head, quote currency; null where it names none. */
  readonly capital: number | null;
  /** Symbol of its head, as it is written; null where it names none. */
  readonly symbol: string | null;
  readonly document: EvolutionDocument;
  /** In order of number. */
  readonly versions: readonly ReadVersion[];
  readonly claims: readonly ReadClaim[];
  /** Based on the last version. */
  readonly candidates: readonly ReadCandidate[];
  /** In order of line. */
  readonly unread: readonly UnreadLine[];
}

/** @throws DocumentRefused with every line for which the document cannot be used */
export function readEvolution(markdown: string, given: readonly GivenValue[], vocabulary: Vocabulary): ReadEvolution {
  const found = new Findings();
  const document = readDocument(markdown, vocabulary.currency, found);
  const versions = readVersions(document.versions, given, vocabulary, found);
  const claims = readClaims(document.learnings, vocabulary, found);
  const last = versions.at(-1)?.parameters ?? {};
  const candidates = readCandidates(document.recommendations, last, vocabulary, found);
  const capital = capitalOf(document, vocabulary.currency, found);
  const symbol = document.head.get('symbol')?.text ?? null;
  for (const [label, { line, text }] of document.head)
    if (label !== 'capital' && label !== 'symbol')
      found.unread({ line, text: `${label}: ${text}` }, 'is not used: the study has its own settings for it');
  found.check();
  return { capital, symbol, document, versions, claims, candidates, unread: found.unreadLines };
}

function capitalOf({ head }: EvolutionDocument, currency: string, found: Findings): number | null {
  const written = head.get('capital');
  if (written === undefined) return null;
  const read = readNumber(written.text);
  if (read.kind === 'number' && read.value > 0 && (read.mark === currency ? read.rest === '' : read.rest === currency))
    return read.value;
  found.refuse(
    written.line,
    read.kind === 'refused' ? `capital: ${read.reason}` : `capital: “${written.text}” is not an amount in ${currency}`,
  );
  return null;
}
