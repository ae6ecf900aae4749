/** One line of a checklist. */

export interface Check {
  readonly name: string;
  /** Setup is sound unless a check has `failed`. */
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly text: string;
}
