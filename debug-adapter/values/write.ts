// SPDX-License-Identifier: Apache-2.0

import type { Location } from '../symbols';
import type { ValueAccess } from './access';
import { extractBits, insertBits, toUnsigned } from './bits';
import { readMemory, registerBytes, sharesOf } from './read';
import { type BitSlice, sliceOf, type Value, ValueError } from './value';

/**
 * Writes bytes as `readBytes` gives them to the place of a value; its neighbours in the same byte stay.
 * @throws ValueError when the value has no place that can be written to
 */
export async function writeBytes(value: Value, bytes: Uint8Array, access: ValueAccess): Promise<void> {
  await writeSlice(value.location, sliceOf(value), bytes, access, 0);
}

async function writeSlice(
  location: Location,
  slice: BitSlice,
  bytes: Uint8Array,
  access: ValueAccess,
  nesting: number,
): Promise<void> {
  switch (location.kind) {
    case 'memory':
      return writeMemorySlice(location.address, slice, bytes, access);
    case 'register': {
      const content = await registerBytes(location.number, slice, access);
      insertBits(content, slice.offset, bytes, slice.size);
      return access.writeRegister(location.number, toUnsigned(content));
    }
    case 'value':
      throw new ValueError('it is a value without a place, which cannot be changed');
    case 'pieces':
      for (const share of sharesOf(location.pieces, slice, nesting)) {
        const part = extractBits(bytes, share.at, share.slice.size);
        await writeSlice(share.location, share.slice, part, access, nesting + 1);
      }
      return;
    case 'unavailable':
      throw new ValueError(`it has no place here: ${location.reason}`);
  }
}

async function writeMemorySlice(
  address: bigint,
  slice: BitSlice,
  bytes: Uint8Array,
  access: ValueAccess,
): Promise<void> {
  const start = BigInt.asUintN(access.pointerSize * 8, address + BigInt(slice.offset >> 3));
  const offset = slice.offset & 7;
  const whole = offset === 0 && slice.size % 8 === 0;
  const content = whole
    ? bytes.subarray(0, slice.size / 8)
    : (await readMemory(start, Math.ceil((offset + slice.size) / 8), access)).slice();
  if (!whole) {
    insertBits(content, offset, bytes, slice.size);
  }
  const written = await access.write(start, content);
  if (written < content.length) {
    throw new ValueError(`cannot write 0x${(start + BigInt(written)).toString(16)}`);
  }
}
