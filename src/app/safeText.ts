/** Text from outside (notes, symbols, file names, answers of a model) that may be shown and recorded. */

import { stripVTControlCharacters } from 'node:util';

/** The text without control characters, which could move the cursor of a terminal. Line ends and tabs stay. */
export function safe(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}--[\t\n\u0080-\u009f]]/gv, '');
}
