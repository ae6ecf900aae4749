/** The prompt files of `prompts/`, read by the edge and handed in as text. */

import { ExplainedError } from '../../market/explainedError.ts';

/** By path inside `prompts/` without `.md`: `system`, `framings/exploit`. */
export type Templates = Readonly<Record<string, string>>;

/** A prompt file that is missing, or whose placeholders are not those that the code fills. */
export class TemplateError extends ExplainedError {
  override name = 'TemplateError';
  readonly errorKind = 'model';
}

const PLACEHOLDER = /\{\{([A-Za-z][A-Za-z0-9]*)\}\}/g;

/**
 * The template with each `{{name}}` replaced. Inserted text is never looked at again, so it can hold anything.
 * @throws TemplateError for a missing template, a placeholder without a value, a value without a placeholder
 */
export function fill(templates: Templates, name: string, values: Readonly<Record<string, string>>): string {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template === undefined) throw new TemplateError(`prompts/${name}.md is missing`);
  const found = new Set<string>();
  const text = template.replaceAll(PLACEHOLDER, (whole, key: string) => {
    if (!Object.hasOwn(values, key)) {
      throw new TemplateError(
        `prompts/${name}.md asks for ${whole}, known are ${Object.keys(values).join(', ') || 'none'}`,
      );
    }
    found.add(key);
    return values[key] ?? '';
  });
  const rest = template.replaceAll(PLACEHOLDER, '');
  if (rest.includes('{{') || rest.includes('}}'))
    throw new TemplateError(`prompts/${name}.md has braces that are no placeholder`);
  const lost = Object.keys(values).filter((key) => !found.has(key));
  if (lost.length > 0)
    throw new TemplateError(`prompts/${name}.md leaves out ${lost.map((key) => `{{${key}}}`).join(', ')}`);
  return text;
}

/** All templates as one text for hashing: the same files give the same text in whatever order they were read. */
export function templatesText(templates: Templates): string {
  return JSON.stringify(Object.entries(templates).sort(([a], [b]) => (a < b ? -1 : 1)));
}
