/** Parameters of the regime maker for tests of its parts. */

import { defaultParameters } from '../strategy/parameters.ts';
import { type RegimeParameters, readRegimeParameters, regimeParameters } from '../strategy/regime/parameters.ts';

export function regimeOf(changes: Partial<RegimeParameters> = {}): RegimeParameters {
  return readRegimeParameters({ ...defaultParameters(regimeParameters), ...changes });
}
