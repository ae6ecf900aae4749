/** Goes back to the parameters of another version. */

import { rollBack } from '../campaign/decide.ts';
import { sameParameters } from '../strategy/parameters.ts';
import { championOf } from '../study/champions.ts';
import type { Journal } from '../study/journal.ts';
import type { Decided } from './decideProposal.ts';
import { UsageError } from './errors.ts';
import type { Person } from './ports.ts';

export interface RolledBack extends Decided {
  readonly version: number;
}

/** A copy of version `to` becomes the champion. @throws NotFound; UsageError where the champion has its parameters already */
export function rollBackTo(journal: Journal, to: number, { by, reason }: Person): RolledBack {
  const target = journal.version(to);
  const champion = championOf({ versions: journal.versions(), decisions: journal.decisions() });
  if (sameParameters(target.parameters, journal.version(champion).parameters)) {
    throw new UsageError(
      `v${champion}, the champion, has the parameters of v${target.number} already; nothing was changed`,
    );
  }
  const version = rollBack(journal, target.number, by, reason);
  return { kind: 'rollback', proposal: null, version, by, reason };
}
