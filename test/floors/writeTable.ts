/** Writes the table of lint/floors.json into docs/architecture.md. */

import { readFileSync, writeFileSync } from 'node:fs';
import { PAGE, pageWith, readFloors } from './floors.ts';

writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), readFloors()));
