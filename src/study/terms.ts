/** The terms of a study, which are never edited, compared with those that are asked for. */

import type { Instrument } from '../market/instrument.ts';
import { IllegalTransition } from './journal.ts';
import type { StudyRecord } from './records.ts';

export type Terms = Omit<StudyRecord, 'id' | 'createdAt'>;

/** A term with two values; undefined for a field that is left out. */
export interface TermDifference {
  /** Key of the setting behind it, e.g. `instrument.tick_size`. */
  readonly setting: string;
  readonly is: string | number | undefined;
  readonly asked: string | number | undefined;
}

/** A study exists with other terms than those it is opened with. */
export class OtherTerms extends IllegalTransition {
  readonly differences: readonly TermDifference[];

  constructor(study: string, differences: readonly TermDifference[]) {
    const lines = differences.map(
      ({ setting, is, asked }) => `${setting} is ${is ?? 'left out'}, not ${asked ?? 'left out'}`,
    );
    super(`study "${study}" exists with other terms, which are never edited: ${lines.join('; ')}`);
    this.differences = differences;
  }
}

const OF_STUDY = ['strategy', 'capital', 'minVolumePerHour', 'riskAversion', 'seed'] as const;

export function differingTerms(found: Terms, wanted: Terms): TermDifference[] {
  const ofInstrument = Object.keys({ ...found.instrument, ...wanted.instrument }) as (keyof Instrument)[];
  return [
    ...OF_STUDY.map((term) => ({ setting: settingOf('study', term), is: found[term], asked: wanted[term] })),
    ...ofInstrument.map((term) => ({
      setting: settingOf('instrument', term),
      is: found.instrument[term],
      asked: wanted.instrument[term],
    })),
  ].filter(({ is, asked }) => is !== asked);
}

function settingOf(group: string, field: string): string {
  return `${group}.${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
