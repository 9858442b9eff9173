// SPDX-License-Identifier: Apache-2.0
/** Guest memory by guest addresses: page by page through a translation to physical ones. */

import type { HartCore } from '../hart/hart-core';

const PAGE = 0x1000n;

/** The physical address behind a guest address, or undefined. */
export type Translate = (address: bigint) => bigint | undefined;

/** Guest-virtual addresses as the hart sees them now. */
export function virtual(core: HartCore, hart: number): Translate {
  return (address) => {
    const found = core.translate(hart, address, 'read');
    return found.kind === 'mapped' ? found.pa : undefined;
  };
}

/** @returns undefined when any byte is not mapped */
export function read(core: HartCore, translate: Translate, address: bigint, length: number): Uint8Array | undefined {
  const bytes = new Uint8Array(length);
  const complete = eachPage(translate, address, length, (pa, offset, size) => {
    bytes.set(core.readPhysical(pa, size), offset);
  });
  return complete ? bytes : undefined;
}

/** @returns false, with nothing written beyond it, when a byte is not mapped */
export function write(core: HartCore, translate: Translate, address: bigint, bytes: Uint8Array): boolean {
  return eachPage(translate, address, bytes.length, (pa, offset, size) => {
    core.writePhysical(pa, bytes.subarray(offset, offset + size));
  });
}

function eachPage(
  translate: Translate,
  address: bigint,
  length: number,
  visit: (pa: bigint, offset: number, size: number) => void,
): boolean {
  let offset = 0;
  while (offset < length) {
    const at = BigInt.asUintN(64, address + BigInt(offset));
    const size = Math.min(length - offset, Number(PAGE - (at % PAGE)));
    const pa = translate(at);
    if (pa === undefined) {
      return false;
    }
    visit(pa, offset, size);
    offset += size;
  }
  return true;
}
