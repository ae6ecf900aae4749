/** Run by `npm run build` after the compiler: notes in dist/ which sources it was built from. */

import { fileURLToPath } from 'node:url';
import { recordBuild } from './code.ts';

recordBuild(fileURLToPath(new URL('../../', import.meta.url)));
