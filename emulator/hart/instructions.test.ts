// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { CODE, DATA, OneHart } from '../../test/support/one-hart';
import { encode, type Line, mnemonics, reg } from '../../test/support/riscv-assembler';
import { layout } from '.';

const MIN = -(1n << 63n);
const MAX = (1n << 63n) - 1n;
const MIN32 = -(1n << 31n);

/** A mnemonic, its operands' values, and the result; registers hold the values, the result comes out in x11. */
type Row = readonly [mnemonic: string, a: bigint, b: bigint, result: bigint];

const registerRows: readonly Row[] = [
  ['add', MAX, 1n, MIN],
  ['add', -1n, 1n, 0n],
  ['sub', 0n, 1n, -1n],
  ['sub', MIN, 1n, MAX],
  ['sll', 1n, 63n, MIN],
  ['sll', 1n, 64n, 1n],
  ['slt', -1n, 0n, 1n],
  ['slt', 0n, -1n, 0n],
  ['slt', 5n, 5n, 0n],
  ['sltu', -1n, 0n, 0n],
  ['sltu', 0n, -1n, 1n],
  ['xor', 0x5555n, 0xffffn, 0xaaaan],
  ['srl', -1n, 63n, 1n],
  ['srl', -1n, 64n, -1n],
  ['sra', MIN, 63n, -1n],
  ['sra', MIN, 65n, MIN >> 1n],
  ['or', 0xf0n, 0x0fn, 0xffn],
  ['and', -1n, 0x0fn, 0x0fn],
  ['addw', 0x7fffffffn, 1n, MIN32],
  ['addw', 0x1_0000_0001n, 1n, 2n],
  ['subw', MIN32, 1n, 0x7fffffffn],
  ['sllw', 1n, 31n, MIN32],
  ['sllw', 1n, 32n, 1n],
  ['srlw', 0xffff_ffffn, 31n, 1n],
  ['srlw', 0x8000_0000n, 0n, MIN32],
  ['sraw', 0x8000_0000n, 31n, -1n],
  ['mul', 1n << 40n, 1n << 40n, 0n],
  ['mul', -3n, 7n, -21n],
  ['mulh', MIN, MIN, 1n << 62n],
  ['mulh', -1n, -1n, 0n],
  ['mulh', MAX, MAX, (MAX * MAX) >> 64n],
  ['mulhsu', -1n, -1n, -1n],
  ['mulhsu', MIN, -1n, MIN],
  ['mulhu', -1n, -1n, -2n],
  ['mulhu', 1n << 63n, 2n, 1n],
  ['div', 7n, -2n, -3n],
  ['div', -7n, 2n, -3n],
  ['div', 5n, 0n, -1n],
  ['div', MIN, -1n, MIN],
  ['divu', 5n, 0n, -1n],
  ['divu', -1n, 2n, MAX],
  ['rem', -7n, 2n, -1n],
  ['rem', 7n, -2n, 1n],
  ['rem', 5n, 0n, 5n],
  ['rem', MIN, -1n, 0n],
  ['remu', 5n, 0n, 5n],
  ['remu', -1n, 10n, 5n],
  ['mulw', 0x10000n, 0x10000n, 0n],
  ['mulw', 0x7fffffffn, 2n, -2n],
  ['divw', MIN32, -1n, MIN32],
  ['divw', 0xffff_fff9n, 2n, -3n],
  ['divw', 1n, 0x1_0000_0000n, -1n],
  ['divuw', 0x8000_0000n, 1n, MIN32],
  ['divuw', 7n, 0n, -1n],
  ['remw', MIN32, -1n, 0n],
  ['remw', 0x8000_0001n, 0n, -0x7fffffffn],
  ['remuw', 0xffff_ffffn, 0n, -1n],
  ['remuw', 0xffff_ffffn, 16n, 15n],
];

/** As above, with the second value as immediate. */
const immediateRows: readonly Row[] = [
  ['addi', MAX, 1n, MIN],
  ['addi', 0n, -2048n, -2048n],
  ['slti', -5n, -4n, 1n],
  ['sltiu', 0n, -1n, 1n],
  ['sltiu', -1n, -1n, 0n],
  ['xori', 5n, -1n, -6n],
  ['ori', 0x100n, -2048n, -1792n],
  ['andi', -1n, 0x7ffn, 0x7ffn],
  ['slli', 1n, 63n, MIN],
  ['srli', -1n, 32n, 0xffff_ffffn],
  ['srai', MIN, 32n, MIN32],
  ['addiw', 0x7fff_ffffn, 1n, MIN32],
  ['addiw', 0x1_2345_6789n, 0n, 0x2345_6789n],
  ['slliw', 3n, 31n, MIN32],
  ['srliw', 0xffff_ffff_8000_0000n, 1n, 0x4000_0000n],
  ['sraiw', 0x8000_0000n, 1n, -0x4000_0000n],
  ['lui', 0n, 0x80000n, MIN32],
  ['lui', 0n, 0x12345n, 0x12345000n],
];

/** rd' = x11, rs2' = x12: the register forms hold both values, the others an immediate. */
const compressedRows: readonly Row[] = [
  ['c.addi', 5n, -32n, -27n],
  ['c.addiw', 0x7fff_ffffn, 1n, MIN32],
  ['c.addiw', 0x1_0000_0005n, 0n, 5n],
  ['c.li', 99n, -32n, -32n],
  ['c.lui', 0n, 31n, 0x1f000n],
  ['c.lui', 0n, -1n, -4096n],
  ['c.srli', -1n, 60n, 15n],
  ['c.srai', MIN, 63n, -1n],
  ['c.slli', 1n, 63n, MIN],
  ['c.andi', -1n, 31n, 31n],
  ['c.sub', 1n, 2n, -1n],
  ['c.xor', 6n, 3n, 5n],
  ['c.or', 6n, 3n, 7n],
  ['c.and', 6n, 3n, 2n],
  ['c.subw', MIN32, 1n, 0x7fff_ffffn],
  ['c.addw', 0x7fff_ffffn, 1n, MIN32],
  ['c.mv', 1n, 77n, 77n],
  ['c.add', MAX, 1n, MIN],
];
const compressedRegisterForms = new Set('c.sub c.xor c.or c.and c.subw c.addw c.mv c.add'.split(' '));

/** A load of `size` bytes of 0x8182838485868788 and what comes out. */
const loadRows: readonly (readonly [string, bigint])[] = [
  ['lb', -0x78n],
  ['lbu', 0x88n],
  ['lh', -0x7878n + 0xffn - 0xfen - 1n],
  ['lhu', 0x8788n],
  ['lw', BigInt.asIntN(32, 0x85868788n)],
  ['lwu', 0x85868788n],
  ['ld', BigInt.asIntN(64, 0x8182838485868788n)],
];

const storeRows: readonly (readonly [string, number])[] = [
  ['sb', 1],
  ['sh', 2],
  ['sw', 4],
  ['sd', 8],
];

/** Mnemonic, memory before, operand, memory after (64-bit or 32-bit values). */
const amoRows: readonly Row[] = [
  ['amoadd.d', MAX, 1n, MIN],
  ['amoswap.d', 1n, 2n, 2n],
  ['amoxor.d', 6n, 3n, 5n],
  ['amoor.d', 6n, 3n, 7n],
  ['amoand.d', 6n, 3n, 2n],
  ['amomin.d', -1n, 1n, -1n],
  ['amomax.d', -1n, 1n, 1n],
  ['amominu.d', -1n, 1n, 1n],
  ['amomaxu.d', -1n, 1n, -1n],
  ['amoadd.w', 0x7fff_ffffn, 1n, MIN32],
  ['amoswap.w', 1n, 0x1_0000_0002n, 2n],
  ['amoxor.w', 6n, 3n, 5n],
  ['amoor.w', 6n, 3n, 7n],
  ['amoand.w', 6n, 3n, 2n],
  ['amomin.w', MIN32, 0x1_7fff_ffffn, MIN32],
  ['amomax.w', -1n, 1n, 1n],
  ['amominu.w', -1n, 0xffff_ffff_0000_0001n, 1n],
  ['amomaxu.w', MIN32, 1n, MIN32],
];

/** Mnemonic, two values, whether it is taken. */
const branchRows: readonly (readonly [string, bigint, bigint, boolean])[] = [
  ['beq', 1n, 1n, true],
  ['beq', 1n, 2n, false],
  ['bne', 1n, 2n, true],
  ['bne', 1n, 1n, false],
  ['blt', -1n, 0n, true],
  ['blt', 0n, -1n, false],
  ['bge', 0n, 0n, true],
  ['bge', -1n, 0n, false],
  ['bltu', 0n, -1n, true],
  ['bltu', -1n, 0n, false],
  ['bgeu', -1n, 0n, true],
  ['bgeu', 0n, -1n, false],
];

/** Not an instruction of RV64IMAC in VS-mode: the hypervisor sees an illegal instruction with the bits in stval. */
const illegalRows: readonly (readonly [string, number, 2 | 4])[] = [
  ['all ones', 0xffffffff, 4],
  ['all zeros', 0x0000, 2],
  ['a reserved compressed form', 0x8000, 2],
  ['c.addi4spn with immediate 0', 0x0004, 2],
  ['c.lwsp to x0', 0x4002, 2],
  ['c.jr x0', 0x8002, 2],
  ['fadd.s', 0x00000053, 4],
  ['slli with a bit of funct6 set', 0x04001013, 4],
  ['slliw by 32', 0x0200101b, 4],
  ['a load of width 7', 0x00007003, 4],
  ['a store of width 4', 0x00004023, 4],
  ['a branch of kind 2', 0x00002063, 4],
  ['an AMO of width 1', 0x0000102f, 4],
  ['lr with rs2', 0x1010202f, 4],
  ['sh1add of Zba', 0x20002033, 4],
  ['mret', 0x30200073, 4],
  ['csrr mstatus', 0x30002573, 4],
  ['a write of time', 0xc0151573, 4],
];

/** Instructions that VS-mode may not execute, but exist: exception 22. */
const virtualRows: readonly (readonly [string, number])[] = [
  ['rdcycle', 0xc0002573],
  ['rdinstret', 0xc0202573],
  ['csrr hstatus', 0x60002573],
  ['hlv.w', 0x6802c573],
  ['hsv.w', 0x6aa2c073],
  ['hfence.gvma', 0x62000073],
];

function unsigned(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

describe('instructions', () => {
  let hart: OneHart;
  const tested = new Set<string>();

  beforeEach(() => {
    hart = new OneHart();
  });

  /** Runs one instruction (and the ecall behind it, not retired) with values in x11 and x12. */
  function run(line: Line, values: Record<string, bigint> = {}): void {
    tested.add(line[0] as string);
    hart.load([line, ['ecall']]);
    hart.set(values, reg);
    assert.equal(hart.core.run(0, 100), layout.EXIT_TRAP);
  }

  function x(index: number): bigint {
    return hart.core.readRegister(0, index);
  }

  for (const [name, a, b, result] of registerRows) {
    it(`${name} ${a}, ${b} = ${result}`, () => {
      run([name, 11, 12, 13], { x12: a, x13: b });
      assert.equal(x(11), unsigned(result));
      assert.equal(hart.retired(), 1);
    });
  }

  for (const [name, a, b, result] of immediateRows) {
    it(`${name} ${a}, ${b} = ${result}`, () => {
      run(name === 'lui' ? [name, 11, Number(b)] : [name, 11, 12, Number(b)], { x12: a });
      assert.equal(x(11), unsigned(result));
    });
  }

  for (const [name, a, b, result] of compressedRows) {
    it(`${name} ${a}, ${b} = ${result}`, () => {
      run(compressedRegisterForms.has(name) ? [name, 11, 12] : [name, 11, Number(b)], { x11: a, x12: b });
      assert.equal(x(11), unsigned(result));
      assert.equal(hart.core.readPc(0), CODE + 2n);
    });
  }

  it('compressed forms with sp: c.addi4spn, c.addi16sp', () => {
    run(['c.addi4spn', 11, 1020], { sp: 16n });
    assert.equal(x(11), 1036n);
    run(['c.addi16sp', -512], { sp: 512n });
    hart.core.writePc(0, CODE);
    hart.core.run(0, 1);
    assert.equal(x(2), 0n);
  });

  it('c.nop, fence and writes to x0 change nothing but the count', () => {
    tested.add('c.nop').add('fence');
    hart.load([
      ['c.nop'],
      ['fence'],
      ['addi', 0, 12, 5],
      ['lui', 0, 5],
      ['add', 0, 12, 12],
      ['ld', 0, 10, 0],
      ['ecall'],
    ]);
    hart.set({ x10: DATA, x12: 7n }, reg);
    hart.core.run(0, 100);
    assert.equal(hart.retired(), 6);
    assert.equal(x(0), 0n);
  });

  for (const [name, result] of loadRows) {
    it(`${name} extends as it should`, () => {
      hart.setWord(DATA, 0x8182838485868788n);
      run([name, 11, 10, 0], { x10: DATA });
      assert.equal(BigInt.asIntN(64, x(11)), name === 'lh' ? BigInt.asIntN(16, 0x8788n) : result);
    });

    it(`${name} works misaligned, also across two pages`, () => {
      hart.core.writePhysical(DATA + 4093n, Uint8Array.of(0x88, 0x87, 0x86, 0x85, 0x84, 0x83, 0x82, 0x81));
      run([name, 11, 10, -3], { x10: DATA + 4096n });
      assert.equal(BigInt.asIntN(64, x(11)), name === 'lh' ? BigInt.asIntN(16, 0x8788n) : result);
    });
  }

  for (const [name, size] of storeRows) {
    it(`${name} writes ${size} bytes, misaligned and across two pages too`, () => {
      for (const at of [DATA, DATA + 1n, DATA + 4093n, DATA + 4095n]) {
        hart.setWord(at, 0n);
        hart.core.writePc(0, CODE);
        run([name, 11, 10, 0], { x10: at, x11: 0x8182838485868788n });
        assert.equal(hart.word(at), BigInt.asUintN(8 * size, 0x8182838485868788n));
      }
    });
  }

  for (const [name, before, operand, after] of amoRows) {
    it(`${name} of ${before} with ${operand} leaves ${after}`, () => {
      const size = name.endsWith('.w') ? 32 : 64;
      hart.setWord(DATA, BigInt.asUintN(size, before));
      run([name, 11, 12, 10], { x10: DATA, x12: operand });
      assert.equal(x(11), unsigned(BigInt.asIntN(size, before)));
      assert.equal(hart.word(DATA), BigInt.asUintN(size, after));
    });
  }

  for (const width of ['w', 'd']) {
    it(`sc.${width} stores after lr.${width}, once`, () => {
      tested.add(`lr.${width}`).add(`sc.${width}`);
      hart.setWord(DATA, 5n);
      hart.load([[`lr.${width}`, 11, 10], [`sc.${width}`, 12, 13, 10], [`sc.${width}`, 14, 13, 10], ['ecall']]);
      hart.set({ x10: DATA, x13: 9n }, reg);
      hart.core.run(0, 100);
      assert.deepEqual([x(11), x(12), x(14), hart.word(DATA)], [5n, 0n, 1n, 9n]);
    });

    it(`lr.${width} and amoadd.${width} at a misaligned address reach the hypervisor`, () => {
      run([`lr.${width}`, 11, 10], { x10: DATA + 2n });
      assert.equal(hart.trap().cause, layout.CAUSE_LOAD_MISALIGNED);
      assert.equal(hart.trap().value, DATA + 2n);
      run([`amoadd.${width}`, 11, 12, 10], { x10: DATA + 2n });
      hart.core.writePc(0, CODE);
      hart.core.run(0, 1);
      assert.equal(hart.trap().cause, layout.CAUSE_STORE_MISALIGNED);
    });
  }

  for (const [name, a, b, taken] of branchRows) {
    it(`${name} ${a}, ${b} is ${taken ? '' : 'not '}taken`, () => {
      run([name, 12, 13, 0x400], { x12: a, x13: b });
      assert.equal(hart.core.readPc(0), taken ? CODE + 0x400n : CODE + 4n);
    });
  }

  it('branches and jumps reach backwards and far', () => {
    tested.add('c.beqz').add('c.bnez').add('c.j').add('jal');
    hart.core.writePc(0, CODE + 0x8000n);
    hart.load([['beq', 0, 0, -4096]], CODE + 0x8000n);
    hart.load([['jal', 1, 0x7fffe]], CODE + 0x7000n);
    hart.load([['c.j', -2048]], CODE + 0x86ffen);
    hart.load([['c.beqz', 8, -256]], CODE + 0x867fen);
    hart.load([['c.bnez', 9, 250]], CODE + 0x866fen);
    hart.load([['ecall']], CODE + 0x867f8n);
    hart.set({ x9: 1n }, reg);
    assert.equal(hart.core.run(0, 100), layout.EXIT_TRAP);
    assert.equal(hart.core.readPc(0), CODE + 0x867f8n);
    assert.equal(x(1), CODE + 0x7004n);
    assert.equal(hart.retired(), 5);
  });

  it('jalr, c.jr and c.jalr clear bit 0 and link behind themselves', () => {
    tested.add('jalr').add('c.jr').add('c.jalr').add('auipc');
    hart.load([
      ['auipc', 10, 1],
      ['jalr', 10, 10, 1],
    ]);
    hart.load([['c.jalr', 11]], CODE + 0x1000n);
    hart.load([['c.jr', 12]], CODE + 0x2000n);
    hart.load([['ecall']], CODE + 0x3000n);
    hart.set({ x11: CODE + 0x2001n, x12: CODE + 0x3001n }, reg);
    hart.core.run(0, 100);
    assert.equal(hart.core.readPc(0), CODE + 0x3000n);
    assert.deepEqual([x(10), x(1)], [CODE + 8n, CODE + 0x1002n]);
  });

  it('compressed loads and stores address as their offsets say', () => {
    for (const [name, size, offset] of [
      ['c.sw', 4, 124],
      ['c.sd', 8, 248],
      ['c.swsp', 4, 252],
      ['c.sdsp', 8, 504],
    ] as const) {
      const load = name.replace('.s', '.l');
      const stack = name.endsWith('sp');
      const base = stack ? 2 : 10;
      hart.core.writePc(0, CODE);
      run(stack ? [name, 11, offset] : [name, 11, 10, offset], { [`x${base}`]: DATA, x11: -2n });
      assert.equal(hart.word(DATA + BigInt(offset)), size === 4 ? 0xfffffffen : unsigned(-2n), name);
      hart.core.writePc(0, CODE);
      run(stack ? [load, 12, offset] : [load, 12, 10, offset], { [`x${base}`]: DATA });
      assert.equal(x(12), unsigned(-2n), load);
    }
  });

  for (const [name, bits, length] of illegalRows) {
    it(`${name} is illegal and reaches the hypervisor`, () => {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, bits, true);
      hart.core.writePhysical(CODE, bytes.subarray(0, length));
      assert.equal(hart.core.run(0, 10), layout.EXIT_TRAP);
      const { cause, value, instruction } = hart.trap();
      assert.deepEqual([cause, value, instruction], [layout.CAUSE_ILLEGAL_INSTRUCTION, BigInt(bits), bits]);
      assert.equal(hart.core.readPc(0), CODE);
      assert.equal(hart.retired(), 0);
    });
  }

  for (const [name, bits] of virtualRows) {
    it(`${name} is a virtual instruction`, () => {
      tested.add(name);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, bits, true);
      hart.core.writePhysical(CODE, bytes);
      assert.equal(hart.core.run(0, 10), layout.EXIT_TRAP);
      assert.equal(hart.trap().cause, layout.CAUSE_VIRTUAL_INSTRUCTION);
    });
  }

  it('floating-point loads and stores fault by their address first, else they are illegal', () => {
    for (const [line, cause] of [
      [['flw', 0, 10, 4], layout.CAUSE_LOAD_GUEST_PAGE_FAULT],
      [['fld', 0, 10, 4], layout.CAUSE_LOAD_GUEST_PAGE_FAULT],
      [['fsw', 0, 10, 4], layout.CAUSE_STORE_GUEST_PAGE_FAULT],
      [['fsd', 0, 10, 4], layout.CAUSE_STORE_GUEST_PAGE_FAULT],
      [['c.fld', 8, 10, 4 * 8], layout.CAUSE_LOAD_GUEST_PAGE_FAULT],
      [['c.fsd', 8, 10, 4 * 8], layout.CAUSE_STORE_GUEST_PAGE_FAULT],
      [['c.fldsp', 8, 4 * 8], layout.CAUSE_LOAD_GUEST_PAGE_FAULT],
      [['c.fsdsp', 8, 4 * 8], layout.CAUSE_STORE_GUEST_PAGE_FAULT],
    ] as const) {
      hart.core.writePc(0, CODE);
      run(line, { x10: 0x10008000n, x2: 0x10008000n });
      const offset = line[0].startsWith('c.') ? 32n : 4n;
      assert.equal(hart.trap().cause, cause, line[0]);
      assert.equal(hart.trap().gpa, 0x10008000n + offset, line[0]);
      hart.core.writePc(0, CODE);
      run(line, { x10: DATA, x2: DATA });
      assert.equal(hart.trap().cause, layout.CAUSE_ILLEGAL_INSTRUCTION, line[0]);
    }
  });

  it('fence.i and a store into the code make the new instruction run', () => {
    tested.add('fence.i');
    hart.load([['sw', 11, 10, 8], ['fence.i'], ['addi', 12, 0, 1], ['ecall']]);
    hart.set({ x10: CODE, x11: BigInt(encode('addi', 12, 0, 2).bits) }, reg);
    hart.core.run(0, 100);
    assert.equal(x(12), 2n);
    hart.core.writePc(0, CODE);
    hart.set({ x11: BigInt(encode('addi', 12, 0, 3).bits) }, reg);
    hart.core.run(0, 100);
    assert.equal(x(12), 3n);
  });

  it('an instruction may lie across two pages', () => {
    hart.core.writePc(0, CODE + 0xffcn);
    hart.load([['c.nop'], ['addi', 11, 0, 7], ['c.nop'], ['ecall']], CODE + 0xffcn);
    hart.core.run(0, 100);
    assert.equal(x(11), 7n);
    assert.equal(hart.retired(), 3);
  });

  it('time counts instructions by ticks, from the base that the machine sets', () => {
    hart.load([['c.nop'], ['csrrs', 11, 0xc01, 0], ['ecall']]);
    new DataView(hart.core.memory.buffer).setBigUint64(hart.core.hartBlock(0) + layout.HART_TIME_BASE, 4999n, true);
    hart.core.run(0, 100);
    assert.equal(x(11), 50n);
  });

  it('every mnemonic of the assembler is tested here or in the privileged tests', () => {
    const elsewhere = new Set(
      'ecall ebreak c.ebreak sret wfi sfence.vma csrrw csrrs csrrc csrrwi csrrsi csrrci mret'.split(' '),
    );
    elsewhere.add('hfence.vvma').add('hlv.d');
    assert.deepEqual(
      mnemonics.filter((name) => !tested.has(name) && !elsewhere.has(name)),
      [],
    );
  });
});
