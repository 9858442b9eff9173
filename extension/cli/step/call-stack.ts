// SPDX-License-Identifier: Apache-2.0
/** The calls that led to a pc, by frame pointers (RISC-V ELF psABI: s0 holds the caller's sp; ra at -8, s0 at -16). */

import type { Machine } from '../../../emulator';
import type { CodeMap, CodePlace, SourceFrame } from '../code';

const RA = 1;
const SP = 2;
const S0 = 8;
/** A frame is not larger, or it is no frame. */
const MAX_FRAME = 1n << 16n;

/** Small functions of headers that stand before the one people know. */
const HELPERS = 6;

/**
 * At most `limit` frames, innermost first, inlined calls included; helper functions of headers are left out in front.
 * Empty without symbols.
 */
export function callStack(
  machine: Machine,
  code: CodeMap,
  hart: number,
  vm: number,
  pc: bigint,
  limit: number,
): SourceFrame[] {
  const frames = unwind(machine, code, hart, vm, pc, limit + HELPERS);
  const first = frames.findIndex(({ file }) => file !== undefined && !file.endsWith('.h'));
  return frames.slice(Math.max(0, first), Math.max(0, first) + limit);
}

function unwind(machine: Machine, code: CodeMap, hart: number, vm: number, pc: bigint, limit: number): SourceFrame[] {
  const frames: SourceFrame[] = [];
  let address = pc;
  let frame = machine.core.readRegister(hart, S0);
  let lowest = machine.core.readRegister(hart, SP);
  for (let level = 0; frames.length < limit; level++) {
    // A return address belongs to the call before it.
    const place = code.place(vm, level === 0 ? address : address - 1n, hart);
    if (place === undefined) {
      break;
    }
    frames.push(...expanded(code, place));
    if (level === 0 && code.isEntry(vm, address, hart)) {
      address = machine.core.readRegister(hart, RA);
      continue;
    }
    const saved = frame > lowest && frame - lowest < MAX_FRAME ? readPair(machine, hart, frame - 16n) : undefined;
    if (saved === undefined) {
      break;
    }
    [frame, address, lowest] = [saved[0], saved[1], frame];
  }
  return frames;
}

/** The frame shown and the ones it is inlined into. */
function expanded(code: CodeMap, place: CodePlace): SourceFrame[] {
  const first = place.frames.findIndex((frame) => frame.function === place.function);
  return place.frames.slice(Math.max(0, first)).map((frame) => code.frame(frame));
}

function readPair(machine: Machine, hart: number, address: bigint): [bigint, bigint] | undefined {
  const bytes = machine.readVirtual(hart, address, 16);
  if (bytes === undefined) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getBigUint64(0, true), view.getBigUint64(8, true)];
}
