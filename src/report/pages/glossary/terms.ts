/** The words of statistics that pages use, each with a plain one beside it and the paragraph that the glossary has about it. */

export interface Term {
  /** Heading in the glossary; its anchor follows from it, so it has no punctuation. */
  readonly heading: string;
  /** As it is named in the line above a page. */
  readonly name: string;
  /** What it is in a few plain words. */
  readonly plain: string;
  /** Where a page uses it. */
  readonly used: RegExp;
  readonly meaning: string;
  /** File of its picture, beside the glossary, with words for those who do not see it. */
  readonly picture?: { readonly file: string; readonly title: string };
}

/** In the order in which a reader needs them. */
export const TERMS: readonly Term[] = [
  {
    heading: 'Interval',
    name: 'interval',
    plain: 'the range in which the true value probably lies',
    used: /\binterval|\[[+−]?\$?\d[^\]]*, [+−]?\d/,
    meaning:
      'Every measured figure has two more in brackets, as in −3.67 [−6.93, −0.09]. The first is what was measured, the two in brackets are the range in which the true value probably lies: of ten such ranges, about nine hold it (90 %). Where the range includes zero, neither a profit nor a loss is shown. A short range needs many sessions. The range of a single session knows nothing about how much other sessions differ, so it is too short.',
    picture: { file: 'glossary-interval.svg', title: 'Twenty measurements of the same true value' },
  },
  {
    heading: 'Per 10k',
    name: 'per 10k',
    plain: 'profit for each 10,000 of volume',
    used: /[Pp]er \S{0,2}10k/,
    meaning:
      'Profit for each 10,000 of volume in the currency of the account: all profit divided by all volume, times 10,000. One unit is one basis point (0.01 %) of what was traded. It compares versions that trade different amounts.',
  },
  {
    heading: 'Pessimistic and optimistic fills',
    name: 'pessimistic fills',
    plain: 'only what the market data proves would have traded',
    used: /[Pp]essimistic|[Oo]ptimistic|[Ff]ill models?/,
    meaning:
      'Nobody can know exactly which of our orders would have traded. The pessimistic figure counts only fills that the market data proves; the optimistic one gives every doubtful case to us. All figures are pessimistic unless they say otherwise. Where the two disagree about profit or loss, nothing is concluded.',
  },
  {
    heading: 'Champion and challenger',
    name: 'champion',
    plain: 'the version to beat',
    used: /[Cc]hampion|[Cc]hallenger/,
    meaning:
      'The champion is the version with the best proof so far, at first v1. Every other version is a challenger and runs beside the champion in the same minutes of the same market, so that luck with the market counts for both.',
  },
  {
    heading: 'Gain',
    name: 'gain or effect',
    plain: 'how much more an hour than the champion, less a charge for swings',
    used: /\b[Gg]ains?\b|\b[Ee]ffects?\b/,
    meaning:
      'How much more a version earned in an hour than the champion in the same minutes, after a charge for swings of profit: two versions with the same profit differ if one of them swings more. It is written as money an hour (/h), and also called effect.',
  },
  {
    heading: 'Chance of being better',
    name: 'P(better)',
    plain: 'the chance that the version is truly better than the champion',
    used: /P\(better\)|P\(harm\)/,
    meaning:
      'P(better) is the chance that a version is truly better than the champion, by all that was measured: its sessions, its trials and its race. At 83 % it is wrong in one of six cases: of six such results, one would mislead you. 50 % is a coin toss. Promotion needs 90 % and more. P(harm) is the chance that the version is worse by more than the study tolerates.',
    picture: { file: 'glossary-chance.svg', title: 'A belief about a gain, with the part above zero shaded' },
  },
  {
    heading: 'Best guess',
    name: 'best guess',
    plain: 'what is believed of a gain after all that was measured',
    used: /\b[Bb]est guess/,
    meaning:
      'A few hours say little about a gain, and the best of many tries owes part of its result to luck. So what the sessions, trials and race of a version measured is drawn towards what other candidates gained, the more the fewer hours it has. What comes of this is its best guess. It is often much smaller than the measured effect, and P(better) is the chance that it is above zero. The version with the highest one is called the best guess so far: proposals start from it.',
  },
  {
    heading: 'Block',
    name: 'block',
    plain: 'five minutes of a session',
    used: /\b[Bb]locks?\b/,
    meaning:
      'A session is cut into pieces of about five minutes. How much they differ from each other shows how much luck there is in a figure.',
  },
  {
    heading: 'Always valid',
    name: 'always valid',
    plain: 'a wider interval that survives looking after every session',
    used: /[Aa]lways valid/,
    meaning:
      'Who looks after every session and stops when the result pleases is often fooled: an ordinary interval is made for one look. The always-valid interval is wider and stays right however often it is looked at. It begins with the tenth session, and a promotion requires it.',
    picture: { file: 'glossary-always-valid.svg', title: 'Both intervals over the sessions' },
  },
  {
    heading: 'Detectable now',
    name: 'detectable',
    plain: 'how large a difference would have been noticed by now',
    used: /[Dd]etectable|detected by now/,
    meaning:
      'A difference of this size or more would have been noticed by now in four of five cases. A version that differs by less may still be better or worse: it takes more sessions to see.',
  },
  {
    heading: 'Markout and adverse selection',
    name: 'markout',
    plain: 'how far the price went for us after a fill; below zero is adverse selection',
    used: /[Mm]arkout|[Aa]dverse/,
    meaning:
      'The markout is how far the price moved in our favour in the seconds after a fill, in basis points. A market maker is often filled just before the price turns against the position; then the markout is below zero, and this is called adverse selection. A fill earns money if the spread that it took is larger than the move against it.',
    picture: { file: 'glossary-markout.svg', title: 'The price after a buy, with and without adverse selection' },
  },
  {
    heading: 'Verdict',
    name: 'verdict',
    plain: 'what may be done on this evidence',
    used: /[Vv]erdict|keep-testing|inconclusive/,
    meaning:
      '`promote`: better beyond reasonable doubt, it becomes champion. `roll-back`: it harms, it is dropped. `explore`: not decided, but the best guess, so proposals start from it. `keep-testing`: not decided. `inconclusive`: enough was measured and no difference was found.',
  },
  {
    heading: 'Luck',
    name: 'luck',
    plain: 'the best of many tries looks good even if none is',
    used: /\b[Ll]uck\b|[Dd]eflated|allowing for luck|[Bb]elieved/,
    meaning:
      'Who tries a hundred settings finds one that looks good even if none is better. So each figure of the best of many is lowered by what luck alone would have brought for as many tries. What is left is called believed. The deflated Sharpe ratio does the same for the ratio of a mean to its standard deviation (the usual size of its swings).',
  },
  {
    heading: 'Surrogate',
    name: 'surrogate',
    plain: 'a statistical model that estimates settings nobody has tried',
    used: /[Ss]urrogate/,
    meaning:
      'A model of how the gain depends on the parameters, fitted to all sessions, trials and races (a Gaussian process). It estimates settings that were never tried and proposes the promising ones. Its estimates are written with ± one standard deviation: in two of three cases the true value lies within it.',
  },
  {
    heading: 'Trial and race',
    name: 'trial or race',
    plain: 'a candidate measured without sending orders, before anybody approves it',
    used: /[Tt]rials?\b|\b[Rr]aced?\b|[Rr]eplay/,
    meaning:
      'In a race, the candidates of a round replay the same recorded markets beside the champion. On trial, a candidate runs as a simulation beside the acting version in each session. Neither sends an order. Their results choose what a person gets to decide; they alone promote nothing.',
  },
  {
    heading: 'Rank correlation',
    name: 'rank correlation',
    plain: 'whether two orders agree: +1 the same, 0 unrelated, −1 reversed',
    used: /[Rr]ank correlation/,
    meaning:
      'Versions are sorted by one figure and by another. +1 means that both orders are the same, −1 that one is the reverse of the other, 0 that they have nothing to do with each other. With few versions chance alone reaches high values.',
  },
  {
    heading: 'Brier score',
    name: 'Brier score',
    plain: 'how good stated chances were: 0 perfect, 0.25 a coin toss',
    used: /Brier/,
    meaning:
      'The mean of (stated chance − what came)², where what came is 1 or 0. Perfect predictions score 0; who always says 50 % scores 0.25.',
  },
];

/** As code hosts make it of a heading. */
export function anchorOf({ heading }: Pick<Term, 'heading'>): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}

/** One line with each word that a page uses, as a link, and a plain one beside it; empty where it uses none. @param glossary path from the page */
export function wordsLine(page: readonly string[], glossary: string): string {
  const text = page.join('\n');
  const used = TERMS.filter((term) => term.used.test(text));
  if (used.length === 0) return '';
  const words = used.map((term) => `[${term.name}](${glossary}#${anchorOf(term)}) (${term.plain})`);
  return `**Words**: ${words.join('; ')}.`;
}
