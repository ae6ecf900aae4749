/** Whether the key of an account can only trade, before it is used. */

import { keyFault, type VenueAccount } from '../gateway/openGateway.ts';
import { GatewayError } from '../orders/gateway.ts';
import { addressesOf } from '../venues/addresses.ts';

/**
 * A sentence where the key may do more than trade, or may not trade. A venue in place of the real one may not know the question: then a
 * warning says that it is not known.
 * @throws GatewayError where the real venue does not say
 */
export async function keyProblem(account: VenueAccount, notify: (text: string) => void): Promise<string | null> {
  try {
    return await keyFault(account);
  } catch (error) {
    const own = addressesOf(account.venue, { restUrl: '', wsUrl: '' }, false, () => undefined);
    if (!(error instanceof GatewayError) || account.restUrl === own.restUrl) throw error;
    notify(`WARNING: whether the key can only trade is not known: ${error.message}`);
    return null;
  }
}
