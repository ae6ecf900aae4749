/** The prompt files that come with the package. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Templates } from '../proposer/model/templates.ts';

const FOLDER = new URL('../../prompts/', import.meta.url);

/** All of `prompts/`, by path without `.md`. */
export function readPrompts(): Templates {
  const names = readdirSync(fileURLToPath(FOLDER), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  return Object.fromEntries(
    // Windows separates folders by backslashes.
    names.map((name) => [name.slice(0, -3).replaceAll('\\', '/'), readFileSync(new URL(name, FOLDER), 'utf8')]),
  );
}
