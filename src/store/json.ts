/** Reads JSON columns back; `study/recordText.ts` writes them. */

/** A column that is not the JSON that was written: the file is damaged. */
export class DamagedJson extends Error {
  override name = 'DamagedJson';
}

/** Reads a column. The shape is not checked: only this program writes it. @throws DamagedJson */
export function fromJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new DamagedJson(`a column is not valid JSON: ${text.slice(0, 80)}`, { cause });
  }
}
