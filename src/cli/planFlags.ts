/** Flags of `tune start` that say what a campaign runs on, and for how long. */

import type { PlanRequest } from '../app/campaignPlan.ts';
import { UsageError } from '../app/errors.ts';

export interface PlanOptions {
  readonly hours: string;
  readonly sessions?: string;
  readonly mode: string;
  readonly tape: readonly string[];
}

/** @throws UsageError */
export function planRequest(options: PlanOptions): PlanRequest {
  return { market: marketOf(options), length: lengthOf(options) };
}

function marketOf({ mode, tape }: PlanOptions): PlanRequest['market'] {
  if (mode !== 'sim' && mode !== 'replay' && mode !== 'paper' && mode !== 'live') {
    throw new UsageError(`--mode ${mode} is unknown; use sim, replay, paper or live`);
  }
  if (mode === 'replay') return { mode, tapes: tape };
  if (tape.length > 0) {
    const other = mode === 'sim' ? 'makes its own markets' : 'hears a live one';
    throw new UsageError(`--tape ${tape[0]} belongs to --mode replay; --mode ${mode} ${other}`);
  }
  return { mode };
}

function lengthOf(options: PlanOptions): PlanRequest['length'] {
  if (options.sessions === undefined) return { hours: number('--hours', options.hours, 0.001, 100_000) };
  const sessions = number('--sessions', options.sessions, 1, 100_000);
  if (!Number.isInteger(sessions)) throw new UsageError(`--sessions ${options.sessions} is not a whole number`);
  return { sessions };
}

function number(flag: string, text: string, min: number, max: number): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new UsageError(`${flag} ${text} is not a number from ${min} to ${max}`);
  return value;
}
