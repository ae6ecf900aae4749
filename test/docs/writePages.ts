/** `npm run docs:parameters` and `npm run docs:refusals`: writes the pages that come from declarations. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './docPages.ts';
import { generatedPages } from './generatedPages.ts';

const wanted = process.argv[2];
for (const [page, make] of Object.entries(generatedPages)) {
  if (wanted === undefined || page === wanted) writeFileSync(join(ROOT, page), make());
}
