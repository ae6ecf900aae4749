/** Recordings that were once imported wrongly, with their right values: they lie beside the project, not in it. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cases = fileURLToPath(new URL('../../../../shared/cases/', import.meta.url));

/** Whether the folder of cases is there; says so if it is not. */
export const hasCases: boolean = existsSync(cases);
if (!hasCases) console.warn(`skipped: recordings with known right values are not in ${cases}`);

/** Path of a file of a case. */
export function caseFile(folder: string, name: string): string {
  return `${cases}${folder}/${name}`;
}
