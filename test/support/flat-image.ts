// SPDX-License-Identifier: Apache-2.0
/** The bytes that objcopy -O binary would write: an ELF's segments from the lowest address on. */

import { readFileSync } from 'node:fs';
import { parseElfSegments } from '../../emulator';

export function flatten(elf: string): Uint8Array {
  const { segments } = parseElfSegments(readFileSync(elf), elf);
  const base = segments.map(({ address }) => address).reduce((one, other) => (one < other ? one : other));
  const ends = segments.map(({ address, bytes }) => Number(address - base) + bytes.length);
  const image = new Uint8Array(Math.max(...ends));
  for (const { address, bytes } of segments) {
    image.set(bytes, Number(address - base));
  }
  return image;
}
