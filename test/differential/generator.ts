// SPDX-License-Identifier: Apache-2.0
/** Makes random programs: a seed gives an area's initial bytes and the list of the instructions in it. */

import { SeededRandom } from '../support/random';
import { type Encoding, encode } from '../support/riscv-assembler';
import {
  AREA_SIZE,
  areaBase,
  CODE,
  DATA,
  DATA_SIZE,
  DONE,
  ENTRIES,
  ENTRY_COUNT,
  GIGAPAGE,
  GP_OFFSET,
  GP_SUPERVISOR,
  GP_USER,
  HANDLER,
  INITIAL_REGISTERS,
  MISALIGNED_GIGAPAGE,
  MISALIGNED_SUPERPAGE,
  NOWHERE,
  POINTER_COUNT,
  POINTER_WITH_FLAGS,
  POINTERS,
  RAM_BASE,
  RECOVERY,
  RESERVED_BITS,
  ROOT,
  SATP_COUNT,
  SATPS,
  SECOND_ROOT,
  SUPERPAGE,
  TABLE_NOWHERE,
  USED_SIZE,
  USER_DISTANCE,
  USER_GIGAPAGE,
  USER_VIEW,
  VALUE_COUNT,
  VALUES,
  WINDOW,
  WINDOW_L0,
  WINDOW_PAGES,
  WRITE_ONLY,
} from './area';
import { handlerBytes } from './handler';
import { buildTables, windowEntry } from './page-tables';

export interface Program {
  readonly seed: number;
  /** The first USED_SIZE bytes of its area. */
  readonly image: Uint8Array;
  /** Mnemonic by offset in the area. */
  readonly listing: ReadonlyMap<number, string>;
}

const GP = 3;
const TP = 4;
const SP = 2;
const COUNTER = 30;
const A7 = 17;

const REGISTER_OPERATIONS =
  'add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw mul mulh mulhsu mulhu div divu rem remu ' +
  'mulw divw divuw remw remuw';
const IMMEDIATE_OPERATIONS = 'addi slti sltiu xori ori andi addiw';
const SHIFTS = 'slli srli srai slliw srliw sraiw';
const LOADS = 'lb lh lw ld lbu lhu lwu';
const STORES = 'sb sh sw sd';
const BRANCHES = 'beq bne blt bge bltu bgeu';
const AMOS = 'amoadd amoswap amoxor amoor amoand amomin amomax amominu amomaxu';

function names(list: string): readonly string[] {
  return list.split(' ');
}

/** CSRs that a guest may not touch, or that do not exist: M-mode's, the hypervisor's, counters. */
const FORBIDDEN_CSRS = [
  0x008, 0x10c, 0x200, 0x205, 0x244, 0x280, 0x300, 0x305, 0x342, 0x3a0, 0x5a8, 0x600, 0x602, 0x605, 0x606, 0x643, 0x645,
  0x680, 0x7c0, 0xb00, 0xc00, 0xc02, 0xc03, 0xc12, 0xc13, 0xc1f, 0xe12, 0xf14,
];

/** Encodings that are no instruction of RV64GC: reserved ones, other privileges'. */
const ILLEGAL_WORDS = [
  0xffffffff, 0x0000007f, 0x0000706b, 0x00003063, 0x00002063, 0x00007003, 0x00004023, 0x02001013, 0x04005013,
  0x2000101b, 0x0200501b, 0x40001033, 0x40002033, 0x0200103b, 0x4000103b, 0x00001067, 0x0000200f, 0x1000002f,
  0x2800202f, 0x10001073, 0x10100073, 0x00200073, 0x7b200073, 0x30200073, 0x14000073, 0x0000107b, 0x00004073,
  0x60a01013, 0x0800403b, 0x28001033, 0x100021af, 0x08005033,
];
const ILLEGAL_PARCELS = [
  0x0000, 0x0004, 0x8000, 0x2001, 0x6001, 0x6101, 0x9c41, 0x9c61, 0x8002, 0x4002, 0x6002, 0x9c7d,
];

const INTERESTING = [
  0n,
  1n,
  -1n,
  2n,
  63n,
  64n,
  31n,
  32n,
  -64n,
  0x7fffffffn,
  0x80000000n,
  -0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x7fffffffffffffffn,
  -0x8000000000000000n,
  -0x8000000000000001n,
  0x5555555555555555n,
  0x8000000080000000n,
  -2n,
];

export class Generator {
  private readonly random: SeededRandom;
  private readonly base: bigint;
  private readonly bytes = new Uint8Array(USED_SIZE);
  private readonly view = new DataView(this.bytes.buffer);
  private readonly listing = new Map<number, string>();
  private offset: number;
  private protectedRegister = -1;
  /** Whether the code may be written, in S-mode. */
  private patchable = false;

  constructor(
    private readonly seed: number,
    index: number,
  ) {
    this.random = new SeededRandom(seed);
    this.base = areaBase(index);
    // Near a page's end, so that code often runs across it.
    this.offset = CODE + 4096 - 2 * this.random.below(700);
  }

  generate(): Program {
    const { random } = this;
    this.data();
    this.patchable = random.chance(25);
    buildTables(this.view, random, this.base, this.patchable);
    this.bytes.set(handlerBytes, HANDLER);
    this.put(RECOVERY, this.base + BigInt(this.offset));
    if (random.chance(88)) {
      this.satp(0);
    }
    const chunks = 60 + random.below(80);
    for (let index = 0; index < chunks && this.offset < CODE + 0x3000; index++) {
      this.chunk();
    }
    this.emit('addi', A7, 0, DONE);
    this.emit('ecall');
    this.emit('ecall');
    return { seed: this.seed, image: this.bytes, listing: this.listing };
  }

  // --- memory ----------------------------------------------------------------------------------------------------------

  private put(offset: number, value: bigint): void {
    this.view.setBigUint64(offset, BigInt.asUintN(64, value), true);
  }

  private value(): bigint {
    return this.random.chance(60) ? this.random.pick(INTERESTING) : this.random.word();
  }

  private data(): void {
    const { random } = this;
    for (let index = 1; index < 32; index++) {
      this.put(INITIAL_REGISTERS + 8 * index, this.value());
    }
    this.put(INITIAL_REGISTERS + 8 * GP, this.base + BigInt(GP_OFFSET));
    this.put(GP_SUPERVISOR, this.base + BigInt(GP_OFFSET));
    this.put(GP_USER, USER_VIEW + BigInt(GP_OFFSET));
    this.put(USER_DISTANCE, USER_VIEW - this.base);
    for (let index = 0; index < POINTER_COUNT; index++) {
      this.put(POINTERS + 8 * index, this.pointer());
    }
    for (let index = 0; index < VALUE_COUNT; index++) {
      this.put(VALUES + 8 * index, this.value());
    }
    for (let index = 0; index < SATP_COUNT; index++) {
      this.put(SATPS + 8 * index, this.satpValue(index));
    }
    for (let index = 0; index < ENTRY_COUNT; index++) {
      this.put(ENTRIES + 16 * index, this.base + BigInt(WINDOW_L0 + 8 * random.below(WINDOW_PAGES)));
      this.put(ENTRIES + 16 * index + 8, windowEntry(random, this.base));
    }
    for (let offset = DATA; offset < DATA + DATA_SIZE; offset += 8 * (1 + random.below(16))) {
      this.put(offset, this.value());
    }
  }

  private satpValue(index: number): bigint {
    const sv39 = (root: number, asid: bigint): bigint =>
      (8n << 60n) | (asid << 44n) | ((this.base + BigInt(root)) >> 12n);
    const all = [
      sv39(ROOT, 0n),
      sv39(ROOT, 5n),
      sv39(SECOND_ROOT, 0n),
      sv39(SECOND_ROOT, 7n),
      0n,
      (1n << 60n) | 5n,
      15n << 60n,
    ];
    return all[index] ?? sv39(ROOT, 0n);
  }

  /** An offset into the data pages, often near a page's end. */
  private dataOffset(): bigint {
    const { random } = this;
    const page = DATA + 4096 * random.below(DATA_SIZE / 4096 - 1);
    const place = random.pick([
      8 * random.below(512),
      8 * random.below(512),
      random.below(4096),
      4096 - random.below(9),
    ]);
    return BigInt(page + place);
  }

  private pointer(): bigint {
    const { random } = this;
    const inRam = this.base - RAM_BASE;
    const choice = random.below(100);
    if (choice < 36) {
      return this.base + this.dataOffset();
    }
    if (choice < 54) {
      return USER_VIEW + this.dataOffset();
    }
    if (choice < 80) {
      const place = random.pick([8 * random.below(512), random.below(4096), 4096 - random.below(9)]);
      return WINDOW + BigInt(4096 * random.below(WINDOW_PAGES - 1) + place);
    }
    return random.pick([
      SUPERPAGE + this.dataOffset(),
      GIGAPAGE + inRam + this.dataOffset(),
      USER_GIGAPAGE + inRam + this.dataOffset(),
      MISALIGNED_SUPERPAGE + 8n,
      TABLE_NOWHERE + 0x1238n,
      POINTER_WITH_FLAGS + 16n,
      RESERVED_BITS + 24n,
      WRITE_ONLY + 32n,
      MISALIGNED_GIGAPAGE + 40n,
      NOWHERE + BigInt(random.below(4096)),
      0n,
      0x4000000000n,
      -0x4000000008n,
      -0x4000001000n,
      0x8000000000000000n + WINDOW,
    ]);
  }

  // --- emitting --------------------------------------------------------------------------------------------------------

  private place(encoding: Encoding, name: string): void {
    this.listing.set(this.offset, name);
    for (let index = 0; index < encoding.length; index++) {
      this.bytes[this.offset + index] = (encoding.bits >>> (8 * index)) & 0xff;
    }
    this.offset += encoding.length;
  }

  private emit(mnemonic: string, ...operands: number[]): void {
    this.place(encode(mnemonic, ...operands), mnemonic);
  }

  /** Handlers step over four bytes: a compressed instruction that may trap brings a c.nop along. */
  private emitPadded(mnemonic: string, ...operands: number[]): void {
    this.emit(mnemonic, ...operands);
    this.emit('c.nop');
  }

  private destination(): number {
    for (;;) {
      const register = this.random.below(32);
      if (register !== GP && register !== TP && register !== this.protectedRegister) {
        return register;
      }
    }
  }

  private named(): number {
    const register = this.destination();
    return register === 0 ? 9 : register;
  }

  private source(): number {
    return this.random.below(32);
  }

  /** One of x8..x15. */
  private popular(): number {
    return 8 + this.random.below(8);
  }

  private signed(bits: number): number {
    const half = 2 ** (bits - 1);
    return this.random.chance(30) ? this.random.pick([0, 1, -1, half - 1, -half]) : this.random.below(2 * half) - half;
  }

  private addressAt(offset: number): number {
    return Number(this.base) + offset;
  }

  /** Loads a 32-bit unsigned constant, in 16 bytes. */
  private constant(register: number, value: number): void {
    const low = (value << 20) >> 20;
    this.emit('lui', register, ((value - low) >>> 12) & 0xfffff);
    this.emit('addiw', register, register, low);
    this.emit('slli', register, register, 32);
    this.emit('srli', register, register, 32);
  }

  private loadField(register: number, field: number): void {
    this.emit('ld', register, GP, field - GP_OFFSET);
  }

  private loadPointer(register: number): void {
    this.loadField(register, POINTERS + 8 * this.random.below(POINTER_COUNT));
  }

  // --- chunks ----------------------------------------------------------------------------------------------------------

  private chunk(): void {
    const { random } = this;
    const choices: [number, () => void][] = [
      [26, () => this.arithmetic()],
      [16, () => this.compressedArithmetic()],
      [6, () => this.loadField(this.named(), VALUES + 8 * random.below(VALUE_COUNT))],
      [14, () => this.memory()],
      [10, () => this.compressedMemory()],
      [9, () => this.atomic()],
      [8, () => this.branch()],
      [4, () => this.jump()],
      [2, () => this.loop()],
      [5, () => this.csr()],
      [2, () => this.forbidden()],
      [3, () => this.system()],
      [2, () => this.toUser()],
      [2, () => this.emit('ecall')],
      [2, () => this.nowhere()],
      [2, () => this.changeEntry()],
      [1, () => this.satp(random.below(SATP_COUNT))],
      [2, () => this.interrupt()],
      [this.patchable ? 4 : 0, () => this.patch()],
    ];
    let choice = random.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, make] of choices) {
      choice -= weight;
      if (choice < 0) {
        make();
        return;
      }
    }
  }

  private arithmetic(): void {
    const { random } = this;
    const choice = random.below(10);
    if (choice < 5) {
      this.emit(random.pick(names(REGISTER_OPERATIONS)), this.destination(), this.source(), this.source());
    } else if (choice < 7) {
      this.emit(random.pick(names(IMMEDIATE_OPERATIONS)), this.destination(), this.source(), this.signed(12));
    } else if (choice < 9) {
      const name = random.pick(names(SHIFTS));
      this.emit(name, this.destination(), this.source(), random.below(name.endsWith('w') ? 32 : 64));
    } else {
      this.emit(random.pick(['lui', 'auipc']), this.destination(), random.below(1 << 20));
    }
  }

  private compressedArithmetic(): void {
    const { random } = this;
    const pair = (name: string): void => this.emit(name, this.popularDestination(), this.popular());
    const notZero = (): number => random.pick([1, -1, 31, -32, random.below(31) + 1]);
    const forms: (() => void)[] = [
      ...['c.sub', 'c.xor', 'c.or', 'c.and', 'c.subw', 'c.addw'].map((name) => () => pair(name)),
      () => this.emit('c.addi4spn', this.popularDestination(), 4 * (1 + random.below(255))),
      () => this.emit('c.nop'),
      () => this.emit('c.addi', this.named(), this.signed(6)),
      () => this.emit('c.addiw', this.named(), this.signed(6)),
      () => this.emit('c.li', this.named(), this.signed(6)),
      () => this.emit('c.addi16sp', 16 * notZero()),
      () => this.emit('c.lui', this.notSp(), notZero()),
      () => this.emit('c.srli', this.popularDestination(), 1 + random.below(63)),
      () => this.emit('c.srai', this.popularDestination(), 1 + random.below(63)),
      () => this.emit('c.andi', this.popularDestination(), this.signed(6)),
      () => this.emit('c.slli', this.named(), 1 + random.below(63)),
      () => this.emit('c.mv', this.named(), 1 + random.below(31)),
      () => this.emit('c.add', this.named(), 1 + random.below(31)),
    ];
    random.pick(forms)();
  }

  private popularDestination(): number {
    return this.popular();
  }

  private notSp(): number {
    const register = this.named();
    return register === SP ? 9 : register;
  }

  private memory(): void {
    const { random } = this;
    const base = this.named();
    this.loadPointer(base);
    const offset = random.chance(60) ? 8 * (random.below(16) - 8) : this.signed(12);
    if (random.chance(55)) {
      this.emit(random.pick(names(LOADS)), this.destination(), base, offset);
    } else {
      this.emit(random.pick(names(STORES)), this.source(), base, offset);
    }
  }

  private compressedMemory(): void {
    const { random } = this;
    const base = random.chance(50) ? this.popular() : SP;
    this.loadPointer(base);
    const word = 4 * random.below(32);
    const onStack: (() => void)[] = [
      () => this.emitPadded('c.lwsp', this.named(), 4 * random.below(64)),
      () => this.emitPadded('c.ldsp', this.named(), 8 * random.below(64)),
      () => this.emitPadded('c.swsp', this.source(), 4 * random.below(64)),
      () => this.emitPadded('c.sdsp', this.source(), 8 * random.below(64)),
    ];
    const elsewhere: (() => void)[] = [
      () => this.emitPadded('c.lw', this.popular(), base, word),
      () => this.emitPadded('c.ld', this.popular(), base, 2 * word),
      () => this.emitPadded('c.sw', this.popular(), base, word),
      () => this.emitPadded('c.sd', this.popular(), base, 2 * word),
    ];
    random.pick(base === SP ? onStack : elsewhere)();
  }

  private atomic(): void {
    const { random } = this;
    const base = this.named();
    const width = random.pick(['.w', '.d']);
    this.loadPointer(base);
    if (random.chance(80)) {
      this.emit('andi', base, base, -8);
    }
    if (random.chance(60)) {
      this.emit(random.pick(names(AMOS)) + width, this.destination(), this.source(), base);
      return;
    }
    const result = this.named();
    if (random.chance(85)) {
      this.emit(`lr${width}`, result === base ? 0 : result, base);
    }
    if (random.chance(30)) {
      this.arithmetic();
    }
    this.emit('andi', base, base, -8);
    this.emit(`sc${width}`, this.destination(), this.source(), base);
  }

  /** A branch over a few harmless instructions, taken or not. */
  private branch(): void {
    const { random } = this;
    const over = random.pick(['addi', 'c.addi', 'mul', 'c.li']);
    const length = over.startsWith('c.') ? 2 : 4;
    const choice = random.below(10);
    if (choice < 7) {
      this.emit(random.pick(names(BRANCHES)), this.source(), this.source(), 4 + length);
    } else {
      this.emit(random.pick(['c.beqz', 'c.bnez']), this.popular(), 2 + length);
    }
    this.harmless(over);
  }

  private harmless(name: string): void {
    if (name === 'mul') {
      this.emit('mul', this.destination(), this.source(), this.source());
    } else if (name === 'addi') {
      this.emit('addi', this.destination(), this.source(), this.signed(12));
    } else {
      this.emit(name, this.named(), 1 + this.random.below(30));
    }
  }

  private jump(): void {
    const { random } = this;
    const link = this.named();
    const forms: (() => void)[] = [
      () => {
        this.emit('jal', this.destination(), 8);
        this.harmless('addi');
      },
      () => {
        this.emit('c.j', 6);
        this.harmless('mul');
      },
      () => {
        this.emit('auipc', link, 0);
        this.emit('jalr', this.destination(), link, 12 + random.below(2));
        this.harmless('addi');
      },
      () => {
        this.emit('auipc', link, 0);
        this.emit('addi', link, link, 14);
        this.emit(random.pick(['c.jr', 'c.jalr']), link);
        this.harmless('addi');
      },
    ];
    random.pick(forms)();
  }

  private loop(): void {
    const { random } = this;
    this.emit('addi', COUNTER, 0, 1 + random.below(9));
    this.protectedRegister = COUNTER;
    const start = this.offset;
    for (let count = 1 + random.below(5); count > 0; count--) {
      this.emit(random.pick(names(REGISTER_OPERATIONS)), this.destination(), this.source(), this.source());
    }
    this.protectedRegister = -1;
    this.emit('addi', COUNTER, COUNTER, -1);
    this.emit('bne', COUNTER, 0, start - this.offset);
  }

  private csr(): void {
    const { random } = this;
    const choice = random.below(12);
    if (choice < 3) {
      this.status();
    } else if (choice < 5) {
      this.emit('csrrs', this.destination(), random.pick([0x105, 0x140, 0x180, 0x141, 0x142, 0x143, 0x104, 0x106]), 0);
    } else if (choice < 7) {
      const register = this.named();
      this.emit('andi', register, register, -2);
      this.emit(random.pick(['csrrw', 'csrrs', 'csrrc']), this.destination(), 0x141, register);
    } else if (choice < 9) {
      const name = random.pick(['csrrw', 'csrrs', 'csrrc']);
      this.emit(name, this.destination(), random.pick([0x142, 0x143, 0x106, 0x10a]), this.source());
    } else if (choice < 11) {
      const name = random.pick(['csrrwi', 'csrrsi', 'csrrci']);
      this.emit(name, this.destination(), random.pick([0x142, 0x143, 0x106, 0x10a]), random.below(32));
    } else {
      const register = this.named();
      this.emit('csrrs', register, 0xc01, 0);
      this.emit('xor', register, register, register);
    }
  }

  /** SUM, MXR, FS, XS, VS, SPIE and SPP at random. */
  private status(): void {
    const { random } = this;
    const register = this.named();
    const mask = random.pick([0x40000, 0x80000, 0xc0000, 0xde720, random.below(1 << 20) & 0xde720]);
    this.emit('lui', register, mask >> 12);
    this.emit('addi', register, register, mask & 0x720);
    this.emit(random.pick(['csrrs', 'csrrc']), this.destination(), 0x100, register);
  }

  private forbidden(): void {
    const { random } = this;
    const choice = random.below(10);
    if (choice < 4) {
      const name = random.pick(['csrrw', 'csrrs', 'csrrc', 'csrrsi', 'csrrwi', 'csrrci']);
      this.emit(name, this.destination(), random.pick(FORBIDDEN_CSRS), random.pick([0, this.source()]));
    } else if (choice < 5) {
      this.emit('csrrw', this.destination(), 0xc01, this.source());
    } else if (choice < 8) {
      this.place({ bits: random.pick(ILLEGAL_WORDS), length: 4 }, 'illegal');
    } else {
      this.place({ bits: random.pick(ILLEGAL_PARCELS), length: 2 }, 'c.illegal');
      this.emit('c.nop');
    }
  }

  private system(): void {
    const { random } = this;
    const forms: (() => void)[] = [
      () => this.emit('ebreak'),
      () => this.emitPadded('c.ebreak'),
      () => this.emit('fence'),
      () => this.emit('fence.i'),
      () => this.emit('sfence.vma', random.pick([0, this.source()]), random.pick([0, this.source()])),
      () => this.emit('mret'),
      () => this.emit('hlv.w', this.destination(), this.source()),
      () => this.emit('hlv.d', this.destination(), this.source()),
      () => this.emit('hfence.vvma', 0, 0),
      () => this.emit('hfence.gvma', 0, 0),
    ];
    random.pick(forms)();
  }

  /** Where a jump that goes wrong is picked up: behind the `distance` bytes that follow this. */
  private recovery(register: number, distance: number): void {
    this.constant(register, this.addressAt(this.offset + 20 + distance));
    this.emit('sd', register, GP, RECOVERY - GP_OFFSET);
  }

  /** SRET to what follows, in U-mode's view. */
  private toUser(): void {
    const register = this.named();
    this.recovery(register, 36);
    this.constant(register, Number(USER_VIEW) + this.offset + 36);
    this.emit('csrrw', 0, 0x141, register);
    this.emit('addi', register, 0, 0x100);
    this.emit('csrrc', 0, 0x100, register);
    this.loadField(GP, GP_USER);
    this.emit('sret');
  }

  /** A jump to where nothing can be fetched, or to what follows in the other mode's view. */
  private nowhere(): void {
    const { random } = this;
    const register = this.named();
    const targets = [0x10000000, 0x40600000, 0x40800010, 0x40a00000, 0x40c00ffe, 0x0];
    this.recovery(register, 20);
    const after = this.offset + 20;
    const target = random.pick([...targets, Number(USER_VIEW) + after, this.addressAt(after)]);
    this.constant(register, target);
    this.emit('jalr', this.destination(), register, random.below(2));
  }

  private changeEntry(): void {
    const { random } = this;
    const entry = ENTRIES + 16 * random.below(ENTRY_COUNT);
    const address = this.named();
    const value = address === 9 ? 10 : 9;
    this.loadField(address, entry);
    this.loadField(value, entry + 8);
    this.emit('sd', value, address, 0);
    this.emit('sfence.vma', random.pick([0, 0, this.source()]), random.pick([0, this.source()]));
  }

  private satp(index: number): void {
    const register = this.named();
    this.loadField(register, SATPS + 8 * index);
    this.emit('csrrw', this.destination(), 0x180, register);
    if (this.random.chance(50)) {
      this.emit('sfence.vma', 0, 0);
    }
  }

  private interrupt(): void {
    const { random } = this;
    const forms: (() => void)[] = [
      () => this.emit('csrrsi', this.destination(), 0x104, 2),
      () => this.emit('csrrci', this.destination(), 0x104, 2),
      () => this.emit(random.pick(['csrrsi', 'csrrci']), this.destination(), 0x100, 2),
      () => this.emit('csrrsi', this.destination(), 0x100, 2),
      () => this.emit('csrrsi', this.destination(), 0x144, 2),
      () => this.emit('csrrsi', this.destination(), 0x144, 2),
      () => this.emit('csrrci', this.destination(), 0x144, 2),
      () => {
        // Pending and enabled in sie, with interrupts off: taken when U-mode is entered or SIE is set.
        this.emit('csrrci', 0, 0x100, 2);
        this.emit('csrrsi', 0, 0x104, 2);
        this.emit('csrrsi', 0, 0x144, 2);
      },
    ];
    for (let count = 1 + random.below(3); count > 0; count--) {
      random.pick(forms)();
    }
  }

  /** Replaces an instruction a little ahead. Without FENCE.I, QEMU would go on with what it has translated. */
  private patch(): void {
    const { random } = this;
    const address = this.named();
    const value = address === 9 ? 10 : 9;
    const slot = VALUES + 8 * random.below(VALUE_COUNT);
    const replacement = encode('addi', this.destination(), this.source(), this.signed(12)).bits;
    this.put(slot, (this.random.word() & 0xffffffff00000000n) | BigInt(replacement));
    this.loadField(value, slot);
    this.emit('auipc', address, 0);
    this.emit('sw', value, address, 12);
    this.emit('fence.i');
    this.emit('addi', 0, 0, 0);
  }
}

/** The program of a seed, for the `index`-th area of a batch. */
export function generate(seed: number, index: number): Program {
  if (USED_SIZE > AREA_SIZE) {
    throw new Error('an area is too small for its program');
  }
  return new Generator(seed, index).generate();
}
