// SPDX-License-Identifier: Apache-2.0

import type { ValueAccess } from './access';

/** The same place, with some of its memory read already: showing a struct then asks the machine once. */
export function withKnownBytes(access: ValueAccess, start: bigint, known: Uint8Array): ValueAccess {
  const end = start + BigInt(known.length);
  return {
    pointerSize: access.pointerSize,
    readRegister: (number) => access.readRegister(number),
    writeRegister: (number, value) => access.writeRegister(number, value),
    write: (address, bytes) => access.write(address, bytes),
    symbolAt: (address) => access.symbolAt(address),
    read: async (address, length) => {
      const isKnown = address >= start && address + BigInt(length) <= end;
      const offset = isKnown ? Number(address - start) : 0;
      return isKnown ? known.subarray(offset, offset + length) : access.read(address, length);
    },
  };
}
