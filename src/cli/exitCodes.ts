/** What the program's exit codes mean, and which error ends with which. */

import { ConfigError } from '../config/load.ts';
import { ImportError } from '../feeds/importResult.ts';
import { TapeFileError } from '../feeds/tapeFileError.ts';
import { TapeError } from '../market/tapeError.ts';
import { HistoryTooLong } from '../proposer/model/condense.ts';
import { NothingToPermute } from '../proposer/model/roundQuestion.ts';
import { TemplateError } from '../proposer/model/templates.ts';
import { StoreError } from '../store/errors.ts';
import { LockBusy } from '../store/lock.ts';
import { IllegalTransition, NotFound } from '../study/journal.ts';
import { MarketError } from '../workspace/markets.ts';
import { ViewError } from '../workspace/writeFile.ts';

/** 5 is kept for a halt by risk in live trading. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  proposalWaits: 3,
  refused: 4,
  busy: 6,
  interrupted: 130,
} as const;

/** Something the user typed cannot be meant. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A guardrail refused what a person wanted. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Errors that explain themselves; anything else is a fault of the program and shows its stack. */
const explained = [
  ConfigError,
  HistoryTooLong,
  ImportError,
  IllegalTransition,
  LockBusy,
  MarketError,
  NotFound,
  NothingToPermute,
  Refused,
  StoreError,
  TapeError,
  TapeFileError,
  TemplateError,
  UsageError,
  ViewError,
] as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof NotFound) return EXIT.usage;
  if (error instanceof Refused) return EXIT.refused;
  if (error instanceof LockBusy) return EXIT.busy;
  if (error instanceof StoreError && error.kind === 'locked') return EXIT.busy;
  return EXIT.error;
}

export function messageOf(error: unknown): string {
  if (explained.some((kind) => error instanceof kind)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
