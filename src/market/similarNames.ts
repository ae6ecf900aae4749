/** Names that a mistyped one may have meant. */

/** Changes of one letter (replaced, added, left out) that lead from one text to the other. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/**
 * Up to `most` of the known names, the most similar first: those that begin with the name, then those that contain it, then
 * those that differ from it in at most a third of its letters and at least one. Upper and lower case are the same.
 */
export function similarNames(name: string, known: readonly string[], most: number): string[] {
  const wanted = name.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return known
    .map((candidate) => ({ candidate, rank: rankOf(candidate.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank <= allowed)
    .sort((a, b) => a.rank - b.rank || a.candidate.length - b.candidate.length || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

function rankOf(candidate: string, wanted: string): number {
  if (wanted === '') return Number.POSITIVE_INFINITY;
  if (candidate.startsWith(wanted)) return 0;
  if (candidate.includes(wanted)) return 0.5;
  return editDistance(candidate, wanted);
}
