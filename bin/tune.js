#!/usr/bin/env node
// Plain JavaScript that any Node understands: says what is missing before anything native is loaded.
import { existsSync } from 'node:fs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 22) {
  console.error(`tune needs Node 22 or newer; this is ${process.version}. In a clone, run it through npm: npx tune`);
  process.exit(1);
}
// Node keeps what it has compiled in the temp folder: a verb starts in half the time. Node 22.0 cannot do that yet.
const { enableCompileCache } = await import('node:module');
enableCompileCache?.();
const source = new URL('../src/main.ts', import.meta.url);
const built = new URL('../dist/main.js', import.meta.url);
await import(existsSync(source) ? source.href : built.href);
