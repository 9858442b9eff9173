// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { CODE, DATA, OneHart, RAM, TABLES } from '../../test/support/one-hart';
import { type Line, reg } from '../../test/support/riscv-assembler';
import { layout } from '.';

const HANDLER = CODE + 0x4000n;
const SCOUNTEREN = 0x106;
const SSTATUS = 0x100;
const SIE = 0x104;
const STVEC = 0x105;
const SEPC = 0x141;
const SCAUSE = 0x142;
const STVAL = 0x143;
const SIP = 0x144;
const SATP = 0x180;
const SUM = 1n << 18n;
const MXR = 1n << 19n;

const V = 1;
const R = 2;
const W = 4;
const X = 8;
const U = 16;
const A = 64;
const D = 128;
const ALL = V | R | W | X | A | D;

describe('privileged behaviour', () => {
  let hart: OneHart;

  beforeEach(() => {
    hart = new OneHart();
    hart.core.writeCsr(0, STVEC, HANDLER);
    // The handler does nothing but stop.
    hart.load([['ecall']], HANDLER);
  });

  function csr(number: number): bigint {
    return hart.core.readCsr(0, number) ?? -1n;
  }

  function setPrivilege(privilege: 0 | 1): void {
    new DataView(hart.core.memory.buffer).setUint32(hart.core.hartBlock(0) + layout.HART_PRIVILEGE, privilege, true);
  }

  /** Maps the code and handler pages and one data page with the given flags; code runs one to one. */
  function mapData(flags: number, codeFlags = ALL): void {
    hart.enableSv39(
      new Map([
        [CODE, { pa: CODE, flags: codeFlags }],
        [HANDLER, { pa: HANDLER, flags: ALL }],
        [DATA, { pa: DATA, flags }],
      ]),
    );
  }

  function run(lines: readonly Line[], registers: Record<string, bigint> = {}): number {
    hart.core.writePc(0, CODE);
    hart.load([...lines, ['ecall']]);
    hart.set(registers, reg);
    return hart.core.run(0, 100);
  }

  function inHandler(): { cause: bigint; value: bigint; epc: bigint } {
    assert.equal(hart.core.readPc(0), HANDLER);
    return { cause: csr(SCAUSE), value: csr(STVAL), epc: csr(SEPC) };
  }

  it('starts as Bao starts a guest', () => {
    assert.equal(csr(SSTATUS), 0x800000020001e000n);
    assert.deepEqual([csr(SATP), csr(SIE)], [0n, 0n]);
  });

  it('leaves ecall from VS-mode to the hypervisor, not retired', () => {
    assert.equal(run([['c.nop']]), layout.EXIT_TRAP);
    assert.equal(hart.trap().cause, layout.CAUSE_ECALL_VS);
    assert.equal(hart.core.readPc(0), CODE + 2n);
    assert.equal(hart.retired(), 1);
  });

  it('gives breakpoints and ecall from U-mode to the guest', () => {
    for (const [line, cause, privilege] of [
      [['ebreak'], 3n, 1],
      [['c.ebreak'], 3n, 1],
      [['ecall'], 8n, 0],
    ] as const) {
      setPrivilege(privilege);
      run([line]);
      assert.deepEqual(inHandler(), { cause, value: 0n, epc: CODE });
      assert.equal((csr(SSTATUS) >> 8n) & 1n, BigInt(privilege));
    }
  });

  for (const [what, flags, lines, cause] of [
    ['a load from an invalid page', R | W | A | D, [['lw', 11, 10, 4]], 13n],
    ['a store to a read-only page', V | R | A | D, [['sw', 11, 10, 4]], 15n],
    ['an AMO on a read-only page', V | R | A | D, [['amoadd.w', 11, 12, 10]], 15n],
    ['a load from an execute-only page', V | X | A | D, [['lw', 11, 10, 4]], 13n],
    ['a supervisor load from a user page', ALL | U, [['lw', 11, 10, 4]], 13n],
    ['a write-only page', V | W | A | D, [['lw', 11, 10, 4]], 13n],
  ] as const) {
    it(`raises a page fault for ${what}`, () => {
      mapData(flags);
      run([...lines], { x10: DATA });
      const { cause: taken, value, epc } = inHandler();
      assert.deepEqual([taken, value, epc], [cause, lines[0]?.[0] === 'amoadd.w' ? DATA : DATA + 4n, CODE]);
    });
  }

  it('raises a fetch page fault where nothing may be executed', () => {
    mapData(V | R | W | A | D);
    run([['jalr', 0, 10, 0]], { x10: DATA });
    assert.deepEqual(inHandler(), { cause: 12n, value: DATA, epc: DATA });
  });

  it('names the second page when an access runs into it', () => {
    hart.setWord(DATA + 4088n, -1n);
    mapData(ALL);
    run([['sd', 11, 10, 0]], { x10: DATA + 4092n });
    assert.deepEqual(inHandler(), { cause: 15n, value: DATA + 4096n, epc: CODE });
    assert.equal(hart.word(DATA + 4088n), (1n << 64n) - 1n);
  });

  it('faults on addresses that are not canonical', () => {
    mapData(ALL);
    run([['lb', 11, 10, 0]], { x10: DATA | (1n << 39n) });
    assert.deepEqual(inHandler(), { cause: 13n, value: DATA | (1n << 39n), epc: CODE });
  });

  it('honours SUM and MXR', () => {
    hart.setWord(DATA, 42n);
    mapData(ALL | U);
    hart.core.writeCsr(0, SSTATUS, SUM);
    run([['ld', 11, 10, 0]], { x10: DATA });
    assert.equal(hart.core.readRegister(0, 11), 42n);
    hart.core.writeCsr(0, SSTATUS, MXR);
    mapData(V | X | A | D);
    run([['ld', 12, 10, 0]], { x10: DATA });
    assert.equal(hart.core.readRegister(0, 12), 42n);
  });

  it('sets accessed and dirty bits as accesses need them', () => {
    const entry = (): bigint => {
      const at = hart.core.translate(0, DATA, 'read');
      assert.equal(at.kind, 'mapped');
      // The third table lies behind root, second level and the first leaf table.
      for (let table = TABLES; table < TABLES + 0x10000n; table += 8n) {
        const value = hart.word(table);
        if (value >> 10n === DATA >> 12n && (value & 2n) !== 0n) {
          return value & 0xc0n;
        }
      }
      throw new Error('no entry');
    };
    mapData(V | R | W);
    assert.equal(entry(), 0n);
    run([['ld', 11, 10, 0]], { x10: DATA });
    assert.equal(entry(), BigInt(A));
    run([['sd', 11, 10, 0]], { x10: DATA });
    assert.equal(entry(), BigInt(A | D));
  });

  it('keeps what it has translated until SFENCE.VMA, and not longer', () => {
    hart.setWord(DATA, 1n);
    hart.setWord(DATA + 0x1000n, 2n);
    mapData(ALL);
    run([['ld', 11, 10, 0]], { x10: DATA });
    for (let table = TABLES; table < TABLES + 0x10000n; table += 8n) {
      if (hart.word(table) >> 10n === DATA >> 12n && (hart.word(table) & 2n) !== 0n) {
        hart.setWord(table, (((DATA + 0x1000n) >> 12n) << 10n) | BigInt(ALL));
      }
    }
    run([
      ['sfence.vma', 0, 0],
      ['ld', 12, 10, 0],
    ]);
    assert.equal(hart.core.readRegister(0, 12), 2n);
  });

  it('reports what the second stage does not map, with its guest-physical address', () => {
    const nowhere = 0x10001234n;
    for (const [line, cause] of [
      [['lhu', 11, 10, 0], layout.CAUSE_LOAD_GUEST_PAGE_FAULT],
      [['sb', 11, 10, 0], layout.CAUSE_STORE_GUEST_PAGE_FAULT],
      [['amoadd.w', 11, 12, 10], layout.CAUSE_STORE_GUEST_PAGE_FAULT],
      [['lr.w', 11, 10], layout.CAUSE_LOAD_GUEST_PAGE_FAULT],
    ] as const) {
      assert.equal(run([line], { x10: nowhere }), layout.EXIT_TRAP);
      const { cause: taken, value, gpa, implicit } = hart.trap();
      assert.deepEqual([taken, value, gpa, implicit], [cause, nowhere, nowhere, 0]);
      assert.equal(hart.core.readPc(0), CODE);
    }
    run([['jalr', 0, 10, 0]], { x10: nowhere });
    assert.equal(hart.trap().cause, layout.CAUSE_INSTRUCTION_GUEST_PAGE_FAULT);
    assert.equal(hart.trap().instruction, 0);
    assert.equal(hart.core.readPc(0), nowhere);
  });

  it('tells a page table that the second stage does not map from data', () => {
    mapData(ALL);
    hart.setWord(TABLES + 8n, ((0x10000000n >> 12n) << 10n) | 1n);
    run([['lw', 11, 10, 0]], { x10: 0x40001000n });
    const { cause, value, gpa, implicit } = hart.trap();
    assert.deepEqual([cause, value, gpa, implicit], [layout.CAUSE_LOAD_GUEST_PAGE_FAULT, 0x40001000n, 0x10000000n, 1]);
  });

  it('translates for an observer without changing anything', () => {
    mapData(V | R | W);
    assert.deepEqual(hart.core.translate(0, DATA + 5n, 'write'), { kind: 'mapped', gpa: DATA + 5n, pa: DATA + 5n });
    assert.deepEqual(hart.core.translate(0, DATA, 'execute'), { kind: 'fault', fault: 12 });
    assert.equal(hart.core.translateGuestPhysical(0, 0x10000000n), undefined);
    assert.equal(hart.core.translateGuestPhysical(0, RAM + 1n), RAM + 1n);
    assert.equal(run([['csrrs', 11, SCAUSE, 0]]), layout.EXIT_TRAP);
    assert.equal(hart.core.readRegister(0, 11), 0n);
  });

  it('ignores satp modes other than Bare and Sv39', () => {
    run(
      [
        ['csrrw', 0, SATP, 11],
        ['csrrs', 12, SATP, 0],
      ],
      { x11: (9n << 60n) | 5n },
    );
    assert.equal(hart.core.readRegister(0, 12), 0n);
  });

  it('reads, sets and clears CSRs, and leaves them alone for x0', () => {
    run(
      [
        ['csrrw', 11, 0x140, 12],
        ['csrrs', 13, 0x140, 14],
        ['csrrc', 15, 0x140, 14],
        ['csrrs', 16, 0x140, 0],
        ['csrrwi', 17, 0x140, 31],
        ['csrrsi', 18, 0x140, 0],
        ['csrrci', 19, 0x140, 1],
        ['csrrsi', 20, 0x140, 1],
      ],
      { x12: 0xf0n, x14: 0x0fn },
    );
    const registers = [11, 13, 15, 16, 17, 18, 19, 20].map((index) => hart.core.readRegister(0, index));
    assert.deepEqual(registers, [0n, 0xf0n, 0xffn, 0xf0n, 0xf0n, 31n, 31n, 30n]);
    assert.equal(csr(0x140), 31n);
  });

  it('offers the CSRs of a guest to the host, and no others', () => {
    assert.equal(hart.core.readCsr(0, 0x300), undefined);
    assert.equal(hart.core.writeCsr(0, 0xc01, 0n), false);
    assert.equal(hart.core.writeCsr(0, SEPC, 0x1235n), true);
    assert.equal(csr(SEPC), 0x1234n);
  });

  describe('interrupts', () => {
    it('are taken in the order external, software, timer, and vectored', () => {
      hart.core.writeCsr(0, STVEC, HANDLER | 1n);
      hart.core.writeCsr(0, SIE, 0x222n);
      hart.load(
        [['ecall'], ['ecall'], ['ecall'], ['ecall'], ['ecall'], ['ecall'], ['ecall'], ['ecall'], ['ecall'], ['ecall']],
        HANDLER,
      );
      hart.core.raiseLines(0, layout.LINE_TIMER | layout.LINE_SOFTWARE | layout.LINE_EXTERNAL);
      for (const [line, cause] of [
        [layout.LINE_EXTERNAL, 9n],
        [layout.LINE_SOFTWARE, 1n],
        [layout.LINE_TIMER, 5n],
      ] as const) {
        hart.core.writeCsr(0, SSTATUS, 2n);
        run([['c.nop']]);
        assert.equal(csr(SCAUSE), (1n << 63n) | cause);
        assert.equal(hart.core.readPc(0), HANDLER + 4n * cause);
        assert.equal(csr(SEPC), CODE);
        hart.core.lowerLines(0, line);
      }
    });

    it('wait for sie and sstatus.SIE in S-mode, and for sie only in U-mode', () => {
      hart.core.raiseLines(0, layout.LINE_TIMER);
      run([['c.nop']]);
      assert.equal(hart.core.readPc(0), CODE + 2n);
      hart.core.writeCsr(0, SIE, 0x20n);
      run([['c.nop']]);
      assert.equal(hart.core.readPc(0), CODE + 2n);
      setPrivilege(0);
      run([['c.nop']]);
      assert.equal(inHandler().cause, (1n << 63n) | 5n);
    });

    it('are taken at once when the guest raises or enables them', () => {
      hart.core.writeCsr(0, SIE, 2n);
      hart.core.writeCsr(0, SSTATUS, 2n);
      run([['csrrsi', 11, SIP, 2], ['c.nop']]);
      assert.equal(inHandler().epc, CODE + 4n);
      assert.equal(hart.retired(), 1);
    });

    it('end a WFI whatever SIE says; without one it stops the run', () => {
      assert.equal(run([['wfi'], ['c.nop']]), layout.EXIT_WFI);
      assert.equal(hart.core.readPc(0), CODE + 4n);
      assert.equal(hart.core.hasWakingInterrupt(0), false);
      hart.core.writeCsr(0, SIE, 0x200n);
      hart.core.raiseLines(0, layout.LINE_EXTERNAL);
      assert.equal(hart.core.hasWakingInterrupt(0), true);
      assert.equal(run([['wfi'], ['c.nop']]), layout.EXIT_TRAP);
      assert.equal(hart.core.readPc(0), CODE + 6n);
    });

    it('return by SRET to the mode and the setting before', () => {
      hart.core.writeCsr(0, SSTATUS, 0x20n);
      hart.core.writeCsr(0, SEPC, DATA);
      hart.load([['ecall']], DATA);
      run([['sret']]);
      assert.deepEqual(inHandler(), { cause: 8n, value: 0n, epc: DATA });
      assert.equal(csr(SSTATUS) & 0x122n, 0x20n);
    });
  });

  it('U-mode may not do what S-mode may', () => {
    for (const [line, cause] of [
      [['sret'], layout.CAUSE_ILLEGAL_INSTRUCTION],
      [['sfence.vma', 0, 0], layout.CAUSE_ILLEGAL_INSTRUCTION],
      [['csrrs', 11, SSTATUS, 0], layout.CAUSE_ILLEGAL_INSTRUCTION],
      [['wfi'], layout.CAUSE_VIRTUAL_INSTRUCTION],
      [['csrrs', 11, 0xc01, 0], layout.CAUSE_VIRTUAL_INSTRUCTION],
    ] as const) {
      setPrivilege(1);
      hart.core.writeCsr(0, SCOUNTEREN, 0n);
      setPrivilege(0);
      assert.equal(run([line]), layout.EXIT_TRAP);
      assert.equal(hart.trap().cause, cause, line[0]);
    }
  });

  it('writes traps into the guest to the event ring when asked', () => {
    hart.core.setInstructionsBefore(1000n);
    hart.core.setTrapEvents(true);
    run([['c.nop'], ['ebreak']]);
    const view = new DataView(hart.core.memory.buffer);
    assert.equal(view.getBigUint64(hart.core.eventCount, true), 1n);
    const at = hart.core.eventRing;
    const payload = [0, 1, 2, 3].map((index) => view.getBigUint64(at + layout.EVENT_PAYLOAD + 8 * index, true));
    assert.equal(view.getUint16(at + layout.EVENT_KIND, true), layout.EVENT_KIND_GUEST_TRAP);
    assert.equal(view.getBigUint64(at + layout.EVENT_INSTRUCTIONS, true), 1001n);
    assert.deepEqual(payload, [3n, 0n, CODE + 2n, HANDLER]);
  });

  it('a trap ends a reservation', () => {
    hart.load([['csrrs', 13, SEPC, 0], ['addi', 13, 13, 4], ['csrrw', 0, SEPC, 13], ['sret']], HANDLER);
    run([['lr.d', 11, 10], ['ebreak'], ['sc.d', 12, 11, 10]], { x10: DATA });
    assert.equal(hart.core.readRegister(0, 12), 1n);
  });

  it('a trap loop uses up its budget', () => {
    mapData(ALL, V | R | A);
    hart.core.writeCsr(0, STVEC, 0x40000000n);
    hart.core.writePc(0, CODE);
    assert.equal(hart.core.run(0, 1000), layout.EXIT_BUDGET);
    assert.equal(hart.retired(), 1000);
  });
});
