/** JSON Schema files of all answers, for other programs; written to docs/json/ by `npm run docs:json`. */

import { z } from 'zod';
import { answers, errorAnswer } from './answers.ts';
import { JSON_VERSION } from './jsonVersion.ts';

/** Content by file name. */
export function schemaFiles(): Record<string, string> {
  const shapes = [
    ...Object.entries(answers).map(
      ([name, { verb, about, shape }]) => [name, `tune ${verb} --json`, about, shape] as const,
    ),
    ['error', 'tune … --json', 'What any verb gives when it fails.', errorAnswer] as const,
  ];
  return Object.fromEntries(
    shapes.map(([name, title, description, shape]) => {
      const { $schema, ...schema } = z.toJSONSchema(shape);
      const head = { $schema, $id: `mmtune:${name}.v${JSON_VERSION}`, title, description };
      return [`${name}.json`, `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`];
    }),
  );
}
