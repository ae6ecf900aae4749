/** Opens the study that the settings name. Where its terms differ from the settings, the error names each setting. */

import type { LoadedConfig, Origin } from '../config/load.ts';
import { IllegalTransition, type Journal, type Studies } from '../study/journal.ts';
import { OtherTerms, type TermDifference, type Terms } from '../study/terms.ts';

/** The study is made if it is missing. @throws IllegalTransition when it exists with other terms */
export function openStudy(studies: Studies, loaded: LoadedConfig): Journal {
  try {
    return studies.open(termsOf(loaded));
  } catch (error) {
    if (!(error instanceof OtherTerms)) throw error;
    const { name } = loaded.config.study;
    throw new IllegalTransition(
      [
        `The settings differ from the terms that study ${name} began with:`,
        ...termLines(error.differences, loaded.values),
        'The terms of a study cannot change. Give the settings the values of the study again,',
        'or begin another study with these: tune --study NAME start',
      ].join('\n'),
    );
  }
}

/** The terms that the settings give a study. */
export function termsOf({ config }: LoadedConfig): Terms {
  return { ...config.study, instrument: config.instrument };
}

/** One line a term: `  study.capital: 1000 in the study, 2000 in tune.toml`. */
export function termLines(differences: readonly TermDifference[], values: LoadedConfig['values']): string[] {
  return differences.map(({ setting, is }) => {
    // A term that a study leaves out has its default; the settings spell the default out.
    const { value, origin } = values[setting] ?? { value: undefined, origin: 'default' };
    const asked = value === undefined ? 'not set' : String(value);
    return `  ${setting}: ${is ?? 'not set'} in the study, ${asked} ${placeOf(origin)}`;
  });
}

function placeOf(origin: Origin): string {
  switch (origin) {
    case 'default':
      return 'by default (tune.toml does not name it)';
    case 'flag':
      return 'by a flag';
    case 'environment':
      return 'in the environment';
    default:
      return `in ${origin}`;
  }
}
