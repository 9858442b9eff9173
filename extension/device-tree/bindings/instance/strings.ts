// SPDX-License-Identifier: Apache-2.0
/** Lists of strings, each ended by a zero byte. */

/**
 * Decodes a list of ASCII strings.
 * @param accepts whether a string may be one of the list
 * @returns undefined when the bytes are no such list
 */
export function decodeStrings(data: Uint8Array, accepts: (text: string) => boolean): string[] | undefined {
  if (data[data.length - 1] !== 0 || data.some((byte) => byte >= 0x80)) {
    return undefined;
  }
  const texts = Buffer.from(data.buffer, data.byteOffset, data.length - 1)
    .toString('latin1')
    .split('\0');
  return texts.every(accepts) ? texts : undefined;
}
