import { isFields, parseJson } from '../fields/jsonFields.ts';
import { splitLine } from './readMessages.ts';

/** Recordings of one message of a venue a line. */
export type MessageFormat = 'binance-raw' | 'bybit' | 'hyperliquid';

/**
 * Which venue's messages the first lines of a recording hold; undefined if none tells. Lines that cannot be read, and answers to
 * requests, tell nothing.
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
  if ('coin' in first && ('levels' in first || 'tid' in first)) return 'hyperliquid';
  if (typeof first.topic === 'string' && /^(orderbook|publicTrade|tickers)\./.test(first.topic)) return 'bybit';
  const isBinance =
    ('stream' in first && 'data' in first) ||
    (typeof first.e === 'string' && 'E' in first) ||
    'lastUpdateId' in first ||
    isTicker(first);
  return isBinance ? 'binance-raw' : undefined;
}

/** Spot's bookTicker does not say what it is. */
function isTicker(message: Readonly<Record<string, unknown>>): boolean {
  return ['u', 's', 'b', 'B', 'a', 'A'].every((key) => key in message);
}
