/** Splits a text into pieces of `characters` whole characters. */
export function* inPieces(text: string, characters: number): Generator<string> {
  const all = [...text];
  for (let at = 0; at < all.length; at += characters) yield all.slice(at, at + characters).join('');
}
