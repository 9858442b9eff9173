// SPDX-License-Identifier: Apache-2.0
/** The loads and stores that Bao can decode, as assembly (RISC-V unprivileged specification, chapters 2, 4 and 27). */

import { generalRegisters } from '../../../debug-adapter/awareness/riscv';

const LOADS = ['lb', 'lh', 'lw', 'ld', 'lbu', 'lhu', 'lwu'];
const STORES = ['sb', 'sh', 'sw', 'sd'];
const LOAD = 0x03;
const STORE = 0x23;

/** Undefined for everything else. */
export function loadStoreText(instruction: number): string | undefined {
  return (instruction & 3) === 3 ? full(instruction) : compressed(instruction & 0xffff);
}

function full(instruction: number): string | undefined {
  const opcode = instruction & 0x7f;
  const size = (instruction >>> 12) & 7;
  const base = generalRegisters[(instruction >>> 15) & 31]!;
  if (opcode === LOAD && LOADS[size] !== undefined) {
    return `${LOADS[size]} ${generalRegisters[(instruction >>> 7) & 31]}, ${instruction >> 20}(${base})`;
  }
  if (opcode === STORE && STORES[size] !== undefined) {
    const offset = ((instruction >> 25) << 5) | ((instruction >>> 7) & 31);
    return `${STORES[size]} ${generalRegisters[(instruction >>> 20) & 31]}, ${offset}(${base})`;
  }
  return undefined;
}

/** c.lw and c.sw. */
function compressed(instruction: number): string | undefined {
  const name = { 16384: 'c.lw', 49152: 'c.sw' }[instruction & 0xe003];
  if (name === undefined) {
    return undefined;
  }
  const offset = ((instruction >> 7) & 0x38) | ((instruction >> 4) & 4) | ((instruction << 1) & 0x40);
  const data = generalRegisters[8 + ((instruction >> 2) & 7)];
  return `${name} ${data}, ${offset}(${generalRegisters[8 + ((instruction >> 7) & 7)]})`;
}
