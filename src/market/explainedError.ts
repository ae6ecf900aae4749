/** Errors whose message is written for the person who caused or meets them, in whole sentences. */

/** What a program that calls this one can tell apart; it is part of an error in JSON and decides the exit code. */
export type ErrorKind =
  | 'usage'
  | 'settings'
  | 'not-found'
  | 'no-study'
  | 'refused'
  | 'busy'
  | 'not-allowed'
  | 'decided'
  | 'database'
  | 'file'
  | 'tape'
  | 'model'
  | 'system'
  | 'venue';

/** Any error that does not extend this one is a fault of the program, unless the system gave it. */
export abstract class ExplainedError extends Error {
  abstract readonly errorKind: ErrorKind;
}
