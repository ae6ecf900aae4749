/** The account of tests at the fake venue. */

import type { VenueAccount } from '../../src/gateway/openGateway.ts';
import { type FaultVenue, TEST_KEY, type Venue } from './faultRun.ts';

export function accountOf(venue: Venue, { url, ws }: Pick<FaultVenue, 'url' | 'ws'>): VenueAccount {
  return venue === 'binance'
    ? { venue, restUrl: url, wsUrl: ws, permissionsUrl: null, key: 'fake-key', secret: 'fake-secret' }
    : { venue, restUrl: url, wsUrl: `${ws}/ws`, isTestnet: false, user: `0x${'ab'.repeat(20)}`, key: TEST_KEY };
}
