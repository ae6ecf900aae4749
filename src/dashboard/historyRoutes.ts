/** The files of history/ and runs/ at the addresses that their own links name. Files are views: what is missing here is written again by `tune history`. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { readStudy } from '../app/studyAccess.ts';
import { HISTORY_FILE } from '../report/pages/historyFiles.ts';
import { NotFound } from '../study/journal.ts';
import { drawn } from './chartFigure.ts';
import { markdownHtml, titleOf } from './markdownHtml.ts';
import type { AddPage } from './pageRoute.ts';
import { cursorData, SESSION_CHARTS, sessionDrawing, sessionIn, sessionPage } from './pages/sessionPage.ts';
import type { DashboardPorts } from './ports.ts';

/** `tune init` and settings allow no other names of studies in a path. */
const FOLDER = '[A-Za-z0-9][A-Za-z0-9._-]*';
/** Files that all studies share. */
const SHARED_FILE = /^(?:glossary\.md|[a-z-]+\.svg)$/;

const SVG = { 'content-type': 'image/svg+xml' } as const;

export function addHistoryRoutes(app: Hono, add: AddPage, ports: DashboardPorts): void {
  const { historyFolder } = ports.workspace;
  add(`/history/:study{${FOLDER}}/:file{[A-Za-z0-9-]+\\.md}`, '/versions', (_journal, asked) => {
    const markdown = fileIn(historyFolder, asked.param('study'), asked.param('file'));
    return { title: titleOf(markdown), body: markdownHtml(markdown) };
  });
  add('/history/glossary.md', '/learnings', () => {
    const markdown = fileIn(historyFolder, null, 'glossary.md');
    return { title: titleOf(markdown), body: markdownHtml(markdown) };
  });
  app.get(`/history/:study{${FOLDER}}/:file{[A-Za-z0-9-]+\\.svg}`, (c) =>
    c.body(fileIn(historyFolder, c.req.param('study'), c.req.param('file')), 200, SVG),
  );
  app.get('/history/:file{[a-z-]+\\.svg}', (c) => c.body(fileIn(historyFolder, null, c.req.param('file')), 200, SVG));

  add(`/runs/:folder{${FOLDER}}/README.md`, '/sessions', (journal, asked) => {
    const session = sessionIn(journal, asked.param('folder'));
    return {
      title: `Session ${session.number}: v${session.acting} (${session.mode})`,
      body: sessionPage(journal, session),
    };
  });
  app.get(`/runs/:folder{${FOLDER}}/cursor.json`, (c) =>
    readStudy(ports, (journal) => c.json(cursorData(journal, sessionIn(journal, c.req.param('folder'))))),
  );
  for (const chart of SESSION_CHARTS) {
    app.get(`/runs/:folder{${FOLDER}}/${chart}.svg`, (c) =>
      readStudy(ports, async (journal) => {
        const drawing = sessionDrawing(journal, sessionIn(journal, c.req.param('folder')), chart);
        return c.body(await drawn(drawing, c.req.query('narrow') !== undefined), 200, SVG);
      }),
    );
  }
  app.get('/sessions', (c) =>
    c.redirect(`/history/${encodeURIComponent(ports.settings().config.study.name)}/sessions.md`, 302),
  );
  app.get('/history/README.md', (c) => c.redirect('/', 302));
}

/** @param study null for the folder that all studies share. @throws NotFound */
function fileIn(historyFolder: string, study: string | null, name: string): string {
  const known = study === null ? SHARED_FILE : HISTORY_FILE;
  try {
    if (known.test(name)) return readFileSync(join(historyFolder, study ?? '', name), 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  throw new NotFound(
    `history/${study === null ? '' : `${study}/`}${name} is not there; tune history writes the files of history/ again`,
  );
}
