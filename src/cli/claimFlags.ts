/** Flags of `tune learnings add`, which together make a claim. */

import { UsageError } from '../app/errors.ts';
import type { NewLearning } from '../study/journal.ts';
import { oneOf } from './sharedFlags.ts';

export interface ClaimOptions {
  readonly parameter: string;
  readonly direction: string;
  readonly effect: string;
  readonly low?: string;
  readonly high?: string;
  readonly scope: string;
}

export const DIRECTIONS: readonly NewLearning['direction'][] = ['raise', 'lower', 'switch-on', 'switch-off'];
export const EFFECTS: readonly NewLearning['effect'][] = ['better', 'worse', 'none'];

/** @param claim in words. @throws UsageError */
export function claimOf(claim: string, by: string, options: ClaimOptions): NewLearning {
  return {
    by,
    claim,
    parameter: options.parameter,
    direction: oneOf('--direction', options.direction, DIRECTIONS),
    effect: oneOf('--effect', options.effect, EFFECTS),
    effectRange: rangeOf(options),
    scope: options.scope,
  };
}

function rangeOf({ low, high }: ClaimOptions): NewLearning['effectRange'] {
  if (low === undefined && high === undefined) return null;
  if (low === undefined || high === undefined) throw new UsageError('--low and --high go together');
  return [gainOf('--low', low), gainOf('--high', high)];
}

function gainOf(flag: string, text: string): number {
  const gain = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(gain)) throw new UsageError(`${flag} ${text} is not a number, e.g. 0.1 or -0.5`);
  return gain;
}
