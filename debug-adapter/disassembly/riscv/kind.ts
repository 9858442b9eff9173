// SPDX-License-Identifier: Apache-2.0

import type { InstructionKind } from '../instruction';
import type { Form } from './decoder';
import { registerNumber } from './known-values';
import { isLink } from './registers';

const BY_MNEMONIC: Readonly<Record<string, InstructionKind>> = {
  ret: 'return',
  sret: 'return',
  mret: 'return',
  dret: 'return',
  ecall: 'trap',
  ebreak: 'trap',
  unimp: 'trap',
  j: 'jump',
};

/** What an instruction does to the flow of control (unprivileged specification 20191213, table 2.1, for `jal` and `jalr`). */
export function kindOf(form: Form, word: number): InstructionKind {
  switch (form.mnemonic) {
    case 'jal':
    case 'jalr':
      // Without a destination in the text it is ra.
      return form.destination === undefined || isLink(registerNumber(form.destination, word)) ? 'call' : 'jump';
    case 'jr':
      return form.parts.length === 1 && isLink(registerNumber(form.sum!.base, word)) ? 'return' : 'jump';
  }
  const isBranch = form.parts.some((part) => typeof part === 'object' && part.kind === 'distance');
  return BY_MNEMONIC[form.mnemonic] ?? (isBranch ? 'branch' : 'other');
}
