// SPDX-License-Identifier: Apache-2.0
/** What differs between two areas, in words a person can act on. */

import {
  areaBase,
  EXIT_COUNT,
  EXIT_LOG,
  FINAL_CSRS,
  FINAL_REGISTERS,
  HANDLER_SAVE,
  POINTERS,
  TRAP_COUNT,
  TRAP_LOG,
  USED_SIZE,
} from './area';
import type { Program } from './generator';

const CSR_NAMES = 'sstatus sie stvec sscratch sepc scause stval sip satp pc privilege'.split(' ');
const LOG_FIELDS = ['cause', 'value', 'pc', 'sstatus'];
const EXIT_FIELDS = ['cause', 'value', 'gpa/4', 'pc'];
const STATUS_ELSEWHERE = (1n << 63n) | 0x18000n;
const DIFFERENCES_SHOWN = 12;

function nameOf(offset: number): string {
  if (offset >= FINAL_REGISTERS && offset < FINAL_CSRS) {
    return `x${(offset - FINAL_REGISTERS) / 8}`;
  }
  if (offset >= FINAL_CSRS && offset < FINAL_CSRS + 8 * CSR_NAMES.length) {
    return CSR_NAMES[(offset - FINAL_CSRS) / 8]!;
  }
  if (offset >= TRAP_LOG && offset < EXIT_LOG) {
    return `trap ${Math.floor((offset - TRAP_LOG) / 32)} ${LOG_FIELDS[(offset % 32) / 8]}`;
  }
  if (offset >= EXIT_LOG && offset < 0x2000) {
    return `exit ${Math.floor((offset - EXIT_LOG) / 32)} ${EXIT_FIELDS[(offset % 32) / 8]}`;
  }
  const fixed = new Map([
    [TRAP_COUNT, 'number of traps'],
    [EXIT_COUNT, 'number of exits'],
  ]);
  return fixed.get(offset) ?? `memory at +0x${offset.toString(16)}`;
}

/** Whether a word is the value of an exit by a virtual-instruction exception, for which QEMU leaves old bits in mtval. */
function unsettled(area: DataView, offset: number): boolean {
  return offset >= EXIT_LOG && offset < 0x2000 && offset % 32 === 8 && area.getBigUint64(offset - 8, true) === 22n;
}

/** The handler's and the shim's scratch words are theirs alone. */
function ignored(offset: number): boolean {
  return offset >= HANDLER_SAVE && offset < POINTERS;
}

/** What went wrong first is in the logs. */
function rank(line: string): number {
  return line.startsWith('trap') ? 0 : line.startsWith('exit') ? 1 : 2;
}

/** Lines that describe the differences; empty when there are none. */
export function differences(program: Program, index: number, ours: Uint8Array, theirs: Uint8Array): string[] {
  if (Buffer.compare(ours, theirs) === 0) {
    return [];
  }
  const lines: string[] = [];
  const a = new DataView(ours.buffer);
  const b = new DataView(theirs.buffer);
  for (let offset = 0; offset < USED_SIZE; offset += 8) {
    const left = a.getBigUint64(offset, true);
    const right = b.getBigUint64(offset, true);
    // QEMU keeps SD and XS elsewhere than in the vsstatus that the shim reads.
    const mask = offset === FINAL_CSRS ? ~STATUS_ELSEWHERE : -1n;
    if ((left & mask) !== (right & mask) && !ignored(offset) && !unsettled(b, offset)) {
      lines.push(`${nameOf(offset)}: 0x${left.toString(16)}, QEMU 0x${right.toString(16)}`);
    }
  }
  if (lines.length === 0) {
    return [];
  }
  lines.sort((left, right) => rank(left) - rank(right));
  const place = `program of seed ${program.seed} at 0x${areaBase(index).toString(16)}`;
  return [`${place}: ${lines.length} differences`, ...lines.slice(0, DIFFERENCES_SHOWN)];
}
