/** SBE's header is block length, template, schema and version, 16 bits each, little-endian. */
const HEADER_BYTES = 8;
const SCHEMA = 1;

export const PARADEX_TEMPLATES = { trade: 1, book: 3, funding: 5, heartbeat: 40 } as const;

/** Which message a frame of Paradex is; undefined for one that is none of its schema. */
export function paradexTemplate(frame: Uint8Array): number | undefined {
  if (frame.byteLength < HEADER_BYTES) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  return view.getUint16(4, true) === SCHEMA ? view.getUint16(2, true) : undefined;
}
