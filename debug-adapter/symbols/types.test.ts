// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { askGdb } from '../../test/support/gdb-types';
import { requireTool } from '../../test/support/requirements';
import { scratchFolder } from '../../test/support/scratch';
import {
  buildTypeProgram,
  buildTypeProgramFor,
  buildTypeProgramWithGcc,
  TYPED_VARIABLES,
} from '../../test/support/type-program';
import { fileSource, openSymbols, type Symbols, sizeOf, stripTypedefs, type Type, typeName } from '.';

interface Variant {
  readonly compiler: 'gcc' | 'bundled';
  readonly options: readonly string[];
  /** Not RISC-V. */
  readonly target?: string;
}

const VARIANTS: Record<string, Variant> = {
  'gcc DWARF 5': { compiler: 'gcc', options: ['-gdwarf-5', '-Og'] },
  'gcc DWARF 4 -O2': { compiler: 'gcc', options: ['-gdwarf-4', '-O2'] },
  'gcc DWARF 4 with type units': { compiler: 'gcc', options: ['-gdwarf-4', '-fdebug-types-section'] },
  'gcc DWARF 5 with type units': { compiler: 'gcc', options: ['-gdwarf-5', '-fdebug-types-section'] },
  'gcc DWARF 2': { compiler: 'gcc', options: ['-gdwarf-2', '-gstrict-dwarf'] },
  'gcc with offsets of 64 bits': { compiler: 'gcc', options: ['-gdwarf-5', '-gdwarf64'] },
  'gcc for 32 bits': { compiler: 'gcc', options: ['-gdwarf-5', '-march=rv32imac', '-mabi=ilp32'] },
  'gcc for 32 bits DWARF 4': { compiler: 'gcc', options: ['-gdwarf-4', '-O2', '-march=rv32imac', '-mabi=ilp32'] },
  'the bundled compiler DWARF 5': { compiler: 'bundled', options: ['-gdwarf-5', '-O0'] },
  'the bundled compiler DWARF 4': { compiler: 'bundled', options: ['-gdwarf-4', '-O0'] },
  'the bundled compiler for AArch64': {
    compiler: 'bundled',
    options: ['-gdwarf-5', '-O0'],
    target: 'aarch64-freestanding-none',
  },
  'the bundled compiler for Arm': {
    compiler: 'bundled',
    options: ['-gdwarf-4', '-O0'],
    target: 'arm-freestanding-eabi',
  },
  'the bundled compiler with type units': { compiler: 'bundled', options: ['-gdwarf-5', '-fdebug-types-section'] },
};

/** How deep types are followed: all of the program's are recursive before. */
const DEPTH = 5;

/** The same of a type as `dump` in gdb gives: name, size, and what it is made of, in bits. */
function dump(type: Type, depth: number): Record<string, unknown> {
  const base = stripTypedefs(type);
  const head = { name: typeName(type), size: sizeOf(type) };
  if (depth === 0) {
    return head;
  }
  switch (base.kind) {
    case 'struct':
    case 'union':
      return {
        ...head,
        members: base.members().map(({ name, offset, bitOffset, bitSize, type: member }) => {
          return [name ?? null, offset * 8 + (bitOffset ?? 0), bitSize ?? 0, dump(member(), depth - 1)];
        }),
      };
    case 'enum':
      return { ...head, values: base.enumerators().map(({ name, value }) => [name, Number(value)]) };
    case 'array':
      return { ...head, target: dump(base.element(), depth - 1) };
    case 'pointer':
      return { ...head, target: dump(base.target(), depth - 1) };
    case 'function': {
      const parameters = base.parameters().map((parameter) => dump(parameter, depth - 1));
      return { ...head, target: dump(base.returns(), depth - 1), parameters };
    }
    default:
      return head;
  }
}

describe('types', () => {
  const folder = scratchFolder();

  async function build(
    this: Mocha.Context,
    file: string,
    { compiler, options, target }: Variant,
  ): Promise<string | undefined> {
    if (target !== undefined) {
      return buildTypeProgramFor(folder(), target, options);
    }
    if (compiler === 'bundled') {
      return buildTypeProgram(folder(), file, options);
    }
    requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
    return buildTypeProgramWithGcc(folder(), file, options);
  }

  for (const [name, variant] of Object.entries(VARIANTS)) {
    describe(`of a program by ${name}`, () => {
      let elf: string;
      let symbols: Symbols;

      before(async function () {
        const built = await build.call(this, name.replace(/\W+/g, '-'), variant);
        if (built === undefined) {
          this.skip();
        }
        elf = built;
        symbols = openSymbols(fileSource(elf));
      });

      it('are what gdb says they are, to every bit', function () {
        requireTool(this, 'gdb-multiarch', 'gdb-multiarch');
        const list = JSON.stringify(TYPED_VARIABLES);
        const program = `answer({name: dump(gdb.lookup_global_symbol(name).type, ${DEPTH}) for name in ${list}})`;
        const wanted = askGdb(elf, program) as Record<string, unknown>;
        for (const variable of TYPED_VARIABLES) {
          const [found, ...others] = symbols.variablesNamed(variable);
          assert.ok(found && others.length === 0, `${variable}: ${others.length + 1} definitions`);
          assert.deepEqual(dump(found.type, DEPTH), wanted[variable], variable);
        }
        assert.deepEqual(symbols.problems, []);
      });

      it('are found by name, from any unit', () => {
        const text = (type: Type | undefined) => type && typeName(type);
        assert.equal(text(symbols.typeNamed('only_here_t')), 'only_here_t');
        assert.equal(text(symbols.typeNamed('struct  bits')), 'struct bits');
        assert.equal(symbols.typeNamed('bits'), undefined);
        assert.equal(symbols.typeNamed('struct no_such'), undefined);
        assert.equal(sizeOf(symbols.typeNamed('long unsigned int')!), symbols.addressSize);
        assert.equal(sizeOf(symbols.typeNamed('unsigned short')!), 2);
        // The first unit only declares it.
        const near = symbols.functionsNamed('_start')[0]!.entry;
        const complete = symbols.typeNamed('struct defined_elsewhere', near);
        assert.ok(complete?.kind === 'struct' && !complete.incomplete && complete.size === symbols.addressSize);
        assert.equal(symbols.typeNamed('struct unknown_to_all'), undefined);
      });

      it('have enumerators that are found by name', () => {
        assert.equal(symbols.enumeratorNamed('FROM_SECOND')?.value, 77n);
        const failed = symbols.enumeratorNamed('FAILED')!;
        assert.deepEqual([failed.value, typeName(failed.type)], [-3n, 'enum state']);
        assert.equal(symbols.enumeratorNamed('HUGE')?.value, 0xffff_ffffn);
        assert.equal(symbols.enumeratorNamed('NOTHING'), undefined);
      });

      it('tell functions', () => {
        const [counted] = symbols.functionsNamed('counted');
        assert.equal(typeName(symbols.typeOfFunction(counted!.entry)!), 'int (int)');
        const [start] = symbols.functionsNamed('_start');
        assert.equal(typeName(symbols.typeOfFunction(start!.entry)!), 'void (void)');
      });

      it('tell statics of one name apart', () => {
        const lines = (
          variables: readonly { readonly kind: string; readonly place?: { line: number } | undefined }[],
        ) => variables.map(({ kind, place }) => [kind, place!.line > 0]);
        assert.deepEqual(lines(symbols.variablesNamed('file_static')), [
          ['static', true],
          ['static', true],
        ]);
        assert.deepEqual(
          new Set(symbols.variablesNamed('calls').map((one) => typeName(one.type))),
          new Set(['int', 'long']),
        );
        assert.deepEqual(symbols.variablesNamed('no_such'), []);
        const near = symbols.functionsNamed('second')[0]!.entry;
        const own = symbols.variablesNamed('file_static', near);
        assert.deepEqual([own.length, own[0]?.place?.file.endsWith('second.c')], [1, true]);
        assert.equal(symbols.variablesNamed('matrix', near).length, 1);
        const unit = symbols.variablesOfUnit(near).map((one) => one.name);
        assert.ok(unit.includes('other_value') && unit.includes('file_static') && !unit.includes('matrix'), `${unit}`);
      });
    });
  }
});

describe('the size of a type that damaged debug information describes', () => {
  const base = (size: number): Type => ({ kind: 'base', name: 'broken', size, encoding: 'signed' });
  const arrayOf = (element: Type, count: number): Type => ({ kind: 'array', element: () => element, count });

  it('is never below zero nor beyond what a number can hold', () => {
    assert.equal(sizeOf(base(-8)), 0);
    assert.equal(sizeOf(arrayOf(base(-8), 2)), 0);
    assert.equal(sizeOf(arrayOf(base(8), -2)), 0);
    assert.equal(sizeOf(arrayOf(arrayOf(base(8), 2 ** 40), 2 ** 40)), 0);
    assert.equal(sizeOf(arrayOf(arrayOf(base(8), 3), 2)), 48);
  });
});
