// SPDX-License-Identifier: Apache-2.0
/** The fields of supervisor registers (RISC-V privileged specification, "Supervisor-Level ISA"), for RV64. */

import { causeCode, causeName, isInterrupt } from './causes';

export interface CsrField {
  readonly name: string;
  readonly value: string;
}

interface Bits {
  readonly name: string;
  readonly low: number;
  readonly width: number;
  /** What the values mean, from 0 on. */
  readonly meanings?: readonly string[];
}

const bit = (name: string, low: number, off: string, on: string): Bits => ({
  name,
  low,
  width: 1,
  meanings: [off, on],
});
const UNIT_STATES = ['off', 'initial', 'clean', 'dirty'];
const PENDING: readonly Bits[] = [
  { name: 'SSI (software)', low: 1, width: 1 },
  { name: 'STI (timer)', low: 5, width: 1 },
  { name: 'SEI (external)', low: 9, width: 1 },
];
const WIDTHS = ['', '32 bits', '64 bits', '128 bits'];

const LAYOUTS: Readonly<Record<string, readonly Bits[]>> = {
  sstatus: [
    bit('SIE', 1, 'interrupts off', 'interrupts on'),
    bit('SPIE', 5, 'interrupts were off', 'interrupts were on'),
    bit('UBE', 6, 'little-endian user memory', 'big-endian user memory'),
    bit('SPP', 8, 'came from user mode', 'came from supervisor mode'),
    { name: 'VS', low: 9, width: 2, meanings: UNIT_STATES },
    { name: 'FS', low: 13, width: 2, meanings: UNIT_STATES },
    { name: 'XS', low: 15, width: 2, meanings: UNIT_STATES },
    bit('SUM', 18, 'user memory not accessible', 'user memory accessible'),
    bit('MXR', 19, 'loads need R', 'loads may read code'),
    { name: 'UXL', low: 32, width: 2, meanings: WIDTHS },
    { name: 'SD', low: 63, width: 1 },
  ],
  sie: PENDING,
  sip: PENDING,
  stvec: [{ name: 'MODE', low: 0, width: 2, meanings: ['direct', 'vectored'] }],
  satp: [
    { name: 'MODE', low: 60, width: 4, meanings: ['off', '', '', '', '', '', '', '', 'Sv39', 'Sv48', 'Sv57'] },
    { name: 'ASID', low: 44, width: 16 },
  ],
  scounteren: [
    { name: 'CY', low: 0, width: 1 },
    { name: 'TM', low: 1, width: 1 },
    { name: 'IR', low: 2, width: 1 },
  ],
};

const PAGE_BITS = 12n;
const ROOT_BITS = 44;

function read({ low, width }: Omit<Bits, 'name'>, value: bigint): bigint {
  return BigInt.asUintN(width, value >> BigInt(low));
}

/** The fields of a register; none for one that is a plain number, or is not known. */
export function csrFields(name: string, value: bigint): CsrField[] {
  const fields = (LAYOUTS[name] ?? []).map((bits) => {
    const content = read(bits, value);
    const meaning = bits.meanings?.[Number(content)];
    return { name: bits.name, value: meaning ? `${content} (${meaning})` : `${content}` };
  });
  switch (name) {
    case 'satp':
      return [...fields, { name: 'root table', value: `0x${rootOf(value).toString(16)} (guest-physical)` }];
    case 'stvec':
      return [...fields, { name: 'BASE', value: `0x${(value & ~3n).toString(16)}` }];
    case 'scause':
      return [
        { name: 'Interrupt', value: isInterrupt(value) ? '1' : '0' },
        { name: 'Code', value: `${causeCode(value)} (${causeName(value)})` },
      ];
    default:
      return fields;
  }
}

function rootOf(satp: bigint): bigint {
  return read({ low: 0, width: ROOT_BITS }, satp) << PAGE_BITS;
}

/** What a register says, in a few words; undefined when the number says it all. */
export function csrMeaning(name: string, value: bigint): string | undefined {
  switch (name) {
    case 'scause':
      return causeName(value);
    case 'satp': {
      const mode = LAYOUTS.satp![0]!;
      const shown = mode.meanings?.[Number(read(mode, value))];
      return shown === 'off'
        ? 'no translation'
        : `${shown || 'unknown mode'}, root table 0x${rootOf(value).toString(16)}`;
    }
    case 'priv':
      return value === 0n ? 'user' : 'supervisor';
    case 'sie':
    case 'sip':
      return setNames(PENDING, value);
    default:
      return undefined;
  }
}

function setNames(bits: readonly Bits[], value: bigint): string | undefined {
  const names = bits.filter((each) => read(each, value) !== 0n).map((each) => each.name.replace(/ .*/, ''));
  return names.length === 0 ? undefined : names.join(', ');
}
