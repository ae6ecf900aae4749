/** The few files that a browser needs beside the pages. They are read once, when the page starts. */

import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';

const FILES: readonly (readonly [name: string, type: string])[] = [
  ['page.css', 'text/css; charset=utf-8'],
  ['page.js', 'text/javascript; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
];

export function serveAssets(app: Hono): void {
  for (const [name, type] of FILES) {
    const text = readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8');
    app.get(`/assets/${name}`, (c) => c.body(text, 200, { 'content-type': type }));
  }
}
