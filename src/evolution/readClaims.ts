/** Learnings as claims about one parameter, and recommendations as values to try. */

import type { Parameters, ParameterValue } from '../strategy/parameters.ts';
import type { DocumentLearning, DocumentLine, Findings } from './document.ts';
import { readLine, type Vocabulary } from './namedValues.ts';

/** What a sentence claims of one parameter. */
export interface ReadClaim extends DocumentLine {
  readonly parameter: string;
  readonly direction: 'raise' | 'lower' | 'switch-on' | 'switch-off';
  readonly effect: 'better' | 'worse';
}

/** A value that a recommendation asks for. */
export interface ReadCandidate extends DocumentLine {
  readonly parameter: string;
  readonly to: ParameterValue;
}

const RAISE =
  /\b(wide|wider|widen|widening|large|larger|high|higher|long|longer|more|raise|raising|increase|increasing)\b/;
const LOWER =
  /\b(tight|tighter|tightening|small|smaller|low|lower|lowering|short|shorter|less|fewer|early|earlier|reduce|reducing)\b/;

/** A sentence that names one parameter and one direction is a claim. The others are listed. */
export function readClaims(
  learnings: readonly DocumentLearning[],
  vocabulary: Vocabulary,
  found: Findings,
): ReadClaim[] {
  const { terms, declarations, strategy } = vocabulary;
  return learnings.flatMap(({ line, text, works }) => {
    const said = statementOf(text).toLowerCase();
    if (NEGATED.test(said)) {
      found.unread({ line, text }, 'says what is not so: no claim about a direction');
      return [];
    }
    const matching = terms.learnings.filter(({ words }) => words.test(said));
    const notRead = (reason: string): ReadClaim[] => {
      found.unread({ line, text }, reason);
      return [];
    };
    const [term, ...others] = matching;
    if (term === undefined) return notRead(`names no parameter of ${strategy} that is known`);
    const { parameter } = term;
    if (others.length > 0)
      return notRead(`names ${matching.map((one) => one.parameter).join(' and ')}: a claim is about one parameter`);
    const [raise, lower] = [RAISE.test(said), LOWER.test(said)];
    if (raise && lower) return notRead(`names ${parameter} with two directions`);
    const isSwitch = declarations[parameter]?.kind === 'boolean';
    if (isSwitch && (raise || lower)) return notRead(`names ${parameter}, which is on or off, with a direction`);
    const direction = raise ? 'raise' : lower ? 'lower' : term.named;
    if (direction === null) return notRead(`names ${parameter} without a direction`);
    return [{ line, text, parameter, direction, effect: works ? 'better' : 'worse' }];
  });
}

/**
 * A recommended value that the last version does not have is a candidate; of a range, each end that it does not have.
 * @param last parameters of the last version
 */
export function readCandidates(
  recommendations: readonly DocumentLine[],
  last: Parameters,
  vocabulary: Vocabulary,
  found: Findings,
): ReadCandidate[] {
  const candidates: ReadCandidate[] = [];
  for (const { line, text } of recommendations) {
    const said = statementOf(text);
    if (/^(do not|don['’]t|never|avoid)\b/i.test(said)) {
      found.unread({ line, text }, 'says what not to do: no value to try');
      continue;
    }
    for (const { parameter, values } of readLine({ line, text: said }, vocabulary, true, found).named) {
      const news = [...new Set(values)].filter((value) => value !== last[parameter]);
      if (news.length === 0)
        found.unread({ line, text }, `the last version has ${parameter} ${last[parameter]} already`);
      for (const to of news) {
        if (candidates.some((one) => one.parameter === parameter && one.to === to))
          found.unread({ line, text }, `${parameter} ${to} is recommended in an earlier line already`);
        else candidates.push({ line, text, parameter, to });
      }
    }
  }
  return candidates;
}

/** A sentence with one of these may say the opposite of what its words name. */
const NEGATED = /\b(no|not|never|avoid\w*|without|disabl\w*|remov\w*)\b|n['’]t\b/;

/** The sentence before its reason: `Wider spreads for protection - Just delays adverse selection`. A range is not cut: `4 - 6`. */
function statementOf(text: string): string {
  return (
    /^(.*?)\s+[-–—]\s+(?!\$?\d[\d.,]*\s*(?:bps|%|s|min|x|×|usd|levels)?\s*(?:[,(;]|$))/is.exec(text)?.[1] ?? text
  ).trim();
}
