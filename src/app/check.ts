/** One line of a checklist. */

export interface Check {
  readonly name: string;
  /** Setup is sound unless a check has `failed`. */
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly text: string;
}

/** With what to do about it; null where nothing is to be done. */
export interface RemediedCheck extends Check {
  readonly remedy: string | null;
}
