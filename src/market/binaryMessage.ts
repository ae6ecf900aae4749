/**
 * A binary message of a venue in JSON, `{"binary": "<its bytes in base64>"}`: what a feed hands on, and what a line of its capture
 * holds. So a capture stays a text with one JSON message a line, and every frame is in it as it came.
 */

/** @param base64 the bytes of the frame */
export function binaryMessageJson(base64: string): string {
  return `{"binary":"${base64}"}`;
}

/** The base64 of a binary message; undefined for a message that came as text. */
export function binaryIn(message: object): string | undefined {
  return 'binary' in message && typeof message.binary === 'string' ? message.binary : undefined;
}
