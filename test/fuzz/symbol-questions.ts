// SPDX-License-Identifier: Apache-2.0
/** Asks a symbol file everything that there is to ask, and checks what holds whatever the file. */

import assert from 'node:assert/strict';
import {
  evaluateExpression,
  type Location,
  type LocationContext,
  type RegisterRule,
  type Symbols,
  sizeOf,
  stripTypedefs,
  type Type,
  typeName,
  type UnwindRow,
  unqualified,
  type Variable,
} from '../../debug-adapter/symbols';

/** Names to ask for; the programs have some of each kind. */
export interface Questions {
  readonly addresses: readonly bigint[];
  readonly functions: readonly string[];
  readonly variables: readonly string[];
  readonly types: readonly string[];
  readonly enumerators: readonly string[];
  readonly files: readonly string[];
}

/** Types and variables that are looked into in one file. */
const MAXIMUM_VISITS = 1500;
const MAXIMUM_LISTED = 20;
const MAXIMUM_CALLERS = 3;

export interface Answers {
  readonly frames: number;
  readonly variables: number;
  readonly located: number;
  readonly types: number;
  readonly rows: number;
  readonly problems: number;
}

export class Questioner {
  private visits = MAXIMUM_VISITS;
  private readonly counts = { frames: 0, variables: 0, located: 0, types: 0, rows: 0, problems: 0 };

  constructor(
    private readonly symbols: Symbols,
    private readonly questions: Questions,
  ) {}

  async askAll(): Promise<Answers> {
    const { symbols, questions } = this;
    for (const address of questions.addresses) {
      await this.askAt(address);
    }
    this.askNames();
    for (const name of questions.variables) {
      await this.askVariables(symbols.variablesNamed(name), questions.addresses[0]!);
    }
    for (const name of questions.types) {
      this.askType(symbols.typeNamed(name), 4);
      this.askType(symbols.typeNamed(name, questions.addresses[0]), 4);
    }
    for (const name of questions.enumerators) {
      this.askType(symbols.enumeratorNamed(name)?.type, 1);
    }
    this.counts.problems = symbols.problems.length;
    assert.ok(symbols.problems.every((problem) => problem.length < 1000));
    return this.counts;
  }

  private async askAt(address: bigint): Promise<void> {
    const { symbols, counts } = this;
    const frames = symbols.lookup(address)?.frames ?? [];
    const levels = symbols.variablesAt(address);
    assert.equal(levels.length, frames.length, `frames and variables at 0x${address.toString(16)}`);
    counts.frames += frames.length;
    for (const { parameters, blocks } of levels) {
      await this.askVariables([...parameters, ...blocks.flat()], address);
    }
    symbols.symbolAt(address);
    symbols.lineRangeAt(address);
    this.askType(symbols.typeOfFunction(address), 3);
    await this.askRow(symbols.unwindRowAt(address), address);
  }

  private askNames(): void {
    const { symbols, questions } = this;
    symbols.symbols();
    symbols.sourceFiles();
    symbols.functions();
    for (const name of questions.functions) {
      symbols.functionsNamed(name);
      symbols.copiesOf(name);
      symbols.symbolsNamed(name);
    }
    for (const file of questions.files) {
      for (const line of symbols.linesOf(file).slice(0, MAXIMUM_LISTED)) {
        symbols.addressesOf(file, line);
      }
    }
  }

  private async askVariables(variables: readonly Variable[], address: bigint): Promise<void> {
    for (const variable of variables) {
      if (--this.visits < 0) {
        return;
      }
      this.counts.variables++;
      assert.ok(variable.name.length > 0 && (variable.place?.line ?? 0) >= 0);
      this.askType(variable.type, 3);
      const location = await variable.locate(contextAt(address, MAXIMUM_CALLERS));
      checkLocation(location);
      this.counts.located += location.kind === 'unavailable' ? 0 : 1;
    }
  }

  private async askRow(row: UnwindRow | undefined, address: bigint): Promise<void> {
    if (!row) {
      return;
    }
    this.counts.rows++;
    const context = contextAt(address, 0);
    const rules: (RegisterRule | UnwindRow['cfa'])[] = [row.cfa, ...row.registers.values()];
    for (const rule of rules) {
      if ('expression' in rule) {
        await evaluateExpression(rule.expression, context, [0x1000n]);
      }
    }
  }

  private askType(type: Type | undefined, depth: number): void {
    if (!type || depth === 0 || --this.visits < 0) {
      return;
    }
    this.counts.types++;
    assert.ok(typeName(type).length < 10_000);
    assert.ok(Number.isSafeInteger(sizeOf(type)) && sizeOf(type) >= 0);
    unqualified(type);
    for (const inner of innerTypes(stripTypedefs(type))) {
      this.askType(inner, depth - 1);
    }
  }
}

function innerTypes(type: Type): Type[] {
  switch (type.kind) {
    case 'pointer':
      return [type.target()];
    case 'array':
      return [type.element()];
    case 'function':
      return [type.returns(), ...type.parameters().slice(0, MAXIMUM_LISTED)];
    case 'struct':
    case 'union':
      assert.ok((type.place?.line ?? 0) >= 0);
      return type
        .members()
        .slice(0, MAXIMUM_LISTED)
        .map((member) => {
          assert.ok(member.offset >= 0 && (member.bitOffset ?? 0) >= 0 && (member.bitSize ?? 0) >= 0);
          return member.type();
        });
    case 'enum':
      type.enumerators();
      return [];
    default:
      return [];
  }
}

function checkLocation(location: Location): void {
  switch (location.kind) {
    case 'memory':
      assert.equal(location.address, BigInt.asUintN(64, location.address));
      break;
    case 'register':
      assert.ok(location.number >= 0);
      break;
    case 'pieces':
      location.pieces.forEach((piece) => {
        assert.ok(piece.bits >= 0);
        checkLocation(piece.location);
      });
      break;
    case 'unavailable':
      assert.ok(location.reason.length > 0);
  }
}

/** A frame whose registers and memory hold something, some of it lost. */
function contextAt(pc: bigint, callers: number): LocationContext {
  return {
    pc,
    register: async (number) => (number % 7 === 3 ? undefined : BigInt(number) * 0x1010n),
    cfa: async () => 0x8000_0000n,
    read: async (address, length) =>
      address % 5n === 4n ? undefined : new Uint8Array(length).fill(Number(address & 0xffn)),
    caller: async () => (callers > 0 ? contextAt(pc + 8n, callers - 1) : undefined),
  };
}
