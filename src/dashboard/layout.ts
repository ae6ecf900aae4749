/** The frame of every page: head, navigation, main part. All text is escaped by `html`. */

import { html } from 'hono/html';

export type Html = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly study: string;
  /** Path of its entry in the navigation. */
  readonly at: string;
  readonly csrf: string;
  readonly body: Html;
}

const NAVIGATION: readonly (readonly [path: string, name: string])[] = [
  ['/', 'Now'],
  ['/review', 'Review'],
  ['/versions', 'Versions'],
  ['/sessions', 'Sessions'],
  ['/compare', 'Compare'],
  ['/learnings', 'Learnings'],
  ['/costs', 'Costs'],
  ['/health', 'Health'],
];

export function layout({ title, study, at, csrf, body }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="csrf" content="${csrf}">
<title>${title} · ${study} · tune</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/page.js" type="module"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header>
<p class="study">tune · ${study}</p>
<nav aria-label="Pages"><ul>${NAVIGATION.map(
    ([path, name]) => html`<li><a href="${path}"${path === at ? html` aria-current="page"` : ''}>${name}</a></li>`,
  )}</ul></nav>
</header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
}

/** What a browser sees that is not let in. It shows nothing of the study, and needs no other file. */
export function refusedPage(what: string, hint: string): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>tune</title></head>
<body><h1>${what}</h1><p>${hint}</p></body>
</html>`;
}

/** A table that scrolls sideways by itself where it does not fit; reachable by keyboard. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
  numbers: readonly number[] = [],
): Html {
  const isNumber = (column: number): Html | string => (numbers.includes(column) ? html` class="number"` : '');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((text, i) => html`<th scope="col"${isNumber(i)}>${text}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row"${isNumber(i)}>${cell}</th>` : html`<td${isNumber(i)}>${cell}</td>`))}</tr>`,
  )}</tbody>
</table></div>`;
}

/** Names with their values, one a line. */
export function facts(rows: readonly (readonly [name: string, value: string | Html])[]): Html {
  return html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
