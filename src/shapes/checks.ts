/** Shape of checks of the machine, the workspace, a venue or the database. */

import { z } from 'zod';

/** `remedy`: what to do about it; null where nothing is to be done. */
export const checked: z.ZodType = z.array(
  z.strictObject({
    name: z.string(),
    state: z.enum(['ok', 'warning', 'failed', 'skipped']),
    text: z.string(),
    remedy: z.string().nullable(),
  }),
);
