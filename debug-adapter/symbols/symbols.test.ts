// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { basename } from 'node:path';
import { requireTool } from '../../test/support/requirements';
import { scratchFolder } from '../../test/support/scratch';
import { buildLarge, buildWithBundled, buildWithGcc, lineOf, programs } from '../../test/support/symbol-programs';
import { type CodeLocation, fileSource, openSymbols, type Symbols } from '.';
import { toAddress } from './address';
import { CachedSource } from './byte-source';
import { DebugSections } from './debug-sections';
import { readElf } from './elf-file';
import { readLineHeader } from './line-header';
import { rowFlag, runLineProgram } from './line-program';
import { openUnit, readUnitHeader } from './unit';

const BINUTILS = 'binutils-riscv64-unknown-elf';
const GCC = 'gcc-riscv64-unknown-elf';
const KERNEL_ADDRESS = ['-Wl,-Ttext=0xffffffff80200000'];

interface Variant {
  readonly compiler: 'gcc' | 'bundled';
  readonly options: readonly string[];
  /**
   * addr2line 2.40 mixes up DWARF 5 file numbers where file 0 is a file of its own, and range lists given by an index.
   * Where it differs, gdb has to agree.
   */
  readonly addr2lineErrs?: true;
}

const VARIANTS: Record<string, Variant> = {
  'gcc DWARF 4 -Og': { compiler: 'gcc', options: ['-gdwarf-4', '-Og'] },
  'gcc DWARF 4 -O2': { compiler: 'gcc', options: ['-gdwarf-4', '-O2'] },
  'gcc DWARF 5 -O0': { compiler: 'gcc', options: ['-gdwarf-5', '-O0'] },
  'gcc DWARF 5 -Og': { compiler: 'gcc', options: ['-gdwarf-5', '-Og'] },
  'gcc DWARF 5 -O2': { compiler: 'gcc', options: ['-gdwarf-5', '-O2'] },
  'gcc DWARF 3': { compiler: 'gcc', options: ['-gdwarf-3', '-gstrict-dwarf', '-Os'] },
  'gcc at a kernel address': { compiler: 'gcc', options: ['-gdwarf-5', '-O2', ...KERNEL_ADDRESS] },
  'gcc with dropped functions': {
    compiler: 'gcc',
    options: ['-gdwarf-4', '-O2', '-ffunction-sections', '-Wl,--gc-sections'],
  },
  'gcc with the whole program as one unit': {
    compiler: 'gcc',
    options: ['-gdwarf-5', '-O2', '-flto'],
    addr2lineErrs: true,
  },
  'gcc with compressed sections': { compiler: 'gcc', options: ['-gdwarf-5', '-Og', '-gz=zlib'] },
  'the bundled compiler DWARF 4 -Og': { compiler: 'bundled', options: ['-gdwarf-4', '-Og'] },
  'the bundled compiler DWARF 4 -O2': { compiler: 'bundled', options: ['-gdwarf-4', '-O2'] },
  'the bundled compiler DWARF 5 -Og': { compiler: 'bundled', options: ['-gdwarf-5', '-Og'], addr2lineErrs: true },
  'the bundled compiler DWARF 5 -O2': { compiler: 'bundled', options: ['-gdwarf-5', '-O2'], addr2lineErrs: true },
  'the bundled compiler with dropped functions': {
    compiler: 'bundled',
    options: ['-gdwarf-5', '-O2', '-ffunction-sections', '-Wl,--gc-sections'],
    addr2lineErrs: true,
  },
};

function run(program: string, args: readonly string[], input = ''): string {
  return execFileSync(program, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** Every second address of the sections that hold code. */
function codeAddresses(elf: string): bigint[] {
  const addresses: bigint[] = [];
  for (const line of run('riscv64-unknown-elf-objdump', ['-h', '-w', elf]).split('\n')) {
    const found = /^ *\d+ (\S+) +([0-9a-f]{8}) +([0-9a-f]{16}).*\bCODE\b/.exec(line);
    const size = found ? Number.parseInt(found[2]!, 16) : 0;
    for (let offset = 0; offset < size; offset += 2) {
      addresses.push(BigInt(`0x${found![3]}`) + BigInt(offset));
    }
  }
  return addresses;
}

/** What addr2line says of each address: function and place of each frame, innermost first. */
function askAddr2line(elf: string, addresses: readonly bigint[]): string[] {
  const input = addresses.map((address) => `0x${address.toString(16)}\n`).join('');
  const output = run('riscv64-unknown-elf-addr2line', ['-i', '-f', '-a', '-e', elf], input);
  return output
    .replace(/ \(discriminator \d+\)/g, '')
    .split(/^0x[0-9a-f]{16}\n/m)
    .slice(1);
}

function inItsWords(location: CodeLocation | undefined): string {
  if (!location) {
    return '??\n??:0\n';
  }
  const frames = location.frames.map(({ function: name, place }) => {
    return `${name}\n${place ? `${place.file}:${place.line || '?'}` : '??:?'}\n`;
  });
  return frames.join('');
}

/** What gdb says of each address: functions from the innermost one outwards, and the place. */
function askGdb(elf: string, addresses: readonly bigint[]): string[] {
  const list = addresses.map((address) => `0x${address.toString(16)}`).join(',');
  const script = [
    'import os',
    `for pc in [${list}]:`,
    '  place = gdb.find_pc_line(pc)',
    '  block = gdb.block_for_pc(pc)',
    '  names = []',
    '  while block and not block.is_static:',
    '    names += [block.function.name] if block.function else []',
    '    block = block.superblock',
    "  print('answer', ' '.join(names), os.path.basename(place.symtab.filename) if place.symtab else '?', place.line)",
  ];
  const output = run('gdb-multiarch', [
    '-batch',
    '-nx',
    '-ex',
    `python exec(${JSON.stringify(script.join('\n'))})`,
    elf,
  ]);
  return output.split('\n').flatMap((line) => (line.startsWith('answer ') ? [line.slice(7)] : []));
}

function gdbWords(location: CodeLocation | undefined): string {
  const names = location?.frames.map((frame) => frame.function) ?? [];
  return `${names.join(' ')} ${basename(location?.place?.file ?? '?')} ${location?.place?.line ?? 0}`;
}

interface Row {
  readonly file: string;
  readonly line: number;
  readonly address: bigint;
  readonly statement: boolean;
  readonly end: boolean;
}

/** The rows of all line programs as binutils decodes them. */
function askReadelf(elf: string): Row[] {
  const rows: Row[] = [];
  for (const line of run('riscv64-unknown-elf-readelf', ['-W', '-wL', elf]).split('\n')) {
    const found = /^(\S+) +(\d+|-) +(0x[0-9a-f]+|0)(?: +\d+)?( +x)?(?: +END)?\s*$/.exec(line);
    if (found) {
      const [, file, number, address, statement] = found;
      const end = number === '-';
      rows.push({
        file: file!,
        line: end ? 0 : Number(number),
        address: BigInt(address!),
        statement: Boolean(statement),
        end,
      });
    }
  }
  return rows;
}

/** The rows of all line programs as decoded here, in the order of the units. */
function ownRows(elf: string): Row[] {
  const source = new CachedSource(fileSource(elf));
  const sections = new DebugSections(source, readElf(source));
  const rows: Row[] = [];
  for (let offset = 0; offset < sections.get('info').size; ) {
    const header = readUnitHeader(sections, offset);
    offset = header.end;
    const unit = openUnit(sections, header);
    if (unit.lineProgram === undefined) {
      continue;
    }
    const program = readLineHeader(sections, unit, unit.lineProgram);
    const { count, addresses, files, lines, flags } = runLineProgram(program);
    for (let row = 0; row < count; row++) {
      const end = (flags[row]! & rowFlag.endSequence) !== 0;
      rows.push({
        file: basename(program.files[files[row]!] ?? ''),
        line: end ? 0 : lines[row]!,
        address: toAddress(addresses[row]!),
        statement: !end && (flags[row]! & rowFlag.statement) !== 0,
        end,
      });
    }
  }
  return rows;
}

describe('symbols', () => {
  const folder = scratchFolder();

  function build(this: Mocha.Context, name: string, { compiler, options }: Variant): Promise<string> | string {
    requireTool(this, 'riscv64-unknown-elf-addr2line', BINUTILS);
    const file = name.replace(/\W+/g, '-');
    if (compiler === 'bundled') {
      return buildWithBundled(folder(), file, options);
    }
    requireTool(this, 'riscv64-unknown-elf-gcc', GCC);
    return buildWithGcc(folder(), file, options);
  }

  for (const [name, variant] of Object.entries(VARIANTS)) {
    describe(`of a program by ${name}`, () => {
      let elf: string;
      let symbols: Symbols;

      before(async function () {
        elf = await build.call(this, name, variant);
        symbols = openSymbols(fileSource(elf));
      });

      it('give every address the function, inlined calls and lines that addr2line gives', function () {
        const addresses = codeAddresses(elf);
        const answers = askAddr2line(elf, addresses);
        assert.ok(addresses.length > 50 && answers.length === addresses.length);
        let inlined = 0;
        const disputed: bigint[] = [];
        addresses.forEach((address, index) => {
          const location = symbols.lookup(address);
          inlined += location && location.frames.length > 1 ? 1 : 0;
          // Where there is no DWARF function, addr2line may name a label that the assembler made up.
          const wanted = answers[index]!.replace(/^\.L\S* *$/m, location?.frames[0]?.function ?? '');
          if (variant.addr2lineErrs && inItsWords(location) !== wanted) {
            disputed.push(address);
          } else {
            assert.equal(inItsWords(location), wanted, `at 0x${address.toString(16)}`);
          }
        });
        if (disputed.length > 0) {
          requireTool(this, 'gdb-multiarch', 'gdb-multiarch');
          const judged = askGdb(elf, disputed);
          disputed.forEach((address, index) => {
            const own = gdbWords(symbols.lookup(address));
            // For rows of no line, gdb names the line before.
            const wanted = own.endsWith(' 0') ? judged[index]!.replace(/\d+$/, '0') : judged[index];
            assert.equal(own, wanted, `at 0x${address.toString(16)}`);
          });
        }
        assert.ok(inlined > 0, 'no address of the program lies in inlined code');
        assert.deepEqual(symbols.problems, []);
      });

      it('have every row of the line tables that readelf decodes', () => {
        const wanted = askReadelf(elf);
        const own = ownRows(elf);
        // The judge cuts long names of files and shows the directory table's name for some.
        assert.ok(wanted.length > 20);
        assert.deepEqual(
          own.map(({ file, ...row }) => row),
          wanted.map(({ file, ...row }) => row),
        );
        assert.deepEqual(new Set(own.map((row) => row.file)), new Set(wanted.map((row) => row.file)));
      });

      it('lead from a line to all its code and back', () => {
        let checked = 0;
        for (const file of ['main.c', 'other.c', 'inline.h']) {
          for (const line of symbols.linesOf(file)) {
            for (const start of symbols.addressesOf(file, line)) {
              checked++;
              assert.equal(start.place.line, line);
              const row = symbols.lookup(start.address)!;
              assert.ok(row.isStatement, `${file}:${line}`);
              assert.equal(row.frames[0]!.function, start.function);
            }
          }
        }
        assert.ok(checked > 15);
      });

      it('find inlined code at the places it was copied to', () => {
        const copies = symbols.copiesOf('mix');
        assert.ok(copies.length > 0);
        for (const copy of copies) {
          assert.deepEqual([copy.inlined, basename(copy.place.file)], [true, 'inline.h']);
        }
      });

      it('know functions by name', () => {
        const [loop] = symbols.functionsNamed('loop');
        assert.ok(loop);
        // Compilers add suffixes to the names of functions that they specialise.
        assert.match(symbols.symbolAt(loop.entry)!.symbol.name, /^loop(\.|$)/);
        assert.equal(loop.place?.line, lineOf(programs.main, 'static int loop'));
        assert.equal(basename(loop.place.file), 'main.c');
        assert.ok(loop.body >= loop.entry && symbols.lookup(loop.body)!.isStatement);
        assert.ok(symbols.functions().some((one) => one.name === '_start' && one.external));
        assert.deepEqual(symbols.functionsNamed('no_such_function'), []);
      });

      it('know every symbol that nm lists', () => {
        const listed = run('riscv64-unknown-elf-nm', ['-S', elf]).split('\n');
        let checked = 0;
        for (const line of listed) {
          const found = /^([0-9a-f]{16})(?: ([0-9a-f]{16}))? [^U] ([^$.]\S*)$/.exec(line);
          if (found) {
            checked++;
            const address = BigInt(`0x${found[1]}`);
            const own = symbols.symbolsNamed(found[3]!).find((symbol) => symbol.address === address);
            assert.ok(own, line);
            assert.equal(own.size, found[2] ? Number.parseInt(found[2], 16) : 0);
          }
        }
        assert.ok(checked > 5);
      });
    });
  }

  describe('as a user meets them', () => {
    let elf: string;

    before(async function () {
      elf = await build.call(this, 'user', { compiler: 'gcc', options: ['-gdwarf-5', '-Og'] });
    });

    it('tell the chain of inlined calls, innermost first, each with its place', () => {
      const symbols = openSymbols(fileSource(elf));
      const line = lineOf(programs.main, 'return value * 3 + 1');
      const [start] = symbols
        .addressesOf('main.c', line)
        .filter(({ address }) => symbols.lookup(address)!.frames.length === 3);
      const frames = symbols.lookup(start!.address)!.frames;
      assert.deepEqual(
        frames.map((frame) => [frame.function, frame.inlined]),
        [
          ['leaf', true],
          ['middle', true],
          ['loop', false],
        ],
      );
      assert.equal(frames[2]!.place?.line, lineOf(programs.main, 'sum += middle(i)'));
      assert.equal(
        frames[2]!.place.column,
        programs.main.split('\n')[frames[2]!.place.line - 1]!.indexOf('middle') + 1,
      );
    });

    it('find inlined code at every place it was copied to', () => {
      const symbols = openSymbols(fileSource(elf));
      const copies = symbols.addressesOf('inline.h', lineOf(programs.inline, 'v ^= v << 3'));
      const owners = copies.map(
        ({ address }) => symbols.lookup(address)!.frames.find((frame) => !frame.inlined)!.function,
      );
      assert.deepEqual([...new Set(owners)].sort(), ['choose', 'loop', 'unlikely']);
      assert.equal(copies.length, symbols.copiesOf('mix').length);
    });

    it('are the same when the debug information has offsets of 64 bits', async function () {
      const [short, long] = await Promise.all(
        [[], ['-gdwarf64']].map(async (options) => {
          const built = build.call(this, `w${options.length}`, {
            compiler: 'gcc',
            options: ['-gdwarf-5', '-O2', ...options],
          });
          return openSymbols(fileSource(await built));
        }),
      );
      for (const address of codeAddresses(`${folder()}/w0.elf`)) {
        assert.deepEqual(long!.lookup(address), short!.lookup(address));
      }
      assert.deepEqual(long!.problems, []);
    });

    it('know functions written in assembly', () => {
      const symbols = openSymbols(fileSource(elf));
      const [found] = symbols.functionsNamed('assembly');
      assert.deepEqual([basename(found!.place!.file), found!.place!.line, found!.external], ['assembly.S', 5, true]);
      assert.equal(symbols.lookup(found!.entry)?.frames[0]?.function, 'assembly');
      assert.deepEqual(symbols.functionsNamed('table'), []);
    });

    it('follow #line', () => {
      const symbols = openSymbols(fileSource(elf));
      assert.ok(symbols.addressesOf('generated.c', 4002).length > 0);
      assert.equal(symbols.addressesOf('main.c', 4002).length, 0);
    });

    it('match paths by whole components from the end', () => {
      const symbols = openSymbols(fileSource(elf));
      const line = lineOf(programs.main, 'int sum = 0');
      assert.ok(symbols.addressesOf(`${folder()}/main.c`, line).length > 0);
      assert.ok(symbols.addressesOf('main.c', line).length > 0);
      assert.equal(symbols.addressesOf('ain.c', line).length, 0);
      assert.equal(symbols.addressesOf('/elsewhere/main.c', line).length, 0);
    });

    it('name the nearest symbol below an address', () => {
      const symbols = openSymbols(fileSource(elf));
      const table = symbols.symbolNamed('table')!;
      assert.equal(table.kind, 'object');
      const found = symbols.symbolAt(table.address + 5n)!;
      assert.deepEqual([found.symbol.name, found.offset, found.inside], ['table', 5, true]);
      assert.equal(symbols.symbolAt(0n), undefined);
    });

    it('are absent in a stripped file, and its segments are there', () => {
      const stripped = `${elf}.stripped`;
      copyFileSync(elf, stripped);
      run('riscv64-unknown-elf-strip', ['-s', stripped]);
      const symbols = openSymbols(fileSource(stripped));
      assert.equal(symbols.hasSymbolTable, false);
      assert.equal(symbols.hasDebugInfo, false);
      assert.equal(symbols.lookup(symbols.entry), undefined);
      assert.deepEqual(symbols.functions(), []);
      assert.deepEqual(symbols.addressesOf('main.c', 10), []);
      const whole = openSymbols(fileSource(elf));
      const contents = (one: Symbols) =>
        one.segments.map((segment) => Buffer.from(one.segmentData(segment)).toString('hex'));
      assert.equal(symbols.entry, whole.entry);
      assert.ok(contents(symbols).join('').length > 100);
      assert.deepEqual(
        symbols.segments.map(({ address, memorySize, executable }) => [address, memorySize, executable]),
        whole.segments.map(({ address, memorySize, executable }) => [address, memorySize, executable]),
      );
    });

    it('come from the symbol table alone when there is no debug information', () => {
      const stripped = `${elf}.nodebug`;
      copyFileSync(elf, stripped);
      run('riscv64-unknown-elf-strip', ['-g', stripped]);
      const symbols = openSymbols(fileSource(stripped));
      const loop = symbols.symbolNamed('loop')!;
      const location = symbols.lookup(loop.address + 2n)!;
      assert.deepEqual(location.frames, [{ function: 'loop', inlined: false }]);
      assert.equal(location.place, undefined);
      assert.equal(symbols.lookup(symbols.symbolNamed('table')!.address), undefined);
    });

    it('do not read the debug information whole to answer one question', () => {
      const large = fileSource(buildLarge(folder(), 12));
      const sections = readElf(large).sections;
      const debug = sections.filter((section) => /^\.debug_(info|line|abbrev|loclists)$/.test(section.name));
      const total = debug.reduce((sum, section) => sum + section.size, 0);
      let bytesRead = 0;
      const read = (offset: number, length: number): Uint8Array => {
        const bytes = large.read(offset, length);
        const wanted = debug.some((section) => offset >= section.offset && offset < section.offset + section.size);
        bytesRead += wanted ? bytes.length : 0;
        return bytes;
      };
      const symbols = openSymbols({ name: large.name, size: large.size, read });
      assert.equal(bytesRead, 0, 'opening reads debug information');
      const [entry] = symbols.functionsNamed('unit7_3');
      assert.equal(symbols.lookup(entry!.entry)?.frames[0]?.function, 'unit7_3');
      assert.ok(bytesRead > 0 && bytesRead < total / 2, `${bytesRead} of ${total} bytes read`);
      const before = bytesRead;
      assert.equal(symbols.lookup(entry!.entry + 4n)?.place?.file, entry!.place?.file);
      assert.equal(bytesRead, before, 'the same unit is read twice');
      const [level] = symbols.variablesAt(entry!.body);
      assert.deepEqual(
        [...level!.parameters, ...level!.blocks.flat()].map(({ name }) => name),
        ['value', 'local'],
      );
      assert.ok(symbols.unwindRowAt(entry!.body) && symbols.typeNamed('int', entry!.entry));
      assert.ok(bytesRead < total / 2, `${bytesRead} of ${total} bytes read`);
      large.close();
    });
  });
});
