/** Errors for records that do not exist, the same in every journal. */

import { NotFound } from './journal.ts';
import type { LaneRecord } from './records.ts';

/** @param newest the number of the newest version; 0 when there is none */
export function noVersion(number: number, newest: number): NotFound {
  return new NotFound(
    `there is no version v${number}; ${newest === 0 ? 'the study has none yet' : `the newest is v${newest}`}`,
  );
}

/** @param newest the number of the newest session; 0 when there is none */
export function noSession(number: number, newest: number): NotFound {
  return new NotFound(
    `there is no session s${number}; ${newest === 0 ? 'none has run yet' : `the newest is s${newest}`}`,
  );
}

export function noSessionWithId(id: number): NotFound {
  return new NotFound(`there is no session with id ${id} in this study`);
}

export function noLane(sessionId: number, { version, fillModel }: Pick<LaneRecord, 'version' | 'fillModel'>): NotFound {
  return new NotFound(`there is no lane of ${laneName(sessionId, version, fillModel)}`);
}

export function laneName(sessionId: number, version: number, fillModel: LaneRecord['fillModel']): string {
  return `v${version} (${fillModel}) in the session with id ${sessionId}`;
}

/** How people write the name of one: p12, c7. Campaigns have none. */
const LETTERS = { campaign: '', proposal: 'p', call: 'c' } as const;

export function noneOf(kind: keyof typeof LETTERS, id: number): NotFound {
  return new NotFound(`there is no ${kind} ${LETTERS[kind]}${id} in this study`);
}

export function noStudy(name: string, known: readonly string[]): NotFound {
  return new NotFound(
    `there is no study "${name}"; ${known.length === 0 ? 'there are none yet' : `known: ${known.join(', ')}`}`,
  );
}
