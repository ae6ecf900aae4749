/** A document from elsewhere whose versions became the first of a study. What it claims was not measured here. */

/** Figures that a document claims of a version. null where it names none. Money is in quote currency. */
export interface ClaimedFigures {
  readonly volume: number | null;
  readonly fills: number | null;
  readonly profit: number | null;
  /** Profit per 10,000 of volume. */
  readonly profitPer10k: number | null;
  readonly forceCloses: number | null;
}

/** What a document says of a version beside its parameters. Its words are kept as they are. */
export interface ClaimedVersion {
  readonly version: number;
  /** Line of its heading, from 1. */
  readonly line: number;
  readonly title: string;
  /** As it is written; empty where none is. */
  readonly date: string;
  readonly figures: ClaimedFigures;
  /** Against the version before, as it is written; empty where nothing is. */
  readonly change: string;
  readonly insight: string;
  readonly analysis: readonly string[];
  /** Parameters at their defaults: the document does not name them up to this version. */
  readonly assumed: readonly string[];
  /** Parameters that it names without a value: they stay as before. */
  readonly open: readonly string[];
}

/** A line of a document that was not read, with the reason. Lines count from 1. */
export interface UnreadLine {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

export interface DocumentRecord {
  readonly id: number;
  /** File name without its folder. */
  readonly name: string;
  /** SHA-256 of its text in UTF-8, hex. */
  readonly sha256: string;
  /** In order of version. */
  readonly claimed: readonly ClaimedVersion[];
  /** In order of line. */
  readonly unread: readonly UnreadLine[];
  readonly importedAt: string;
}

export type NewDocument = Omit<DocumentRecord, 'id' | 'importedAt'>;

/** What a document claims of a version; null for a version that no document brought. */
export function claimedOf(documents: readonly DocumentRecord[], version: number): ClaimedVersion | null {
  for (const { claimed } of documents) {
    const found = claimed.find((one) => one.version === version);
    if (found !== undefined) return found;
  }
  return null;
}
