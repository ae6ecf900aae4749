/** What to do with a file that is packed in a way that cannot be read, by its first line; undefined for any other file. */
export function archiveAdvice(first: string): string | undefined {
  // The name of tar's format stands in its first block of 512 bytes.
  if (first.slice(0, 512).includes('\0ustar')) {
    return 'this is a tar archive: unpack it first with `tar -xf FILE`, and name the files in it.';
  }
  const packing = PACKINGS.find(([start]) => first.startsWith(start));
  return packing === undefined ? undefined : `packed with ${packing[1]}: unpack it first with \`${packing[2]}\`.`;
}

const PACKINGS: readonly (readonly [start: string, name: string, command: string])[] = [
  ['BZh', 'bzip2', 'bunzip2 FILE'],
  ['7z\uFFFD', '7-Zip', '7z x FILE'],
  ['Rar!', 'RAR', 'unrar x FILE'],
];
