// SPDX-License-Identifier: Apache-2.0
/** Causes of traps as scause has them (RISC-V privileged specification, table of scause; hypervisor extension). */

const EXCEPTIONS: Readonly<Record<number, string>> = {
  0: 'instruction address misaligned',
  1: 'instruction access fault',
  2: 'illegal instruction',
  3: 'breakpoint',
  4: 'load address misaligned',
  5: 'load access fault',
  6: 'store address misaligned',
  7: 'store access fault',
  8: 'system call from user mode',
  10: 'call of the hypervisor',
  12: 'instruction page fault',
  13: 'load page fault',
  15: 'store page fault',
  20: 'instruction guest-page fault',
  21: 'load guest-page fault',
  22: 'virtual instruction',
  23: 'store guest-page fault',
};

const INTERRUPTS: Readonly<Record<number, string>> = {
  1: 'software interrupt',
  5: 'timer interrupt',
  9: 'external interrupt',
};

const INTERRUPT_BIT = 1n << 63n;

export function isInterrupt(cause: bigint): boolean {
  return (cause & INTERRUPT_BIT) !== 0n;
}

/** The cause's number, without the bit that tells interrupts. */
export function causeCode(cause: bigint): number {
  return Number(BigInt.asUintN(63, cause));
}

export function causeName(cause: bigint): string {
  const [names, kind] = isInterrupt(cause) ? [INTERRUPTS, 'interrupt'] : [EXCEPTIONS, 'exception'];
  const code = causeCode(cause);
  return names[code] ?? `${kind} ${code}`;
}
