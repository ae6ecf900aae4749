/** What an evolution document says, version by version, and what of it could not be read. Lines count from 1. */

import type { ClaimedFigures, UnreadLine } from '../study/importedDocument.ts';

/** Words of the document with their line. */
export interface DocumentLine {
  readonly line: number;
  readonly text: string;
}

/** One version as the document describes it. */
export interface DescribedVersion {
  readonly number: number;
  /** Line of its heading. */
  readonly line: number;
  readonly title: string;
  /** As it is written; empty where none is. */
  readonly date: string;
  /** The version that its changes start from; null where the document does not say. */
  readonly changedFrom: number | null;
  /** What it says of parameters: changes and complete lists alike. */
  readonly parameters: readonly DocumentLine[];
  readonly figures: ClaimedFigures;
  /** Cell of the results table; empty where there is none. */
  readonly change: string;
  readonly insight: string;
  readonly analysis: readonly DocumentLine[];
}

/** A sentence under “what works” or “what does not work”. */
export interface DocumentLearning extends DocumentLine {
  readonly works: boolean;
}

export interface EvolutionDocument {
  readonly title: string;
  /** Figures and words of the head, by their label in lower case, e.g. `capital`. */
  readonly head: ReadonlyMap<string, DocumentLine>;
  /** In order of number: v1, v2 … without gaps. */
  readonly versions: readonly DescribedVersion[];
  readonly learnings: readonly DocumentLearning[];
  /** What the document recommends for the version after its last one. */
  readonly recommendations: readonly DocumentLine[];
  /** Parts that such a document usually has and that this one does not. */
  readonly missing: readonly string[];
}

/** What makes the whole document unusable, line by line: it is refused rather than read in part. */
export class DocumentRefused extends Error {
  override name = 'DocumentRefused';
  /** `12: …`, in order of line. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Collects what was found wrong while a document is read. */
export class Findings {
  readonly #unread: UnreadLine[] = [];
  readonly #refused: { readonly line: number; readonly reason: string }[] = [];

  unread({ line, text }: DocumentLine, reason: string): void {
    this.#unread.push({ line, text, reason });
  }

  refuse(line: number, reason: string): void {
    this.#refused.push({ line, reason });
  }

  get unreadLines(): readonly UnreadLine[] {
    return this.#unread.toSorted((a, b) => a.line - b.line);
  }

  /** @throws DocumentRefused when anything was refused */
  check(): void {
    if (this.#refused.length === 0) return;
    const inOrder = this.#refused.toSorted((a, b) => a.line - b.line);
    throw new DocumentRefused(inOrder.map(({ line, reason }) => `${line}: ${reason}`));
  }
}
