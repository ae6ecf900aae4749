/** `npm run docs:strategies`: writes the tables on the pages of the strategies. */

import { writeFileSync } from 'node:fs';
import { strategies } from '../../src/strategy/catalog.ts';
import { pageOf, pageWithTable } from './parameterTable.ts';

for (const kind of Object.values(strategies)) {
  writeFileSync(pageOf(kind.name), pageWithTable(kind));
}
