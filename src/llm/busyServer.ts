/** What a busy server says in the body of its error: how long to wait, and whether it is loading its model. */

import { field } from './untrustedJson.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const TIME =
  '(?:(\\d+) ?(?:minutes?|mins?|m) ?)?(\\d+(?:\\.\\d+)?) ?(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h)\\b';
const WAITS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:try|retry|retrying|available|call|send)(?: \\w+){0,3}? (?:in|after|for)(?: (?:about|at least|another))? ${TIME}`,
    'i',
  ),
  new RegExp(`\\bwait(?: (?:for|about|at least|another))* ${TIME}`, 'i'),
  new RegExp(`\\bretry[ _-]?after["':= ]+${TIME}`, 'i'),
];

/** How long the body or its words ask to wait, in ms; null when they do not say. */
export function saidWaitMs(body: unknown, words: string): number | null {
  const inner = field(body, 'error') ?? body;
  for (const place of [inner, field(inner, 'metadata'), body]) {
    const exactMs = amount(field(place, 'retry_after_ms'));
    if (exactMs !== null) return exactMs;
    for (const name of ['retry_after', 'retry_after_seconds', 'retryAfter', 'retry-after']) {
      const seconds = amount(field(place, name));
      if (seconds !== null) return seconds * 1000;
    }
  }
  for (const pattern of WAITS) {
    const [, minutes = '0', size = '', unit = ''] = pattern.exec(words) ?? [];
    if (size !== '') return Number(minutes) * UNIT_MS.m + Number(size) * unitMs(unit);
  }
  return null;
}

function amount(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}

function unitMs(unit: string): number {
  const name = unit.toLowerCase();
  if (name === 'ms' || name.startsWith('milli')) return UNIT_MS.ms;
  if (name.startsWith('h')) return UNIT_MS.h;
  return name.startsWith('m') ? UNIT_MS.m : UNIT_MS.s;
}

const LOADING =
  /\bloading (?:the |a |your )?(?:\w+ )?model\b|\bmodel\b[^.]{0,120}\b(?:is|are|being|still|currently) (?:\w+ )?(?:loading|loaded|initiali[sz]ing|warming up|starting)\b|\bmodel is not (?:yet )?(?:ready|loaded)(?: yet)?\b|\bload(?:ing)? in progress\b|\bserver is (?:still )?(?:starting|loading|warming up)\b/i;

/** Whether the server is loading its model: it answers when that is done, after seconds or minutes. */
export function isLoading(body: unknown, words: string): boolean {
  const inner = field(body, 'error') ?? body;
  return field(inner, 'type') === 'unavailable_error' || LOADING.test(words);
}
