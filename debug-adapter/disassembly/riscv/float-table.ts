// SPDX-License-Identifier: Apache-2.0
/** The 32-bit instructions of RV64F and D (unprivileged specification 20191213, chapter 24); short forms come first. */

import { type Row, row } from './row';

const FORMATS = [
  ['s', '00', '010'],
  ['d', '01', '011'],
] as const;

/** Both sources are one register. */
function sameSources(word: number): boolean {
  return ((word >> 15) & 31) === ((word >> 20) & 31);
}

/** Rounding mode is part of the row; `dyn` (7), the usual one, is not printed. */
function rounded(mnemonic: string, operands: string, funct7: string, rs2: string, opcode = '1010011'): Row[] {
  return [
    row(mnemonic, operands, `${funct7} ${rs2} ..... 111 ..... ${opcode}`),
    row(mnemonic, `${operands},rounding`, `${funct7} ${rs2} ..... ... ..... ${opcode}`),
  ];
}

function arithmetic(format: string, bits: string): Row[] {
  return [
    ...rounded(`fadd.${format}`, 'fd,fs1,fs2', `00000${bits}`, '.....'),
    ...rounded(`fsub.${format}`, 'fd,fs1,fs2', `00001${bits}`, '.....'),
    ...rounded(`fmul.${format}`, 'fd,fs1,fs2', `00010${bits}`, '.....'),
    ...rounded(`fdiv.${format}`, 'fd,fs1,fs2', `00011${bits}`, '.....'),
    ...rounded(`fsqrt.${format}`, 'fd,fs1', `01011${bits}`, '00000'),
    ...rounded(`fmadd.${format}`, 'fd,fs1,fs2,fs3', `.....${bits}`, '.....', '1000011'),
    ...rounded(`fmsub.${format}`, 'fd,fs1,fs2,fs3', `.....${bits}`, '.....', '1000111'),
    ...rounded(`fnmsub.${format}`, 'fd,fs1,fs2,fs3', `.....${bits}`, '.....', '1001011'),
    ...rounded(`fnmadd.${format}`, 'fd,fs1,fs2,fs3', `.....${bits}`, '.....', '1001111'),
    row(`fmv.${format}`, 'fd,fs1', `00100${bits} ..... ..... 000 ..... 1010011`, sameSources),
    row(`fneg.${format}`, 'fd,fs1', `00100${bits} ..... ..... 001 ..... 1010011`, sameSources),
    row(`fabs.${format}`, 'fd,fs1', `00100${bits} ..... ..... 010 ..... 1010011`, sameSources),
    row(`fsgnj.${format}`, 'fd,fs1,fs2', `00100${bits} ..... ..... 000 ..... 1010011`),
    row(`fsgnjn.${format}`, 'fd,fs1,fs2', `00100${bits} ..... ..... 001 ..... 1010011`),
    row(`fsgnjx.${format}`, 'fd,fs1,fs2', `00100${bits} ..... ..... 010 ..... 1010011`),
    row(`fmin.${format}`, 'fd,fs1,fs2', `00101${bits} ..... ..... 000 ..... 1010011`),
    row(`fmax.${format}`, 'fd,fs1,fs2', `00101${bits} ..... ..... 001 ..... 1010011`),
  ];
}

function comparisons(format: string, bits: string): Row[] {
  return [
    row(`fle.${format}`, 'rd,fs1,fs2', `10100${bits} ..... ..... 000 ..... 1010011`),
    row(`flt.${format}`, 'rd,fs1,fs2', `10100${bits} ..... ..... 001 ..... 1010011`),
    row(`feq.${format}`, 'rd,fs1,fs2', `10100${bits} ..... ..... 010 ..... 1010011`),
    row(`fclass.${format}`, 'rd,fs1', `11100${bits} 00000 ..... 001 ..... 1010011`),
  ];
}

/** To and from integers. */
function conversions(format: string, bits: string): Row[] {
  const integers = [
    ['w', '00000'],
    ['wu', '00001'],
    ['l', '00010'],
    ['lu', '00011'],
  ] as const;
  return integers.flatMap(([integer, rs2]) => {
    const from = `fcvt.${format}.${integer}`;
    // Every value of 32 bits fits a double: there is nothing to round, and the field is 0.
    const exact = format === 'd' && integer.startsWith('w');
    const fromInteger = exact
      ? [row(from, 'fd,rs1', `11010${bits} ${rs2} ..... 000 ..... 1010011`)]
      : rounded(from, 'fd,rs1', `11010${bits}`, rs2);
    return [...rounded(`fcvt.${integer}.${format}`, 'rd,fs1', `11000${bits}`, rs2), ...fromInteger];
  });
}

function perFormat(format: string, bits: string, width: string): Row[] {
  const letter = format === 's' ? 'w' : 'd';
  return [
    row(`fl${letter}`, 'fd,imm(rs1)', `............ ..... ${width} ..... 0000111`),
    row(`fs${letter}`, 'fs2,store(rs1)', `....... ..... ..... ${width} ..... 0100111`),
    ...arithmetic(format, bits),
    ...comparisons(format, bits),
    ...conversions(format, bits),
    row(`fmv.x.${letter}`, 'rd,fs1', `11100${bits} 00000 ..... 000 ..... 1010011`),
    row(`fmv.${letter}.x`, 'fd,rs1', `11110${bits} 00000 ..... 000 ..... 1010011`),
  ];
}

export const floatTable: readonly Row[] = [
  ...FORMATS.flatMap(([format, bits, width]) => perFormat(format, bits, width)),
  ...rounded('fcvt.s.d', 'fd,fs1', '0100000', '00001'),
  row('fcvt.d.s', 'fd,fs1', '0100001 00000 ..... 000 ..... 1010011'),
];
