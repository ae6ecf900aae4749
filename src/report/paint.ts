/** Emphasis by name: this room knows no colour codes; whoever owns the terminal passes a painter. */

type PaintName = 'dim' | 'red' | 'green' | 'bold';
export type Paint = (name: PaintName, text: string) => string;

/** For pipes, files and NO_COLOR. */
export const unpainted: Paint = (_name, text) => text;
