/** Writes the JSON Schema files of docs/json/: `npm run docs:json`. */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '../../src/shapes/schemaFiles.ts';

const folder = join(import.meta.dirname, '../../docs/json');
mkdirSync(folder, { recursive: true });
const files = schemaFiles();
for (const name of readdirSync(folder)) if (!Object.hasOwn(files, name)) rmSync(join(folder, name));
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
