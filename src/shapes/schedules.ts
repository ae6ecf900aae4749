/** Shapes of the schedule and of its service. */

import { z } from 'zod';
import { count, time } from './records.ts';

export const schedule: z.ZodType = z.strictObject({
  expression: z.string(),
  timezone: z.string(),
  flags: z.string(),
  next: time.nullable(),
  last: z.strictObject({ at: time, what: z.string() }).nullable(),
  process: count.nullable(),
});

export const scheduleStarts: z.ZodType = z.array(z.strictObject({ start: time, clock: z.string() }));

/** Starts by what became of them; what never happened is left out. */
export const scheduleEnded: z.ZodType = z.partialRecord(
  z.enum(['finished', 'waiting', 'interrupted', 'failed', 'busy', 'overlapped', 'missed']),
  count,
);

export const serviceStatus: z.ZodType = z.strictObject({
  service: z
    .strictObject({
      kind: z.string(),
      file: z.string(),
      state: z.string(),
      pid: count.nullable(),
      words: z.string(),
      text: z.string(),
    })
    .nullable(),
  schedule: schedule.nullable(),
  log: z.string(),
});

/** `command`: the program that the service runs, and its arguments. */
export const serviceInstalled: z.ZodType = z.strictObject({
  kind: z.string(),
  file: z.string(),
  command: z.array(z.string()),
});

export const serviceRemoved: z.ZodType = z.strictObject({ removed: z.string() });
