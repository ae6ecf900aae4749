/** Numbers and ids in the prose of a model. */

/** A number as written. */
export interface QuotedFigure {
  readonly text: string;
  /** Without the sign. */
  readonly size: number;
  /** −1 or 1 when a sign stands before it, else null: words may carry it. */
  readonly sign: -1 | 1 | null;
  /** Half a unit of the last digit written. */
  readonly tolerance: number;
  readonly percent: boolean;
  /** Whether a currency or basis points stand right beside it: never a count. */
  readonly measured: boolean;
}

/** Digits in names are no numbers: ids, percentiles, names of fields (`per10k`, `forceCloseBps2`). Those after other letters are. */
const NAME = /(?<![\p{L}\p{N}_])(?:[vspVSP]\d+|[edl]\d+|per10k|\p{Ll}+\p{Lu}[\p{L}\p{N}]*\d+)(?![\p{N}_]|\.\d)/gu;
const CURRENCY_BEFORE = /(?:[$€£]|(?<!\p{L})(?:USD[TCE]?|EUR|GBP|JPY|CHF|KRW|TRY|BTC|ETH))$/iu;
const UNIT_AFTER =
  /^\s?(?:[$€£]|(?:bps?|basis points?|USD[TCE]?|EUR|GBP|JPY|CHF|KRW|TRY|BTC|ETH|dollars?|cents?)(?!\p{L}))/iu;
const FIGURE =
  /(?<![\p{N}_.])([+\-−–]?)\s?[$€£]?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)(?:\s?(%|percent|per cent|pct)|([kM])(?![\p{L}\p{N}]))?/giu;
const ID = /(?<![\p{L}\p{N}_])([vspVSP]|[edl])(\d+)(?![\p{N}_]|\.\d)/gu;
const SPELLED =
  /(?<![\p{L}])(version|session|proposal)s?\s+(\d+(?:(?:\s*,\s*|\s*(?:,\s*)?(?:and|to|or|&|–|-)\s*)\d+)*)/giu;

export function figuresIn(sentence: string): QuotedFigure[] {
  // `x1.5` and `×1.5` are numbers; the numbers of spelled-out ids are none.
  const text = sentence
    .replaceAll(/(?<![\p{L}\p{N}_])x(?=\d)/giu, '×')
    .replaceAll(SPELLED, ' ')
    .replaceAll(NAME, ' ');
  return [...text.matchAll(FIGURE)].map((match): QuotedFigure => {
    const [whole, sign = '', digits = '', percent, suffix] = match;
    const scale = suffix === undefined ? 1 : suffix.toLowerCase() === 'k' ? 1e3 : 1e6;
    const plain = digits.replaceAll(',', '');
    const [mantissa = '', exponent = '0'] = plain.toLowerCase().split('e');
    const decimals = mantissa.split('.')[1]?.length ?? 0;
    // In `1.2-1.5` and `3 – 5` the dash is no sign: what stands before it decides.
    const before = text.slice(0, match.index).trimEnd().at(-1) ?? '';
    const signed = sign !== '' && !/[\p{N}%)]/u.test(before);
    return {
      text: whole.trim(),
      size: Number(plain) * scale,
      sign: signed ? (sign === '+' ? 1 : -1) : null,
      tolerance: 0.5 * 10 ** (Number(exponent) - decimals) * scale,
      percent: percent !== undefined,
      measured:
        /[$€£]/.test(whole) ||
        CURRENCY_BEFORE.test(text.slice(0, match.index).trimEnd()) ||
        UNIT_AFTER.test(text.slice(match.index + whole.length)),
    };
  });
}

/** Ids as the records write them: `v3`, `s5`, `p2`, `e5`, `d2`, `l1`; those spelled out too. */
export function idsIn(sentence: string): string[] {
  const short = [...sentence.matchAll(ID)].map(
    ([, letter = '', number = '']) => `${letter.toLowerCase()}${Number(number)}`,
  );
  const spelled = [...sentence.matchAll(SPELLED)].flatMap(([, kind = '', numbers = '']) =>
    [...numbers.matchAll(/\d+/g)].map(([number]) => `${kind[0]?.toLowerCase()}${Number(number)}`),
  );
  // Names of percentiles, not of proposals; where a proposal of that number exists nothing is lost.
  return [...new Set([...short, ...spelled])].filter((id) => !['p10', 'p50', 'p90'].includes(id));
}

/** Split after full stops, semicolons and at line ends; a point inside a number ends nothing. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?;])\s+|\n+/).filter((sentence) => sentence.trim() !== '');
}
