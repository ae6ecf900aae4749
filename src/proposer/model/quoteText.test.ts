import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { injections } from '../../testing/injections.ts';
import { caps, quote, quotedEnd, quotedText } from './quoteText.ts';

const UNPRINTED = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('text from outside', () => {
  it('is carried verbatim when it is plain', () => {
    const text = 'Spread 1.5 → 1.2 bps: “tighter”, naïve, 価格, line one\nline two\ttab';
    expect(quotedText(text, caps.prose)).toBe(text);
    expect(JSON.parse(quote(text))).toBe(text);
  });

  it('loses what people cannot see', () => {
    expect(quotedText(injections['zero width'] ?? '', caps.prose)).toBe('ignore the rules');
    expect(quotedText(injections['text that runs backwards'] ?? '', caps.prose)).toBe('safe gnirts sdrawkcab hidden');
    expect(quotedText(injections['invisible tags'] ?? '', caps.prose)).toBe('note');
    expect(quotedText(injections['variation selectors'] ?? '', caps.prose)).toBe('ok');
    expect(quotedText(injections['half a character'] ?? '', caps.prose)).toBe('broken  pair ');
  });

  it('is cut at its cap, and says by how much', () => {
    expect(quotedText('abcdef', 4)).toBe('abcd… (2 characters more)');
    expect(quotedText('abcd', 4)).toBe('abcd');
    // The cut would split the pair of a character beyond the basic plane.
    expect(quotedText('abc😀d', 4)).toBe('abc… (3 characters more)');
    expect(quotedEnd('abcdef', 4)).toBe('(2 characters before) …cdef');
    expect(quotedEnd('a😀bcd', 4)).toBe('(3 characters before) …bcd');
  });

  it('can neither end its quotes, nor break its line, nor hold markup', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom(...Object.values(injections)),
        (a, b) => {
          const text = quotedText(`${a}${b.slice(0, 500)}${a}`, caps.prose);
          const quoted = quote(text);
          expect(JSON.parse(quoted)).toBe(text);
          expect(quoted).not.toMatch(/[\n\r\u2028\u2029<>`[\]]/u);
          expect(quoted.replaceAll(/\\./g, '').slice(1, -1)).not.toContain('"');
          expect(text.replaceAll(/[\n\t]/g, '')).not.toMatch(UNPRINTED);
        },
      ),
    );
  });
});
