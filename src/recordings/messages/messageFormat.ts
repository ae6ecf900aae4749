/** Recognises which venue's messages a recording contains. */

import { binaryIn } from '../../market/binaryMessage.ts';
import { isFields, parseJson } from '../fields/jsonFields.ts';
import { splitLine } from './readMessages.ts';

/** Formats with one message of a venue on each line. */
export type MessageFormat = 'binance-raw' | 'bybit' | 'hyperliquid' | 'paradex';

/**
 * The format of a recording, from its first lines; undefined if none of them shows it. Lines that cannot be parsed, and answers to
 * requests, are skipped.
 */
export function messageFormat(lines: readonly string[]): MessageFormat | undefined {
  for (const line of lines) {
    const { json } = splitLine(line);
    if (!json.startsWith('{') && !json.startsWith('[')) continue;
    const format = formatOf(json);
    if (format !== undefined) return format;
  }
  return undefined;
}

function formatOf(json: string): MessageFormat | undefined {
  let message: unknown;
  try {
    message = parseJson(json);
  } catch {
    return undefined;
  }
  const list = Array.isArray(message) ? message : [message];
  const [first] = list;
  if (!isFields(first)) return undefined;
  if (isFields(first.raw) && 'channel' in first.raw) return 'hyperliquid';
  if (typeof first.channel === 'string' && /^(l2Book|bbo|trades|activeAssetCtx|allMids)$/.test(first.channel)) {
    return 'hyperliquid';
  }
  // Of the venues that are known, Paradex alone sends its market data in binary frames.
  if (binaryIn(first) !== undefined) return 'paradex';
  if ('coin' in first && ('levels' in first || 'tid' in first)) return 'hyperliquid';
  if (typeof first.topic === 'string' && /^(orderbook|publicTrade|tickers)\./.test(first.topic)) return 'bybit';
  const isBinance =
    ('stream' in first && 'data' in first) ||
    (typeof first.e === 'string' && 'E' in first) ||
    'lastUpdateId' in first ||
    isTicker(first);
  return isBinance ? 'binance-raw' : undefined;
}

/** Binance's bookTicker messages of spot markets do not name their type, so they are recognised by their fields. */
function isTicker(message: Readonly<Record<string, unknown>>): boolean {
  return ['u', 's', 'b', 'B', 'a', 'A'].every((key) => key in message);
}
