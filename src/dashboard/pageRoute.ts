/** How a page is added to the server. */

import type { Journal } from '../study/journal.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';
import type { Html } from './layout.ts';

/** A page as its parts see it. */
export interface Shown {
  readonly title: string;
  readonly body: Html;
}

/** Adds a page: its path, its entry in the navigation, and what it shows. */
export type AddPage = (
  path: string,
  at: string,
  show: (journal: Journal, asked: Asked, kept: KeptAnswers) => Shown | Promise<Shown>,
) => void;

export interface Asked {
  param(name: string): string;
  query(name: string): string | undefined;
}
