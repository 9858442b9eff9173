// SPDX-License-Identifier: Apache-2.0

import type { DisassemblyOptions, Instruction } from '../instruction';
import { type Form, findForm } from './decoder';
import { kindOf } from './kind';
import { KnownValues } from './known-values';
import { formatOperand } from './operand';

/** Bytes of the instruction that starts with these 16 bits, as far as RV64GC has it; longer ones it does not know. */
function sizeOf(parcel: number): 2 | 4 {
  return (parcel & 3) === 3 && (parcel & 0x1c) !== 0x1c ? 4 : 2;
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduce((word, byte, index) => word | (byte << (8 * index)), 0);
}

/** One pass over a piece of code. */
class Disassembly {
  private readonly known: KnownValues;

  constructor(private readonly options: DisassemblyOptions) {
    this.known = new KnownValues(options.globalPointer);
  }

  instruction(bytes: Uint8Array, address: bigint): Instruction {
    const word = littleEndian(bytes);
    const form = bytes.length === 4 || bytes.length === 2 ? findForm(word, bytes.length) : undefined;
    return form === undefined ? this.data(bytes, word, address) : this.decoded(form, bytes, word, address);
  }

  private data(bytes: Uint8Array, word: number, address: bigint): Instruction {
    this.known.forget();
    const directive = { 1: '.byte', 2: '.half' }[bytes.length] ?? '.word';
    const text = `${directive} 0x${(word >>> 0).toString(16)}`;
    return { address, size: bytes.length, bytes, text, kind: 'other' };
  }

  private decoded(form: Form, bytes: Uint8Array, word: number, address: bigint): Instruction {
    const reference = this.known.reference(form, word);
    const kind = kindOf(form, word);
    this.known.update(form, word, address);
    if (kind !== 'other' && kind !== 'branch') {
      this.known.forget();
    }
    const target = directTarget(form, word, address) ?? (kind === 'call' || kind === 'jump' ? reference : undefined);
    return {
      address,
      size: bytes.length,
      bytes,
      text: this.text(form, word, address, reference),
      kind,
      ...(target === undefined ? {} : { target }),
      ...(reference === undefined ? {} : { reference }),
    };
  }

  private text(form: Form, word: number, address: bigint, reference: bigint | undefined): string {
    const operands = form.parts.map((part) =>
      typeof part === 'string'
        ? part
        : formatOperand(part, word, (distance) => this.place(BigInt.asUintN(64, address + BigInt(distance)))),
    );
    const comment = reference === undefined ? '' : ` # ${this.place(reference)}`;
    return `${form.mnemonic} ${operands.join('')}`.trimEnd() + comment;
  }

  /** An address, with its symbol. */
  private place(address: bigint): string {
    const symbol = this.options.resolve?.(address);
    return `0x${address.toString(16)}${symbol === undefined ? '' : ` <${symbol}>`}`;
  }
}

function directTarget(form: Form, word: number, address: bigint): bigint | undefined {
  const distance = form.parts.find((part) => typeof part === 'object' && part.kind === 'distance');
  if (typeof distance !== 'object' || distance.kind !== 'distance') {
    return undefined;
  }
  return BigInt.asUintN(64, address + BigInt(distance.value(word)));
}

/** RV64GC with the privileged instructions, hypervisor extension included; see `disassemble`. */
export function disassembleRiscv(bytes: Uint8Array, address: bigint, options: DisassemblyOptions): Instruction[] {
  const disassembly = new Disassembly(options);
  const instructions: Instruction[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const parcel = littleEndian(bytes.subarray(offset, offset + 2));
    const wanted = sizeOf(parcel);
    // An instruction that is cut off at the end is shown as what is left of it.
    const left = bytes.length - offset;
    const size = left >= wanted ? wanted : left >= 2 ? 2 : 1;
    const piece = bytes.slice(offset, offset + size);
    const at = BigInt.asUintN(64, address + BigInt(offset));
    // A half of a cut 32-bit instruction has no form: its two lowest bits are 11.
    instructions.push(disassembly.instruction(piece, at));
    offset += size;
  }
  return instructions;
}
