/** Errors as an HTTP status and a sentence for the person at the page. */

import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorKind, ExplainedError } from '../market/explainedError.ts';

const STATUS_OF: Readonly<Record<ErrorKind, ContentfulStatusCode>> = {
  usage: 400,
  settings: 500,
  'not-found': 404,
  'no-study': 404,
  refused: 422,
  busy: 409,
  decided: 409,
  'not-allowed': 409,
  database: 500,
  file: 500,
  tape: 500,
  model: 500,
  system: 500,
  venue: 500,
};

export interface Failure {
  readonly status: ContentfulStatusCode;
  readonly message: string;
}

/** An error that explains itself keeps its sentence; any other is a fault of the program, and its place goes to the terminal. */
export function failureOf(error: unknown, notify: (text: string) => void): Failure {
  if (error instanceof ExplainedError) return { status: STATUS_OF[error.errorKind], message: error.message };
  notify(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { status: 500, message: 'A fault of tune itself: the terminal of tune dashboard shows where.' };
}
