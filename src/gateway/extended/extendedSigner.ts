/**
 * Signatures of orders on Extended, by the class of ccxt. Of that class two methods are called, which only compute: it gets no API
 * key, no markets and no request to send, so its builder, its limiter and its withdrawals have no way to the wire.
 */

import { randomInt } from 'node:crypto';

/** What is signed; amounts and prices as the wire carries them. */
export interface ExtendedTerms {
  readonly isBuy: boolean;
  readonly amount: string;
  readonly price: string;
  /** Highest fee, share of the value. */
  readonly fee: string;
  /** Seconds since 1970. */
  readonly expirySeconds: number;
}

/** Of the account and the market, as the venue names them. */
export interface ExtendedSettlement {
  readonly l2Key: string;
  readonly l2Vault: string;
  readonly syntheticId: string;
  readonly syntheticResolution: number;
  readonly collateralId: string;
  readonly collateralResolution: number;
}

export interface ExtendedSignature {
  readonly nonce: number;
  readonly r: string;
  readonly s: string;
}

export interface ExtendedSigner {
  readonly l2Key: string;
  readonly l2Vault: string;
  sign(terms: ExtendedTerms): ExtendedSignature;
}

/** The part of the class of ccxt that is called. */
interface CcxtSigner {
  readonly options: { chainId?: string };
  createOrderSettlementData(
    isBuy: boolean,
    amount: string,
    price: string,
    more: object,
  ): { readonly r: string; readonly s: string };
  getExtendedOrderMsgHash(settlement: object): unknown;
}
type CcxtClass = new (settings: object) => CcxtSigner;

/** Nonces of the venue are below 2^31. Those of ccxt are seconds, so that two orders of one second would have the same. */
const NONCE_END = 2 ** 31;
const KEY = /^0x[0-9a-f]{1,64}$/i;

export async function ccxtSigner(privateKey: string, isTestnet: boolean): Promise<CcxtSigner> {
  if (!KEY.test(privateKey)) throw new Error('the Stark key of Extended is 0x and hexadecimal digits');
  const { default: Extended } = (await import(new URL('./src/extended.js', import.meta.resolve('ccxt')).href)) as {
    readonly default: CcxtClass;
  };
  const client = new Extended({ privateKey, enableRateLimit: false });
  client.options.chainId = isTestnet ? 'SN_SEPOLIA' : 'SN_MAIN';
  return client;
}

/** @throws Error without showing the key where it is none */
export async function extendedSigner(
  privateKey: string,
  isTestnet: boolean,
  { l2Key, l2Vault, ...market }: ExtendedSettlement,
): Promise<ExtendedSigner> {
  const client = await ccxtSigner(privateKey, isTestnet);
  const signer: ExtendedSigner = {
    l2Key,
    l2Vault,
    sign: ({ isBuy, amount, price, fee, expirySeconds }) => {
      const nonce = randomInt(1, NONCE_END);
      const { r, s } = client.createOrderSettlementData(isBuy, amount, price, {
        ...market,
        totalFee: fee,
        settlementExpiration: expirySeconds,
        nonce,
        starkKey: l2Key,
        collateralPosition: l2Vault,
      });
      return { nonce, r, s };
    },
  };
  // The first signature builds tables: some 0.4 s that no order should wait for.
  signer.sign({ isBuy: true, amount: '1', price: '1', fee: '0', expirySeconds: 1 });
  return signer;
}
