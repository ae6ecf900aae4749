/** A text in pieces of so many characters; no character is torn. */
export function* inPieces(text: string, characters: number): Generator<string> {
  const all = [...text];
  for (let at = 0; at < all.length; at += characters) yield all.slice(at, at + characters).join('');
}
