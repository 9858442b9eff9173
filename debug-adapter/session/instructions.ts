// SPDX-License-Identifier: Apache-2.0
/**
 * Stretches of machine code around an address, as many instructions as are asked for, whatever is there. Instructions
 * differ in size, so that what lies before an address is found from where functions begin.
 */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { disassemble, type Instruction, instructionAlignment } from '../disassembly';
import type { Symbols } from '../symbols';
import type { Address, Space } from '../target';
import type { Client } from './client';
import type { Debuggee } from './debuggee';

/** Bytes of the largest instruction. */
const MAX_SIZE = 4;
/** What is not mapped, is not mapped up to here. */
const PAGE = 0x1000n;
/** Bytes behind a symbol beyond which it says nothing about where instructions begin. */
const MAX_FUNCTION = 1n << 16n;
const END = 1n << 64n;
/** Instructions further back that tell what those asked for refer to. */
const CONTEXT = 4;

export interface Stretch {
  /** Of the first instruction, counted from the one at the address; may be negative. */
  readonly first: number;
  readonly count: number;
}

/** Memory that is taken apart. An instruction without bytes is a place that is not mapped. */
class Code {
  private readonly alignment: number;

  constructor(
    private readonly debuggee: Debuggee,
    private readonly space: Space,
  ) {
    this.alignment = instructionAlignment(debuggee.target.architecture);
  }

  async symbolsAt(address: bigint): Promise<Symbols | undefined> {
    const { space } = this;
    return space.kind === 'virtual' ? (await this.debuggee.programs.at(space, address))?.symbols : undefined;
  }

  /**
   * At least so many instructions before and from an address on, unless the address space ends; in one piece, because
   * what an instruction refers to may be told by the one before it.
   * @returns with the place of the one at the address
   */
  async around(address: bigint, back: number, forward: number): Promise<{ list: Instruction[]; base: number }> {
    const before = (await this.before(address, back + CONTEXT)).slice(-back - CONTEXT);
    const last = address + BigInt(forward * MAX_SIZE);
    const high = last < END ? last : END;
    const list = await this.between(before[0]?.address ?? address, high);
    if (forward === 0 || list[before.length]?.address === address) {
      return { list, base: before.length };
    }
    // The address is in the middle of an instruction.
    return { list: [...before, ...(await this.between(address, high))], base: before.length };
  }

  /** At least `count` instructions up to an address, unless the address space begins. */
  private async before(address: bigint, count: number): Promise<Instruction[]> {
    let found: Instruction[] = [];
    let high = address;
    while (found.length < count && high > 0n) {
      const missing = BigInt((count - found.length) * MAX_SIZE);
      const start = (await this.functionBefore(high)) ?? (high > missing ? high - missing : 0n);
      const low = await this.aligned(start, high);
      found = [...(await this.between(low, high)), ...found];
      high = low;
    }
    return found;
  }

  /** Where the code that ends at an address begins, by the symbols. */
  private async functionBefore(high: bigint): Promise<bigint | undefined> {
    const last = high - 1n;
    const found = (await this.symbolsAt(last))?.symbolAt(last);
    const start = found?.symbol.address;
    return start === undefined || high - start > MAX_FUNCTION ? undefined : start;
  }

  /** Without symbols: a place not far from `low` from where instructions lead to `high` exactly. */
  private async aligned(low: bigint, high: bigint): Promise<bigint> {
    const begin = low - (low % BigInt(this.alignment));
    for (let shift = 0; shift < MAX_SIZE; shift += this.alignment) {
      const start = begin + BigInt(shift);
      const last = start < high ? (await this.between(start, high)).at(-1) : undefined;
      // Data at the end means that an instruction was cut in two.
      if (last !== undefined && !last.text.startsWith('.')) {
        return start;
      }
    }
    return begin;
  }

  private async between(low: bigint, high: bigint): Promise<Instruction[]> {
    const found: Instruction[] = [];
    for (let at = low; at < high; ) {
      const bytes = await this.debuggee.target.readMemory({ space: this.space, value: at }, Number(high - at));
      found.push(...(await this.decode(bytes, at)));
      const end = at + BigInt(bytes.length);
      const page = (end / PAGE + 1n) * PAGE;
      at = page < high ? page : high;
      found.push(...this.unmapped(end, at));
    }
    return found;
  }

  private async decode(bytes: Uint8Array, address: bigint): Promise<Instruction[]> {
    if (bytes.length === 0) {
      return [];
    }
    const symbols = await this.symbolsAt(address);
    const globalPointer = symbols?.symbolNamed('__global_pointer$')?.address;
    return disassemble(this.debuggee.target.architecture, bytes, address, {
      resolve: (target) => symbols && symbolText(symbols, target),
      ...(globalPointer === undefined ? {} : { globalPointer }),
    });
  }

  private unmapped(low: bigint, high: bigint): Instruction[] {
    const found: Instruction[] = [];
    for (let address = low; address < high; address += BigInt(this.alignment)) {
      found.push({ address, size: this.alignment, bytes: new Uint8Array(), text: NOT_MAPPED, kind: 'other' });
    }
    return found;
  }
}

const NOT_MAPPED = '(not mapped)';

function symbolText(symbols: Symbols, address: bigint): string | undefined {
  const found = symbols.symbolAt(address);
  if (found === undefined || BigInt(found.offset) >= MAX_FUNCTION) {
    return undefined;
  }
  return found.offset === 0 ? found.symbol.name : `${found.symbol.name}+0x${found.offset.toString(16)}`;
}

/** Exactly as many instructions as asked for, with symbols and source places. */
export async function instructionsFrom(
  debuggee: Debuggee,
  client: Client,
  { space, value }: Address,
  { first, count }: Stretch,
): Promise<DebugProtocol.DisassembledInstruction[]> {
  const code = new Code(debuggee, space);
  const { list, base } = await code.around(value, Math.max(0, -first), Math.max(0, first + count));
  const low = base + first;
  const chosen = list.slice(Math.max(0, low), Math.max(0, low + count));
  const all = [...padding(Math.min(count, -low), 0n), ...chosen];
  return describe(debuggee, client, code, space, [...all, ...padding(count - all.length, END - 2n)]);
}

/** Stands for instructions beyond the ends of the address space. */
function padding(count: number, address: bigint): Instruction[] {
  return Array.from({ length: Math.max(0, count) }, () => ({
    address,
    size: 0,
    bytes: new Uint8Array(),
    text: NOT_MAPPED,
    kind: 'other',
  }));
}

async function describe(
  debuggee: Debuggee,
  client: Client,
  code: Code,
  space: Space,
  instructions: readonly Instruction[],
): Promise<DebugProtocol.DisassembledInstruction[]> {
  const described: DebugProtocol.DisassembledInstruction[] = [];
  let file: string | undefined;
  for (const { address, bytes, text } of instructions) {
    const reference = debuggee.references.encode({ space, value: address });
    if (bytes.length === 0) {
      described.push({ address: reference, instruction: text, presentationHint: 'invalid' });
      continue;
    }
    const symbols = await code.symbolsAt(address);
    const symbol = symbols && symbolText(symbols, address);
    const place = symbols?.lookup(address)?.place;
    described.push({
      address: reference,
      instructionBytes: Buffer.from(bytes)
        .toString('hex')
        .replace(/(..)(?!$)/g, '$1 '),
      instruction: text,
      ...(symbol === undefined ? {} : { symbol }),
      ...(place === undefined || place.line === 0 ? {} : { line: client.line(place.line) }),
      // A client takes over the file of the instruction before.
      ...(place === undefined || place.line === 0 || place.file === file
        ? {}
        : { location: debuggee.sources.place(place).source }),
    });
    file = place?.file ?? file;
  }
  return described;
}
