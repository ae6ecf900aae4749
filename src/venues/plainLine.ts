/**
 * Text from a venue as one line of at most `most` characters: without characters that could move the cursor of a terminal or begin
 * a line of settings.
 */
export function plainLine(text: string, most = 300): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
