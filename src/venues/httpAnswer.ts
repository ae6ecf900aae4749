/** What is read of a venue's answer over HTTP. */

/** An answer that is longer than any that makes sense. */
export class AnswerTooLong extends Error {
  override name = 'AnswerTooLong';
}

/** The whole text of an answer. @throws AnswerTooLong beyond `mostBytes`, before more is read */
export async function textOf(response: Response, mostBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > mostBytes) throw new AnswerTooLong(`sent more than ${mostBytes / 1e6} MB`);
    pieces.push(piece);
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/** Retry-After in seconds; null where it is missing or a date. */
export function secondsToWait({ headers }: Response): number | null {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}
