/** Where the pages of a study are, seen from one another: names of files and relative links. */

import type { SessionRecord } from '../study/records.ts';
import { prose } from './markdown.ts';

/** `v001.md`: the page of a version. */
export function pageName(version: number): string {
  return `v${String(version).padStart(3, '0')}.md`;
}

/** `round-0003.md`: the page of the round after session 3. */
export function roundPageName(session: number): string {
  return `round-${String(session).padStart(4, '0')}.md`;
}

/** The chart of that page. */
export function roundChartName(session: number): string {
  return `round-${String(session).padStart(4, '0')}.svg`;
}

/** Folder name of a session in runs/, e.g. `default-0003`. */
export function sessionFolderName(study: string, sessionNumber: number): string {
  return `${study}-${String(sessionNumber).padStart(4, '0')}`;
}

/** The pages of a study beside EVOLUTION.md, and that file. */
export const PAGES = {
  history: 'EVOLUTION.md',
  evidence: 'evidence.md',
  proposals: 'proposals.md',
  sessions: 'sessions.md',
  /** Written where the history has room for some versions only. */
  versions: 'versions.md',
} as const;

/** A link to the page of a version, named `v1`, from a page of its study. */
export function pageLink(version: number): string {
  return `[v${version}](${pageName(version)})`;
}

/** From a page of the study to a file of a session; without a file to its page. */
export function sessionPath(study: string, session: number, file = 'README.md'): string {
  return encodeURI(`../../runs/${sessionFolderName(study, session)}/${file}`);
}

/** A link from a page of the study, named by the number; the number alone where the session has no page. */
export function sessionLink(study: string, { number, facts }: Pick<SessionRecord, 'number' | 'facts'>): string {
  return facts === null ? String(number) : `[${number}](${sessionPath(study, number)})`;
}

/** From the page of a session to a page of its study. */
export function fromSession(study: string, file: string): string {
  return encodeURI(`../../history/${study}/${file}`);
}

/** The page that explains the words, seen from the folder of a study and from that of a session. */
export const GLOSSARY = { fromStudy: '../glossary.md', fromSession: '../../history/glossary.md' } as const;

/** A chart that was written beside the page; `path` is relative to it. */
export interface ChartLink {
  readonly title: string;
  readonly path: string;
}

export function chartBlock(charts: readonly ChartLink[]): string {
  return charts.map(({ title, path }) => `![${prose(title)}](${encodeURI(path)})`).join('\n\n');
}
