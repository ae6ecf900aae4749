/** history/README.md: the studies of a workspace. */

import { PAGES } from '../links.ts';
import { list, markdownPage, prose } from '../markdown.ts';

export interface IndexedStudy {
  readonly name: string;
  /** Text of its history. */
  readonly history: string;
}

/** In the order given; title and answer are those of each history. */
export function renderIndex(studies: readonly IndexedStudy[]): string {
  return markdownPage([
    '# Histories',
    'One folder a study, written by `tune` from its database after every session and decision, and again by `tune history`. Do not edit the pages: decide on proposals instead.',
    studies.length === 0 ? 'No study was started yet.' : list(studies.map(studyLine)),
    'The [words](glossary.md) of these pages, with pictures.',
  ]);
}

function studyLine({ name, history }: IndexedStudy): string {
  const title = /^# (.*?)(?:: strategy evolution)?$/m.exec(history)?.[1] ?? '';
  const answer = /^\*\*In short\*\*: (.*)$/m.exec(history)?.[1] ?? '';
  return `[${prose(name)}](${encodeURI(`${name}/${PAGES.history}`)}): ${title}. ${answer}`;
}
