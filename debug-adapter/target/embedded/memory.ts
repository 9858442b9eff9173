// SPDX-License-Identifier: Apache-2.0
/** The embedded machine's memory by any address: translation, and reading and writing page by page. */

import type { HartCore, Machine } from '../../../emulator';
import type { Address, Space } from '..';
import { translateStage1 } from './stage1';

const PAGE = 0x1000n;

/** More than any view asks for at once; what is beyond counts as not mapped. */
const MAX_LENGTH = 1 << 26;

export function translate(
  machine: Machine,
  address: Address,
  to: Space['kind'],
  vm: number | undefined,
): Address | undefined {
  const { space } = address;
  const owner = 'vm' in space ? space.vm : vm;
  if (owner !== undefined && machine.vms[owner] === undefined) {
    return undefined;
  }
  if (space.kind === to) {
    return address;
  }
  const guestPhysical = toGuestPhysical(machine, address, vm);
  if (guestPhysical === undefined || to === 'guest-physical') {
    return guestPhysical;
  }
  // Nothing says which of many guest-virtual addresses is meant.
  return to === 'physical' ? toPhysical(machine.core, guestPhysical) : undefined;
}

/** Fewer bytes than asked where memory ends. */
export function read(machine: Machine, address: Address, length: number): Uint8Array {
  const wanted = Math.min(length, MAX_LENGTH);
  const parts: Uint8Array[] = [];
  const done = eachPage(machine, address, wanted, (physical, { size }) => {
    parts.push(machine.core.readPhysical(physical, size));
  });
  return parts.length === 1 ? parts[0]! : join(parts, done);
}

/** @returns bytes written before memory ends */
export function write(machine: Machine, address: Address, bytes: Uint8Array): number {
  return eachPage(machine, address, bytes.length, (physical, { offset, size }) => {
    machine.core.writePhysical(physical, bytes.subarray(offset, offset + size));
  });
}

interface Piece {
  /** Bytes from the beginning. */
  readonly offset: number;
  readonly size: number;
}

/** Visits the mapped beginning of a stretch of memory. @returns its bytes */
function eachPage(
  machine: Machine,
  { space, value }: Address,
  length: number,
  visit: (physical: bigint, piece: Piece) => void,
): number {
  let offset = 0;
  while (offset < length) {
    const at = value + BigInt(offset);
    const size = Math.min(length - offset, Number(PAGE - (at % PAGE)));
    const physical = at >> 64n === 0n ? physicalOf(machine, { space, value: at }) : undefined;
    if (physical === undefined) {
      break;
    }
    visit(physical, { offset, size });
    offset += size;
  }
  return offset;
}

function physicalOf(machine: Machine, address: Address): bigint | undefined {
  const { core } = machine;
  const found = translate(machine, address, 'physical', undefined)?.value;
  const { ramBase, ramSize } = core.options;
  return found !== undefined && found >= ramBase && found < ramBase + ramSize ? found : undefined;
}

function toGuestPhysical(machine: Machine, { space, value }: Address, vm: number | undefined): Address | undefined {
  switch (space.kind) {
    case 'virtual': {
      const found = translateStage1((at) => readEntry(machine.core, space.vm, at), space.root, value);
      return found === undefined ? undefined : { space: { kind: 'guest-physical', vm: space.vm }, value: found };
    }
    case 'guest-physical':
      return { space, value };
    case 'physical': {
      const found = vm === undefined ? undefined : machine.core.guestPhysicalOf(vm, value);
      return vm === undefined || found === undefined
        ? undefined
        : { space: { kind: 'guest-physical', vm }, value: found };
    }
  }
}

function toPhysical(core: HartCore, { space, value }: Address): Address | undefined {
  const found = space.kind === 'guest-physical' ? core.translateGuestPhysical(space.vm, value) : undefined;
  return found === undefined ? undefined : { space: { kind: 'physical' }, value: found };
}

function readEntry(core: HartCore, vm: number, guestPhysical: bigint): bigint | undefined {
  const physical = core.translateGuestPhysical(vm, guestPhysical);
  if (physical === undefined) {
    return undefined;
  }
  const bytes = core.readPhysical(physical, 8);
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
