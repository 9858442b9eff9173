// SPDX-License-Identifier: Apache-2.0
/** Names for the numbers in events. */

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

/** The cause of a trap as scause has it (RISC-V privileged specification, table of scause). */
export function causeName(cause: bigint): string {
  const code = Number(BigInt.asUintN(63, cause));
  const names = (cause & INTERRUPT_BIT) === 0n ? EXCEPTIONS : INTERRUPTS;
  return names[code] ?? `${(cause & INTERRUPT_BIT) === 0n ? 'exception' : 'interrupt'} ${code}`;
}

const SBI_EXTENSIONS: Readonly<Record<string, string>> = {
  '10': 'base',
  '54494d45': 'time',
  '735049': 'ipi',
  '52464e43': 'rfence',
  '48534d': 'hsm',
};

export function sbiName(extension: bigint): string {
  return SBI_EXTENSIONS[extension.toString(16)] ?? `0x${extension.toString(16)}`;
}

const REMIO_OPERATIONS = ['WRITE', 'READ', 'ASK', 'NOTIFY'] as const;

/** The operation argument of a REMIO hypercall. */
export function remioOperation(value: bigint | undefined): string {
  return REMIO_OPERATIONS[Number(value ?? -1n)] ?? `operation ${value}`;
}

export const REGISTERS: readonly string[] = [
  'zero',
  'ra',
  'sp',
  'gp',
  'tp',
  't0',
  't1',
  't2',
  's0',
  's1',
  'a0',
  'a1',
  'a2',
  'a3',
  'a4',
  'a5',
  'a6',
  'a7',
  's2',
  's3',
  's4',
  's5',
  's6',
  's7',
  's8',
  's9',
  's10',
  's11',
  't3',
  't4',
  't5',
  't6',
];
