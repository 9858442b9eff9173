// SPDX-License-Identifier: Apache-2.0
/** What the symbols of a program can say. All addresses are unsigned 64-bit virtual addresses as linked. */

import type { Architecture } from './elf-file';
import type { ElfSymbol, SymbolAtAddress } from './symbol-table';
import type { EnumType, FunctionType, Type } from './types';
import type { UnwindRow } from './unwinding';
import type { FrameVariables, Variable } from './variables';

export interface Segment {
  /** Virtual address. */
  readonly address: bigint;
  readonly physicalAddress: bigint;
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** A place in the source. Lines and columns count from 1; 0 is unknown. */
export interface SourcePlace {
  /** As the debug information has it: absolute, or relative to where the program was built. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One level of the calls that lead to an address: a real function, or a call that was inlined. */
export interface CodeFrame {
  readonly function: string;
  /** In the innermost frame the place of the address; further out the place of the inlined call. */
  readonly place?: SourcePlace | undefined;
  /** The function's code is a copy within the next frame's. */
  readonly inlined: boolean;
}

export interface CodeLocation {
  readonly address: bigint;
  /** Innermost first; the last one is the real function. Never empty. */
  readonly frames: readonly CodeFrame[];
  /** The place of the address; that of the innermost frame. */
  readonly place?: SourcePlace | undefined;
  /** The address is the start of a statement: a good place to stop. */
  readonly isStatement: boolean;
  /** The nearest ELF symbol at or below. */
  readonly symbol?: SymbolAtAddress | undefined;
}

export interface CodeRange {
  readonly low: bigint;
  /** Exclusive. */
  readonly high: bigint;
}

export interface SymbolFunction {
  readonly name: string;
  /** The mangled name, where it differs. */
  readonly linkageName?: string | undefined;
  readonly entry: bigint;
  /** Where the prologue ends: a breakpoint here sees the arguments. */
  readonly body: bigint;
  readonly ranges: readonly CodeRange[];
  /** Of its declaration; where there is none, as in assembly, of its first instruction. */
  readonly place?: SourcePlace | undefined;
  readonly external: boolean;
}

/** An address at which a source line begins to be executed. */
export interface SourceAddress {
  readonly address: bigint;
  readonly place: SourcePlace;
  /** The innermost function there, inlined or not. */
  readonly function?: string | undefined;
  readonly inlined: boolean;
}

/** A constant of an enumeration. */
export interface Enumerator {
  readonly type: EnumType;
  readonly value: bigint;
}

export interface Symbols {
  /** Name of the source, usually the path. */
  readonly name: string;
  readonly architecture: Architecture;
  /** Bytes of a pointer. */
  readonly addressSize: 4 | 8;
  readonly entry: bigint;
  readonly segments: readonly Segment[];
  /** False for a stripped file; then everything about names and lines is empty. */
  readonly hasSymbolTable: boolean;
  readonly hasDebugInfo: boolean;
  /** Damage in the debug information that was met so far, in words. What it concerns is left out of the answers. */
  readonly problems: readonly string[];

  /** The bytes of a segment that are in the file; the rest of its memory is zero. */
  segmentData(segment: Segment): Uint8Array;
  /** Function, inlined calls and line of an address; undefined when neither debug information nor symbols know it. */
  lookup(address: bigint): CodeLocation | undefined;
  /**
   * Where a stop at an address is, as gdb tells it: `lookup` names the line that the instruction belongs to, this one the
   * statement that begins at the address even if its first instruction belongs to another; and what no line stands for
   * is at the line before. Undefined without line information.
   */
  stopPlaceAt(address: bigint): SourcePlace | undefined;
  /**
   * Where the code of a line starts, inlined and otherwise copied code included, by ascending address.
   * @param file a path; one that is not in the debug information matches those that end like it
   */
  addressesOf(file: string, line: number): readonly SourceAddress[];
  /** The unbroken run of code of one source line around an address; what no line stands for belongs to the line before
   *  it. Undefined without line information. */
  lineRangeAt(address: bigint): CodeRange | undefined;
  /** The lines of a file that have code, ascending. */
  linesOf(file: string): readonly number[];
  /** Paths of all source files that the debug information names. */
  sourceFiles(): readonly string[];
  /** The functions of a name that have code of their own. */
  functionsNamed(name: string): readonly SymbolFunction[];
  /** All functions with code of their own. Reads all debug information: slow for a kernel. */
  functions(): readonly SymbolFunction[];
  /** Addresses of all copies of a function: its own code and wherever it was inlined. Reads all debug information. */
  copiesOf(name: string): readonly SourceAddress[];
  /** Variables visible at an address: one element for each of `lookup(address).frames`, in the same order. */
  variablesAt(address: bigint): readonly FrameVariables[];
  /**
   * Globals, statics of files and statics of functions with a name.
   * @param near an address in the unit to look in first; when it has such variables at file scope, only those are given
   */
  variablesNamed(name: string, near?: bigint): readonly Variable[];
  /** Globals and statics at file scope in the unit that holds an address, declared ones included. */
  variablesOfUnit(address: bigint): readonly Variable[];
  /**
   * @param name as in C, with its keyword: `struct virtqueue`, `u32`, `enum state`, `unsigned long`
   * @param near an address in the unit to look in first
   */
  typeNamed(name: string, near?: bigint): Type | undefined;
  enumeratorNamed(name: string, near?: bigint): Enumerator | undefined;
  /** The type of the function whose code (not inlined) holds an address. */
  typeOfFunction(address: bigint): FunctionType | undefined;
  /** How to find the caller's frame when the pc is at an address; undefined when no table says it. */
  unwindRowAt(address: bigint): UnwindRow | undefined;
  /** The ELF symbol of a name; a global one if there are several. */
  symbolNamed(name: string): ElfSymbol | undefined;
  symbolsNamed(name: string): readonly ElfSymbol[];
  /** The nearest ELF symbol at or below an address. */
  symbolAt(address: bigint): SymbolAtAddress | undefined;
  /** All ELF symbols. */
  symbols(): readonly ElfSymbol[];
}
