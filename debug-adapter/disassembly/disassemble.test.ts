// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom } from '../../test/support/random';
import { projectRoot, requireTool } from '../../test/support/requirements';
import { assemble, type Line } from '../../test/support/riscv-assembler';
import { scratchFolder } from '../../test/support/scratch';
import { buildWithGcc } from '../../test/support/symbol-programs';
import { type DisassemblyOptions, disassemble, type Instruction } from '.';

const PACKAGE = 'binutils-riscv64-unknown-elf';
const OBJDUMP = 'riscv64-unknown-elf-objdump';
const OBJCOPY = 'riscv64-unknown-elf-objcopy';

interface Dumped {
  readonly text: string;
  /** The address in the comment. */
  readonly reference: bigint | undefined;
}

function run(program: string, args: readonly string[]): string {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 29 });
  assert.equal(done.status, 0, `${program}: ${done.stderr}`);
  return done.stdout;
}

/** `addi` is printed as `add`, `csrrwi` as `csrrw` by some versions of objdump when the last operand is a number. */
function fullMnemonic(mnemonic: string, operands: string): string {
  const isNumber = /(^|,)(-?\d+|0x[0-9a-f]+)$/.test(operands);
  const shortened = /^(add|addw|and|or|xor|slt|sltu|sll|srl|sra|sllw|srlw|sraw|csrr?[wsc])$/.test(mnemonic);
  if (!isNumber || !shortened) {
    return mnemonic;
  }
  return mnemonic.startsWith('csr') ? `${mnemonic}i` : mnemonic.replace(/^(.*?)([uw]?)$/, '$1i$2');
}

/** One line of objdump as we write it. */
function normalised(line: string): Dumped {
  const [code = '', comment = ''] = line.split('#').map((part) => part.trim());
  const [mnemonic = '', operands = ''] = code.split(/\s+/);
  const name = fullMnemonic(mnemonic, operands).replace('.2byte', '.half').replace('.4byte', '.word');
  return { text: `${name} ${operands}`.trim(), reference: comment === '' ? undefined : BigInt(comment) };
}

/** What objdump says, by address. */
function dump(args: readonly string[]): Map<bigint, Dumped> {
  const output = run(OBJDUMP, ['-z', ...args]);
  const lines = [...output.matchAll(/^ *([0-9a-f]+):\t[0-9a-f ]+\t(.*)$/gm)];
  return new Map(lines.map((line) => [BigInt(`0x${line[1]}`), normalised(line[2]!)]));
}

function withoutComment(instruction: Instruction): string {
  return instruction.text.replace(/ #.*/, '');
}

/** The code of an ELF file in a file of its own. */
function textOf(elf: string, folder: string): { file: string; address: bigint } {
  const file = join(folder, 'text.bin');
  run(OBJCOPY, ['-O', 'binary', '--only-section=.text', elf, file]);
  const address = /\.text +PROGBITS +([0-9a-f]+)/.exec(run('riscv64-unknown-elf-readelf', ['-SW', elf]))?.[1];
  return { file, address: BigInt(`0x${address}`) };
}

/** Compares every instruction of a file of bare code. @returns how many there are */
function compare(file: string, address: bigint): number {
  const lines = dump(['-D', '-b', 'binary', '-m', 'riscv:rv64', `--adjust-vma=${address}`, file]);
  const instructions = disassemble('riscv64', readFileSync(file), address);
  const differences = instructions
    .map((instruction) => ({ ours: withoutComment(instruction), theirs: lines.get(instruction.address)?.text }))
    .filter(({ ours, theirs }) => ours !== theirs);
  assert.deepEqual(differences.slice(0, 20), []);
  assert.equal(instructions.length, lines.size);
  checkReferences(instructions, lines);
  return instructions.length;
}

/** Addresses put together from two instructions: those that objdump gives, but for what it takes from registers that
 *  have been overwritten meanwhile or from tp, which it assumes to be 0; and it leaves out those of 16-bit instructions. */
function checkReferences(instructions: readonly Instruction[], lines: ReadonlyMap<bigint, Dumped>): void {
  const ours = instructions.filter(({ reference, size }) => reference !== undefined && size === 4);
  const agreed = ours.filter(({ address, reference }) => lines.get(address)?.reference === reference);
  const theirs = [...lines.values()].filter(({ reference }) => reference !== undefined);
  assert.ok(agreed.length >= 0.95 * ours.length, `${agreed.length} of ${ours.length} addresses agree`);
  assert.ok(
    agreed.length >= 0.9 * theirs.length,
    `${agreed.length} of ${theirs.length} addresses of objdump are known`,
  );
}

/** Instructions of all opcodes in use, with random operands. */
function randomInstructions(random: SeededRandom, count: number): number[] {
  const opcodes = [
    0x03, 0x07, 0x0f, 0x13, 0x1b, 0x23, 0x27, 0x2f, 0x33, 0x3b, 0x43, 0x47, 0x4b, 0x4f, 0x53, 0x63, 0x73,
  ];
  const tops = [0x00, 0x01, 0x20, 0x10, 0x08, 0x04, 0x60, 0x09, 0x11, 0x31, 0x68, 0x69, 0x70, 0x78];
  return Array.from({ length: count }, () => {
    const word = Number(random.word() & 0x01ffff80n) | random.pick(opcodes);
    const top = random.chance(50) ? random.pick(tops) : random.below(128);
    const source = random.chance(30) ? word & ~0x01f00000 : word;
    const both = random.chance(30) ? source & ~0x000f8000 : source;
    return ((both & 0x01ffffff) | (top << 25)) >>> 0;
  });
}

/** Compares code that makes no sense, where addresses in comments mean nothing. @param width bytes of each instruction */
function compareWords(words: readonly number[], width: 2 | 4, folder: string): void {
  const bytes = new Uint8Array(width === 2 ? Uint16Array.from(words).buffer : Uint32Array.from(words).buffer);
  writeFileSync(join(folder, 'words.bin'), bytes);
  writeFileSync(join(folder, 'words.s'), `.incbin "${join(folder, 'words.bin')}"\n`);
  const object = join(folder, 'words.o');
  run('riscv64-unknown-elf-as', ['-march=rv64gch', '-mabi=lp64d', '-o', object, join(folder, 'words.s')]);
  // Without symbols, addresses are printed as numbers.
  run(OBJCOPY, ['--strip-all', object]);
  const theirs = dump(['-d', object]);
  const ours = disassemble('riscv64', bytes, 0n);
  const differences = ours
    .filter((instruction) => withoutComment(instruction) !== theirs.get(instruction.address)?.text)
    .map((instruction) => `${withoutComment(instruction)} | ${theirs.get(instruction.address)?.text}`);
  assert.deepEqual(differences.slice(0, 20), []);
  assert.equal(ours.length, words.length);
}

function lines(code: readonly Line[], options: DisassemblyOptions = {}): Instruction[] {
  return disassemble('riscv64', assemble(code).bytes, 0x80200000n, options);
}

describe('disassembler', () => {
  const scratch = scratchFolder();

  describe('beside objdump', () => {
    before(function () {
      requireTool(this, OBJDUMP, PACKAGE);
    });

    for (const image of ['linuxvm', 'device-model', 'init', 'peer']) {
      it(`writes every instruction of ${image} the same`, () => {
        const { file, address } = textOf(join(projectRoot, `dist/systems/ipc/${image}.elf`), scratch());
        assert.ok(compare(file, address) > 1000);
      });
    }

    for (const optimisation of ['-O0', '-Og', '-O2', '-Os']) {
      it(`writes every instruction of a program of gcc ${optimisation} the same`, function () {
        requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
        const elf = buildWithGcc(scratch(), `gcc${optimisation}`, [optimisation]);
        const { file, address } = textOf(elf, scratch());
        assert.ok(compare(file, address) > 50);
      });
    }

    it('writes every 16-bit instruction the same', () => {
      const words = Array.from({ length: 0x10000 }, (_, parcel) => parcel)
        .filter((parcel) => (parcel & 3) !== 3)
        // Reserved, since its adjustment is 0; objdump writes it as an instruction.
        .filter((parcel) => parcel !== 0x6101);
      compareWords(words, 2, scratch());
    });

    it('writes random 32-bit instructions the same', () => {
      compareWords(randomInstructions(new SeededRandom(3), 300_000), 4, scratch());
    });

    it('names every control and status register the same', () => {
      const words = Array.from({ length: 4096 }, (_, csr) => ((csr << 20) | 0x9073) >>> 0);
      compareWords(words, 4, scratch());
    });
  });

  it('tells calls, returns, jumps, branches and traps, and where they lead', () => {
    const code = lines([
      ['jal', 1, 16],
      ['jal', 0, -4],
      ['jal', 5, 8],
      ['jalr', 0, 1, 0],
      ['jalr', 0, 10, 0],
      ['jalr', 1, 10, 4],
      ['beq', 10, 11, 32],
      ['ecall'],
      ['ebreak'],
      ['sret'],
      ['addi', 10, 10, 1],
      ['c.j', -10],
      ['c.bnez', 8, 6],
      ['c.jr', 1],
      ['c.jr', 15],
      ['c.jalr', 15],
      ['c.ebreak'],
    ]);
    assert.deepEqual(
      code.map(({ kind, target }) => [kind, target === undefined ? undefined : Number(target - 0x80200000n)]),
      [
        ['call', 16],
        ['jump', 0],
        ['call', 16],
        ['return', undefined],
        ['jump', undefined],
        ['call', undefined],
        ['branch', 56],
        ['trap', undefined],
        ['trap', undefined],
        ['return', undefined],
        ['other', undefined],
        ['jump', 34],
        ['branch', 52],
        ['return', undefined],
        ['jump', undefined],
        ['call', undefined],
        ['trap', undefined],
      ],
    );
  });

  it('puts the two halves of a far call together, and names where it leads', () => {
    const resolve = (address: bigint) => (address === 0x80201004n ? 'do_trap+0x4' : undefined);
    const code = lines(
      [
        ['auipc', 1, 1],
        ['jalr', 1, 1, 4],
        ['addi', 10, 1, 8],
        ['beq', 8, 0, -12],
      ],
      { resolve },
    );
    assert.deepEqual(
      code.map(({ text }) => text),
      ['auipc ra,0x1', 'jalr 4(ra) # 0x80201004 <do_trap+0x4>', 'addi a0,ra,8', 'beqz s0,0x80200000'],
    );
    assert.equal(code[1]?.target, 0x80201004n);
    assert.equal(code[1]?.kind, 'call');
  });

  it('knows addresses of data, not from a register that was overwritten', () => {
    const code = lines(
      [
        ['lui', 10, 0x80000],
        ['ld', 11, 10, 16],
        ['auipc', 10, 0],
        ['c.ld', 12, 10, 8],
        ['ld', 10, 10, -8],
        ['ld', 11, 10, 0],
        ['lw', 11, 3, -4],
      ],
      { globalPointer: 0x80300000n },
    );
    assert.deepEqual(
      code.map(({ reference }) => reference),
      [undefined, 0xffffffff80000010n, undefined, 0x80200010n, 0x80200000n, undefined, 0x802ffffcn],
    );
  });

  it('shows what is no instruction as data and goes on behind it', () => {
    const bytes = Uint8Array.of(
      0xff,
      0xff,
      0x01,
      0x00,
      0x00,
      0x60,
      0x0b,
      0x00,
      0x00,
      0x00,
      0x13,
      0x00,
      0x82,
      0x80,
      0x13,
    );
    const code = disassemble('riscv64', bytes, 0xfffffffffffffff8n);
    assert.deepEqual(
      code.map(({ address, text }) => [address, text]),
      [
        [0xfffffffffffffff8n, '.half 0xffff'],
        [0xfffffffffffffffan, 'nop'],
        [0xfffffffffffffffcn, 'ld s0,0(s0)'],
        [0xfffffffffffffffen, '.word 0xb'],
        [2n, 'addi zero,tp,-2040'],
        [6n, '.byte 0x13'],
      ],
    );
    assert.deepEqual(disassemble('riscv64', Uint8Array.of(0x13, 0x05), 0n).at(0)?.text, '.half 0x513');
  });

  it('shows every byte of anything once', () => {
    const random = new SeededRandom(11);
    for (let round = 0; round < 200; round++) {
      const bytes = Uint8Array.from({ length: random.below(200) }, () => random.below(256));
      const code = disassemble('riscv64', bytes, random.word());
      assert.deepEqual(Uint8Array.from(code.flatMap((instruction) => [...instruction.bytes])), bytes);
      assert.ok(code.every(({ size, bytes: own, text }) => size === own.length && size > 0 && text !== ''));
    }
  });
});
