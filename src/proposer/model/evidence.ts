/**
 * Whether the reasons of an answer rest on what is recorded. The rules:
 *
 * 1. Every version, session and proposal that is named (`v12`, `session 5`, `p3`, `e5`, `d2`, `l1`, the lists `evidence`) has to occur in what was shown.
 * 2. Every number has to be a recorded figure. In a sentence that names versions, sessions or other records: a figure of one of these
 *    (a version's parameters, results, comparisons and the proposals from it). In any other sentence: any figure that was shown.
 * 3. Quotable everywhere: bounds, steps and defaults of parameters, the study's terms, the base's parameters, what code computed for
 *    this call. In a sentence that names no record also the answer's own values, predictions and claims, with difference, ratio and
 *    relative change from old to new value, and what the strategy derives from the base with these values.
 * 4. A number with d decimals stands for every figure within half a unit of its last digit, 0.5 × 10⁻ᵈ. `k` and `M` count as written.
 *    `37 %` may stand for a share of 0.37. A written sign has to be that of the figure; without one, words may carry it.
 * 5. Free are whole numbers from 0 to 10 (counts) and the markout horizons 30 and 60, unless money or basis points, and 10,000 (of "per $10k").
 *    Money or basis points of 0 to 10 beside a named record have to be a figure of it, rounded to whole numbers as they are written.
 * 6. The falsifier speaks of the future: its ids are checked, its thresholds are not.
 */

import type { Parameters } from '../../strategy/parameters.ts';
import type { ModelAnswer } from './answer.ts';
import type { AnswerProblem } from './parse.ts';
import type { QuotableFigures } from './quotableFigures.ts';
import { figuresIn, idsIn, type QuotedFigure, sentencesOf } from './quotedFigures.ts';
import { caps, quote, quotedText } from './quoteText.ts';

const HORIZONS: readonly number[] = [30, 60];
const PER_VOLUME = 10_000;
const MOST_COUNT = 10;

/** One problem for each invented id or number; empty when all resolve. */
export function inventedEvidence(answer: ModelAnswer, base: Parameters, ledger: QuotableFigures): AnswerProblem[] {
  const own = [...ownFigures(answer, base), ...derivedFigures(answer, base, ledger)];
  const prose = [
    ...answer.changes.map(({ why }, i) => ({ where: `changes.${i}.why`, text: why, numbers: true })),
    { where: 'hypothesis', text: answer.hypothesis, numbers: true },
    { where: 'falsifier', text: answer.falsifier, numbers: false },
    { where: 'risks', text: answer.risks, numbers: true },
    ...answer.learnings_proposed.map(({ claim }, i) => ({
      where: `learnings_proposed.${i}.claim`,
      text: claim,
      numbers: true,
    })),
  ];
  return [
    ...answer.changes.flatMap(({ evidence }, i) =>
      evidence
        .filter((version) => !ledger.ids.has(`v${version}`))
        .map((version) => invented(`changes.${i}.evidence`, `v${version}`, 'is no version that was shown', '')),
    ),
    ...prose.flatMap(({ where, text, numbers }) =>
      sentencesOf(text).flatMap((sentence) => [
        ...idsIn(sentence)
          .filter((id) => !ledger.ids.has(id))
          .map((id) => invented(where, id, 'does not exist', sentence)),
        ...(numbers ? inventedNumbers(where, sentence, own, ledger) : []),
      ]),
    ),
  ];
}

function inventedNumbers(
  where: string,
  sentence: string,
  own: readonly number[],
  ledger: QuotableFigures,
): AnswerProblem[] {
  const named = idsIn(sentence).filter((id) => ledger.ids.has(id));
  const about = named.flatMap((id) => ledger.about.get(id) ?? []);
  const figures = named.length === 0 ? ledger.all : [...ledger.general, ...about];
  const missing = named.length === 0 ? 'is no figure that was shown' : `is no figure of ${named.join(', ')}`;
  return figuresIn(sentence)
    .filter(
      (quoted) =>
        !isFree(quoted) &&
        !resolves(quoted, named.length > 0 && isSmallResult(quoted) ? about : figures) &&
        !(named.length === 0 && resolves(quoted, own)),
    )
    .map((quoted) => invented(where, quoted.text, missing, sentence));
}

/** Some bound or step is near every small whole number: as money or basis points of a record it has to be a figure of that record. */
function isSmallResult({ size, measured }: QuotedFigure): boolean {
  return measured && Number.isInteger(size) && size <= MOST_COUNT;
}

function isFree({ size, percent, measured }: QuotedFigure): boolean {
  if (percent) return false;
  if (size === PER_VOLUME) return true;
  return !measured && ((Number.isInteger(size) && size <= MOST_COUNT) || HORIZONS.includes(size));
}

function resolves({ size, sign, tolerance, percent }: QuotedFigure, figures: readonly number[]): boolean {
  // Infinity would be near every figure.
  if (!Number.isFinite(size)) return false;
  const near = (figure: number): boolean => {
    const shown = sign === null ? Math.abs(figure) : figure * sign;
    // A small tolerance: 0.13 is not exactly half a unit from 0.125 in binary.
    return Math.abs(shown - size) <= tolerance + 1e-9 * Math.max(1, size);
  };
  return figures.some((figure) => near(figure) || (percent && near(figure * 100)));
}

/** Figures of the answer itself, and how far its changes go. */
function ownFigures(answer: ModelAnswer, base: Parameters): number[] {
  const { predicted, p_better: pBetter } = answer;
  const moves = answer.changes.flatMap(({ parameter, value }) => {
    const from = Object.hasOwn(base, parameter) ? base[parameter] : undefined;
    if (typeof value !== 'number' || typeof from !== 'number') return typeof value === 'number' ? [value] : [];
    const ratios = from === 0 ? [] : [value / from, value / from - 1];
    return [value, value - from, from - value, ...ratios];
  });
  return [
    ...moves,
    ...(predicted === null ? [] : [predicted.mean, predicted.p10, predicted.p90]),
    ...(pBetter === null ? [] : [pBetter, 1 - pBetter]),
    ...answer.learnings_proposed.flatMap(({ low, high }) => [low, high].filter((bound) => bound !== null)),
  ];
}

/** What the candidate amounts to: with all of its changes, and with each alone, as its reason may tell of it. */
function derivedFigures({ changes }: ModelAnswer, base: Parameters, ledger: QuotableFigures): number[] {
  const known = changes.filter(({ parameter }) => Object.hasOwn(base, parameter));
  const candidates = [known, ...(known.length > 1 ? known.map((change) => [change]) : [])];
  return candidates.flatMap((some) => {
    const moved = Object.fromEntries(some.map(({ parameter, value }) => [parameter, value]));
    return some.length === 0 ? [] : ledger.derived({ ...base, ...moved });
  });
}

function invented(where: string, what: string, why: string, sentence: string): AnswerProblem {
  const context = sentence === '' ? '' : `, in ${quote(quotedText(sentence.trim(), caps.remark))}`;
  return { code: 'invented-evidence', where, message: `${quote(quotedText(what, caps.name))} ${why}${context}` };
}
