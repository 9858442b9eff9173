// SPDX-License-Identifier: Apache-2.0
/** Runs a line program and keeps its rows in columns (DWARF 5, section 6.2.5). */

import type { ByteReader } from './byte-reader';
import type { LineHeader } from './line-header';

export const rowFlag = {
  statement: 1,
  endSequence: 2,
  prologueEnd: 4,
  epilogueBegin: 8,
  basicBlock: 16,
} as const;

/** Rows in the order of the program. */
export interface LineRows {
  readonly count: number;
  /** See address.ts. */
  readonly addresses: Float64Array;
  readonly files: Uint32Array;
  readonly lines: Uint32Array;
  readonly columns: Uint32Array;
  /** Of `rowFlag`. */
  readonly flags: Uint8Array;
}

const opcode = {
  extended: 0,
  copy: 1,
  advanceAddress: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  negateStatement: 6,
  setBasicBlock: 7,
  constantAddAddress: 8,
  fixedAdvanceAddress: 9,
  setPrologueEnd: 10,
  setEpilogueBegin: 11,
  setInstructionSet: 12,
} as const;

const extended = { endSequence: 1, setAddress: 2, defineFile: 3, setDiscriminator: 4 } as const;

/** Runs a program to its end. @throws {SymbolFileError} when it is cut off or damaged */
export function runLineProgram(header: LineHeader): LineRows {
  return new LineMachine(header).run();
}

class LineMachine {
  private readonly reader: ByteReader;
  private readonly rows = new RowColumns();
  private address = 0;
  private operation = 0;
  private file = 1;
  private line = 1;
  private column = 0;
  private statement: boolean;
  private marks = 0;

  constructor(private readonly header: LineHeader) {
    this.reader = header.program;
    this.statement = header.defaultIsStatement;
  }

  run(): LineRows {
    const { opcodeBase, lineBase, lineRange } = this.header;
    while (!this.reader.atEnd) {
      const code = this.reader.u8();
      if (code >= opcodeBase) {
        const adjusted = code - opcodeBase;
        this.advance(Math.floor(adjusted / lineRange));
        this.line += lineBase + (adjusted % lineRange);
        this.emit(0);
      } else if (code === opcode.extended) {
        this.runExtended();
      } else {
        this.runStandard(code);
      }
    }
    return this.rows.finish();
  }

  private emit(flags: number): void {
    const all = this.marks | flags | (this.statement ? rowFlag.statement : 0);
    this.rows.add(this.address, this.file, this.line, this.column, all);
    this.marks = 0;
  }

  private advance(operations: number): void {
    const { minimumInstruction, maximumOperations } = this.header;
    if (maximumOperations === 1) {
      this.address += operations * minimumInstruction;
      return;
    }
    const total = this.operation + operations;
    this.address += minimumInstruction * Math.floor(total / maximumOperations);
    this.operation = total % maximumOperations;
  }

  private runStandard(code: number): void {
    switch (code) {
      case opcode.copy:
        this.emit(0);
        break;
      case opcode.advanceAddress:
        this.advance(this.reader.uleb());
        break;
      case opcode.advanceLine:
        this.line += this.reader.sleb();
        break;
      case opcode.setFile:
        this.file = this.reader.uleb();
        break;
      case opcode.setColumn:
        this.column = this.reader.uleb();
        break;
      case opcode.negateStatement:
        this.statement = !this.statement;
        break;
      case opcode.setBasicBlock:
        this.marks |= rowFlag.basicBlock;
        break;
      case opcode.constantAddAddress:
        this.advance(Math.floor((255 - this.header.opcodeBase) / this.header.lineRange));
        break;
      case opcode.fixedAdvanceAddress:
        // The one operand that is no LEB128 and is not scaled: assemblers use it where the linker may shorten code.
        this.address += this.reader.u16();
        this.operation = 0;
        break;
      case opcode.setPrologueEnd:
        this.marks |= rowFlag.prologueEnd;
        break;
      case opcode.setEpilogueBegin:
        this.marks |= rowFlag.epilogueBegin;
        break;
      default:
        this.skipOperands(code);
    }
  }

  private skipOperands(code: number): void {
    const count = this.header.operandCounts[code - 1] ?? 0;
    for (let i = 0; i < count; i++) {
      this.reader.uleb();
    }
  }

  private runExtended(): void {
    const length = this.reader.uleb();
    const end = this.reader.position + length;
    if (length === 0) {
      return;
    }
    const code = this.reader.u8();
    if (code === extended.endSequence) {
      this.emit(rowFlag.endSequence);
      this.reset();
    } else if (code === extended.setAddress) {
      this.address = this.reader.address(length - 1);
      this.operation = 0;
    }
    this.reader.seek(end);
  }

  private reset(): void {
    this.address = 0;
    this.operation = 0;
    this.file = 1;
    this.line = 1;
    this.column = 0;
    this.statement = this.header.defaultIsStatement;
    this.marks = 0;
  }
}

/** Columns that grow. */
class RowColumns {
  private count = 0;
  private addresses = new Float64Array(1024);
  private files = new Uint32Array(1024);
  private lines = new Uint32Array(1024);
  private columns = new Uint32Array(1024);
  private flags = new Uint8Array(1024);

  add(address: number, file: number, line: number, column: number, flags: number): void {
    if (this.count === this.addresses.length) {
      this.grow();
    }
    this.addresses[this.count] = address;
    this.files[this.count] = file;
    this.lines[this.count] = line;
    this.columns[this.count] = column;
    this.flags[this.count] = flags;
    this.count++;
  }

  finish(): LineRows {
    const { count } = this;
    return {
      count,
      addresses: this.addresses.slice(0, count),
      files: this.files.slice(0, count),
      lines: this.lines.slice(0, count),
      columns: this.columns.slice(0, count),
      flags: this.flags.slice(0, count),
    };
  }

  private grow(): void {
    const size = this.addresses.length * 2;
    const grown = <T extends Float64Array | Uint32Array | Uint8Array>(target: T, old: T): T => {
      target.set(old);
      return target;
    };
    this.addresses = grown(new Float64Array(size), this.addresses);
    this.files = grown(new Uint32Array(size), this.files);
    this.lines = grown(new Uint32Array(size), this.lines);
    this.columns = grown(new Uint32Array(size), this.columns);
    this.flags = grown(new Uint8Array(size), this.flags);
  }
}
