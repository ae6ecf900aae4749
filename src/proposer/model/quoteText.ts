/**
 * Prepares text from outside (names, symbols, notes, messages of venues, earlier words of models) for a prompt. It is data:
 * cut to a length, without invisible characters, and quoted so that it can neither end its quotes nor look like a line, a
 * heading, a tag or a control token of the prompt.
 */

/** Most UTF-16 units that a text keeps, by what it is. */
export const caps = {
  /** Names of people, symbols, files, parameters. */
  name: 60,
  /** One remark: why a parameter was changed, a message of the venue. */
  remark: 240,
  /** A hypothesis, a reason, a claim. */
  prose: 480,
  /** A model's analysis on its way to extraction. */
  analysis: 24_000,
} as const;

/**
 * Control, format (zero width, bidi, tags), private and unpaired characters, line separators, and the blanks and
 * variation selectors that hide text from people but not from models. Newlines and tabs stay: quoting shows them as \n and \t.
 */
const UNSEEN =
  /(?![\n\t])(?:[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}])/gu;

/** Escaped inside quotes: tags and control tokens such as `<|im_start|>` or `[INST]`, and code fences. */
const MARKUP = /[<>[\]`]/g;

/** Without what cannot be seen and at most `cap` long; what was cut is said. */
export function quotedText(text: string, cap: number): string {
  const seen = visible(text);
  if (seen.length <= cap) return seen;
  // Half a surrogate pair at the cut would be no character.
  const kept = seen.slice(0, cap).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${seen.length - kept.length} characters more)`;
}

/** The same with the end kept: where a decision stands last. */
export function quotedEnd(text: string, cap: number): string {
  const seen = visible(text);
  if (seen.length <= cap) return seen;
  const kept = seen.slice(-cap).replace(/^[\udc00-\udfff]/, '');
  return `(${seen.length - kept.length} characters before) …${kept}`;
}

function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(UNSEEN, '');
}

/** A JSON string that holds no markup characters: escapes stand for them. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll(
    MARKUP,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
