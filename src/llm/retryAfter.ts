/** How long a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). */

/** Milliseconds; null when there is no such header or it cannot be read. Servers send fractional seconds too. */
export function retryAfterMs(headers: Headers, wallMs: number): number | null {
  const exactMs = decimal(headers.get('retry-after-ms'));
  if (exactMs !== null) return exactMs;
  const text = headers.get('retry-after');
  const seconds = decimal(text);
  if (seconds !== null) return seconds * 1000;
  // Date.parse takes nearly anything for a date, "-5" for one.
  const dateMs = text?.trim().endsWith('GMT') === true ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - wallMs);
}

function decimal(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
