/** Shapes of what `tune import` made of a file. */

import { z } from 'zod';
import type { ImportedDocument } from '../app/importDocument.ts';
import type { ImportedVersions } from '../app/importVersions.ts';
import { claimedFigures } from './measured.ts';
import { count, learning, proposal, time } from './records.ts';

export const importedVersions: z.ZodType<ImportedVersions> = z.strictObject({ study: z.string(), versions: count });

export const importedDocument: z.ZodType<ImportedDocument> = z.strictObject({
  study: z.string(),
  document: z.strictObject({
    id: count,
    name: z.string(),
    sha256: z.string(),
    claimed: z.array(
      z.strictObject({
        version: count,
        line: count,
        title: z.string(),
        date: z.string(),
        figures: claimedFigures,
        change: z.string(),
        insight: z.string(),
        analysis: z.array(z.string()),
        assumed: z.array(z.string()),
        open: z.array(z.string()),
      }),
    ),
    unread: z.array(z.strictObject({ line: count, text: z.string(), reason: z.string() })),
    importedAt: time,
  }),
  learnings: z.array(learning),
  candidates: z.array(proposal),
  missing: z.array(z.string()),
  notes: z.array(z.string()),
});
