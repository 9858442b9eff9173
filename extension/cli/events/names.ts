// SPDX-License-Identifier: Apache-2.0
/** Names for the numbers in events. */

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
