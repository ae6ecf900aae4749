/** Everything that can be made of an evolution document for a study of one strategy. */

import type { UnreadLine } from './document.ts';
import { type EvolutionDocument, Findings } from './document.ts';
import type { Vocabulary } from './namedValues.ts';
import { type ReadCandidate, type ReadClaim, readCandidates, readClaims } from './readClaims.ts';
import { readDocument } from './readDocument.ts';
import { type GivenValue, type ReadVersion, readVersions } from './versionParameters.ts';

export interface ReadEvolution {
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
  const document = readDocument(markdown, vocabulary.currency);
  const found = new Findings();
  const versions = readVersions(document.versions, given, vocabulary, found);
  const claims = readClaims(document.learnings, vocabulary, found);
  const last = versions.at(-1)?.parameters ?? {};
  const candidates = readCandidates(document.recommendations, last, vocabulary, found);
  found.check();
  const unread = [...document.unread, ...found.unreadLines].toSorted((a, b) => a.line - b.line);
  return { document, versions, claims, candidates, unread };
}
