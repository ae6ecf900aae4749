/**
 * Who may use the page. Any website that is open in the same browser can send requests to 127.0.0.1, and a name on the internet can
 * be pointed at it (DNS rebinding). Therefore every request is checked: host, origin, cookie; and writes also CSRF token and type.
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { refusedPage } from './layout.ts';

/** The secrets of one run of the page. They are never written to disk. */
export interface Secrets {
  /** In the address that is printed. It is exchanged for the cookie. */
  readonly token: string;
  /** The same for the browser that the program opens: others on this machine may read the arguments of programs, so it is good once. */
  readonly opening: string;
  readonly cookie: string;
  /** A page of another site cannot read it, so it cannot send it. */
  readonly csrf: string;
}

const SECRET_BYTES = 32;

export function newSecrets(): Secrets {
  const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
  const cookie = secret();
  return {
    token: secret(),
    opening: secret(),
    cookie,
    csrf: createHmac('sha256', cookie).update('csrf').digest('base64url'),
  };
}

/** The header that every write needs. */
const CSRF_HEADER = 'x-csrf-token';

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Headers of every answer, refusals too. There is no header that lets another origin read anything. */
export const headers: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
};

/** Refuses a request that names another host, or that another origin sent. @param hosts as `Host` names them, e.g. `127.0.0.1:8787` */
export function ownHost(hosts: () => readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!hosts().includes(host)) {
      return c.html(
        refusedPage('This address is not one of the page.', 'Open the address that tune dashboard printed.'),
        403,
      );
    }
    const origin = c.req.header('origin');
    const isOwn = origin === `http://${host}`;
    if (origin === undefined ? isWrite(c.req.method) : !isOwn) {
      return c.html(refusedPage('The request comes from another page.', 'Nothing was changed.'), 403);
    }
    return next();
  };
}

/** Lets in who has the cookie, and gives it to who comes with the token; the redirect takes the token out of the address. */
export function knownBrowser({ token, opening, cookie }: Secrets, port: () => number): MiddlewareHandler {
  let isOpened = false;
  const isKey = (given: string): boolean => {
    if (same(given, token)) return true;
    const isFirst = !isOpened && same(given, opening);
    isOpened ||= isFirst;
    return isFirst;
  };
  return async (c, next) => {
    // Cookies are not kept apart by port: two pages on one machine need two names.
    const name = `tune_${port()}`;
    const given = c.req.query('token');
    if (given !== undefined && c.req.method === 'GET' && isKey(given)) {
      setCookie(c, name, cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
      const url = new URL(c.req.url);
      url.searchParams.delete('token');
      return c.redirect(`${url.pathname}${url.search}`, 303);
    }
    if (same(getCookie(c, name) ?? '', cookie)) return next();
    return c.html(
      refusedPage(
        'This browser is not known.',
        'Open the address that tune dashboard printed: it holds the key of the page. If you came by a link, reload this page once.',
      ),
      401,
    );
  };
}

/** A write is JSON, and brings the CSRF token of the page. */
export function guardedWrites({ csrf }: Secrets): MiddlewareHandler {
  return async (c, next) => {
    if (!isWrite(c.req.method)) return next();
    if (!same(c.req.header(CSRF_HEADER) ?? '', csrf)) {
      return c.json({ error: 'The page is out of date: reload it. Nothing was changed.' }, 403);
    }
    const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') return c.json({ error: 'A write must be JSON. Nothing was changed.' }, 415);
    return next();
  };
}

function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** In a time that does not tell how much of the two is equal. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
