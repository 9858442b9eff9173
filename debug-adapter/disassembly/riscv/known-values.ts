// SPDX-License-Identifier: Apache-2.0

import type { Form } from './decoder';
import type { Operand } from './operand';
import { GLOBAL_POINTER } from './registers';

/** The number of an integer register that an operand names. */
export function registerNumber(operand: Operand, word: number): number {
  return operand.kind === 'text' ? 0 : operand.value(word);
}

/**
 * What registers hold as far as the instructions just before tell. An address is formed in two steps, `auipc` or `lui`
 * and the instruction that adds the rest; this puts the two together.
 */
export class KnownValues {
  private readonly values = new Map<number, bigint>();

  constructor(private readonly globalPointer: bigint | undefined) {}

  /** The address that an instruction forms or uses; undefined when it is not known. Unsigned, 64 bits. */
  reference(form: Form, word: number): bigint | undefined {
    if (form.sum === undefined) {
      return undefined;
    }
    const base = this.valueOf(registerNumber(form.sum.base, word));
    if (base === undefined) {
      return undefined;
    }
    const offset = form.sum.offset === undefined ? 0 : registerNumber(form.sum.offset, word);
    const sum = base + BigInt(offset);
    return BigInt.asUintN(64, form.mnemonic === 'addiw' ? BigInt.asIntN(32, sum) : sum);
  }

  /** Takes note of what an instruction leaves in registers. @param address of the instruction */
  update(form: Form, word: number, address: bigint): void {
    if (form.destination === undefined) {
      return;
    }
    const register = registerNumber(form.destination, word);
    const upper = upperImmediate(form, word);
    if (upper === undefined || register === 0) {
      this.values.delete(register);
      return;
    }
    this.values.set(register, form.mnemonic === 'auipc' ? address + upper : upper);
  }

  /** Control goes elsewhere: what follows may be reached with other values. */
  forget(): void {
    this.values.clear();
  }

  private valueOf(register: number): bigint | undefined {
    return this.values.get(register) ?? (register === GLOBAL_POINTER ? this.globalPointer : undefined);
  }
}

/** The 20 bits of `auipc` and `lui` at their place, with their sign. */
function upperImmediate(form: Form, word: number): bigint | undefined {
  const operand = form.parts.at(-1);
  if ((form.mnemonic !== 'auipc' && form.mnemonic !== 'lui') || typeof operand !== 'object') {
    return undefined;
  }
  return BigInt(registerNumber(operand, word) << 12);
}
