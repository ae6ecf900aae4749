/** Every address of the page. A page opens the study, reads what it shows and closes it: nothing is kept between two requests. */

import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { streamSSE } from 'hono/streaming';
import { planOf } from '../app/decisions.ts';
import { healthNow } from '../app/healthNow.ts';
import { studyCosts } from '../app/modelSpending.ts';
import { proposalFacts } from '../app/proposalFacts.ts';
import { reviewNow } from '../app/reviewNow.ts';
import { readStudy } from '../app/studyAccess.ts';
import { studyStatus } from '../app/studyStatus.ts';
import { versionsChartData, versionsOption } from '../report/charts/versionCharts.ts';
import { NotFound } from '../study/journal.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import { reportedStudy } from '../workspace/reportedStudy.ts';
import { serveAssets } from './assets.ts';
import { drawn } from './chartFigure.ts';
import { decideOn } from './decide.ts';
import { failureOf } from './failure.ts';
import { addHistoryRoutes } from './historyRoutes.ts';
import { type Html, layout } from './layout.ts';
import type { AddPage, Asked } from './pageRoute.ts';
import { compareDrawing, comparePage, pairIn } from './pages/comparePage.ts';
import { healthPage } from './pages/healthPage.ts';
import { costsPage, learningsPage } from './pages/listPages.ts';
import { livePart, nowPage, waitsNow } from './pages/nowPage.ts';
import { nothingWaits, reviewPage } from './pages/reviewPage.ts';
import { versionsPage } from './pages/versionsPage.ts';
import type { DashboardPorts } from './ports.ts';
import { guardedWrites, headers, knownBrowser, ownHost, type Secrets } from './security.ts';

export interface DashboardParts {
  readonly ports: DashboardPorts;
  readonly secrets: Secrets;
  /** What `Host` may say. */
  readonly hosts: () => readonly string[];
  readonly port: () => number;
  /** Ends what goes on: the streams of events. */
  readonly stop: AbortSignal;
}

const MOST_BYTES = 64 * 1024;
const LOOK_MS = 1000;
/** A proxy or a browser closes a stream that is silent for long. */
const SILENT_LOOKS = 15;

export function dashboardApp({ ports, secrets, hosts, port, stop }: DashboardParts): Hono {
  const app = new Hono();
  app.use(headers);
  app.use(ownHost(hosts));
  app.use(knownBrowser(secrets, port));
  app.use(guardedWrites(secrets));
  app.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (c) => c.json({ error: 'The request is too long. Nothing was changed.' }, 413),
    }),
  );
  app.onError((error, c) => {
    const { status, message } = failureOf(error, ports.notify);
    if (c.req.path.startsWith('/api/')) return c.json({ error: message }, status);
    // The settings may be what does not work: this page needs none.
    const body = html`<p class="alarm">${message}</p>`;
    return c.html(layout({ title: 'That did not work', study: '', at: '', csrf: secrets.csrf, body }), status);
  });
  app.notFound((c) => c.html(page('There is no such page', '', html`<p><a href="/">Now</a></p>`), 404));
  serveAssets(app);

  const page = (title: string, at: string, body: Html): Html =>
    layout({ title, at, body, study: ports.settings().config.study.name, csrf: secrets.csrf });
  const add: AddPage = (path, at, show) =>
    void app.get(path, (c) =>
      readStudy(ports, async (journal, _studies, kept) => {
        const asked: Asked = { param: (name) => c.req.param(name) ?? '', query: (name) => c.req.query(name) };
        const { title, body } = await show(journal, asked, kept);
        return c.html(page(title, at, body));
      }),
    );

  add('/', '/', (journal, _asked, kept) => ({
    title: 'Now',
    body: nowPage(studyStatus(journal, ports, kept), livePart(ports)),
  }));
  add('/review', '/review', (journal, _asked, kept) => {
    const { waiting: id, recent } = reviewNow(journal, kept);
    if (id === null) return { title: 'Review', body: nothingWaits(recent, journal.proposals()) };
    const waiting = journal.proposal(id);
    return {
      title: `p${id} waits`,
      body: reviewPage(proposalFacts(journal, waiting, kept), planOf(journal, waiting, ports, kept)),
    };
  });
  add('/review/:id{[0-9]{1,9}}', '/review', (journal, asked, kept) => {
    const proposal = journal.proposal(Number(asked.param('id')));
    return {
      title: `p${proposal.id}`,
      body: reviewPage(proposalFacts(journal, proposal, kept), planOf(journal, proposal, ports, kept)),
    };
  });
  add('/versions', '/versions', (journal, asked) => ({
    title: 'Versions',
    body: versionsPage(reportedStudy(journal), { by: asked.query('by'), newest: asked.query('newest') }),
  }));
  app.get('/versions.svg', (c) =>
    readStudy(ports, async (journal) => {
      const { snapshot } = reportedStudy(journal);
      const [mode] = snapshot.modes;
      if (mode === undefined) throw new NotFound('no session was run yet, so there is no chart');
      const drawing = { option: versionsOption(versionsChartData(snapshot, mode)), height: 400 };
      return c.body(await drawn(drawing, c.req.query('narrow') !== undefined), 200, {
        'content-type': 'image/svg+xml',
      });
    }),
  );
  add('/compare', '/compare', (journal, asked) => {
    const [a, b] = [numberIn(asked.query('a')), numberIn(asked.query('b'))];
    const pair = a !== null && b !== null ? ([a, b] as const) : pairIn(snapshotOf(journal));
    if (pair === null)
      return { title: 'Compare', body: html`<p>There is only one version: nothing to compare yet.</p>` };
    return { title: `v${pair[0]} against v${pair[1]}`, body: comparePage(journal, pair) };
  });
  app.get('/compare/:a{[0-9]{1,9}}/:b{[0-9]{1,9}}/equity.svg', (c) =>
    readStudy(ports, async (journal) => {
      const drawing = compareDrawing(journal, Number(c.req.param('a')), Number(c.req.param('b')));
      return c.body(await drawn(drawing, c.req.query('narrow') !== undefined), 200, {
        'content-type': 'image/svg+xml',
      });
    }),
  );
  add('/learnings', '/learnings', (journal) => ({ title: 'Learnings', body: learningsPage(reportedStudy(journal)) }));
  add('/costs', '/costs', (journal) => ({ title: 'Costs', body: costsPage(studyCosts(journal, ports)) }));
  add('/health', '/health', (journal) => ({
    title: 'Health',
    body: healthPage(healthNow(ports), reportedStudy(journal)),
  }));
  addHistoryRoutes(app, add, ports);
  app.post('/api/proposals/:id{[0-9]{1,9}}', async (c) =>
    c.json(await decideOn(Number(c.req.param('id')), await bodyOf(c.req), ports)),
  );

  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const ended = AbortSignal.any([stop, c.req.raw.signal]);
      let last = '';
      let silent = 0;
      while (!ended.aborted && !stream.aborted) {
        const now = String(await livePart(ports));
        const waits = JSON.stringify(waitsNow(ports));
        const news = `${now}${waits}`;
        if (news !== last) {
          await stream.writeSSE({ event: 'now', data: now });
          await stream.writeSSE({ event: 'waits', data: waits });
          silent = 0;
        } else if (++silent >= SILENT_LOOKS) {
          await stream.writeSSE({ event: 'alive', data: '' });
          silent = 0;
        }
        last = news;
        await ports.sleep(LOOK_MS, ended);
      }
    }),
  );
  return app;
}

/** `3` or `v3`; null for anything else. */
function numberIn(text: string | undefined): number | null {
  const found = /^v?([0-9]{1,9})$/.exec(text ?? '');
  return found === null ? null : Number(found[1]);
}

/** The JSON of a request; undefined where it is none. */
async function bodyOf(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
