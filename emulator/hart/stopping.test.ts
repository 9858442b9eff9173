// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { CODE, DATA, OneHart, RAM, TABLES } from '../../test/support/one-hart';
import { encode, type Line, reg } from '../../test/support/riscv-assembler';
import { layout } from '.';

const LOOP: Line[] = [
  'start:',
  ['addi', 11, 11, 1],
  'middle:',
  ['sd', 11, 10, 0],
  ['ld', 12, 10, 0],
  ['c.addi', 13, 1],
  ['jal', 0, '@start'],
];

describe('stopping the hart', () => {
  let hart: OneHart;
  let labels: Map<string, bigint>;

  beforeEach(() => {
    hart = new OneHart(2);
    labels = hart.load(LOOP);
    hart.set({ x10: DATA }, reg);
    hart.set({ x10: DATA }, reg, 1);
  });

  const middle = (): bigint => labels.get('middle')!;

  describe('breakpoints', () => {
    it('stop before the instruction, and a step goes on', () => {
      hart.core.setBreakpoints([{ vm: 0, address: middle() }]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BREAKPOINT);
      assert.deepEqual([hart.core.readPc(0), hart.retired()], [middle(), 1]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BREAKPOINT);
      assert.equal(hart.retired(), 0);
      assert.equal(hart.core.step(0), layout.EXIT_BUDGET);
      assert.equal(hart.core.readPc(0), middle() + 4n);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BREAKPOINT);
      assert.equal(hart.retired(), 4);
    });

    it('can be set in code that has run already, and removed', () => {
      assert.equal(hart.core.run(0, 1003), layout.EXIT_BUDGET);
      hart.core.setBreakpoints([{ vm: 0, address: middle() }]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BREAKPOINT);
      hart.core.setBreakpoints([]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BUDGET);
    });

    it('belong to one virtual machine', () => {
      hart.core.setStage2(1, [{ gpa: RAM, size: 1n << 20n, pa: RAM }]);
      hart.core.resetHart(1, { vm: 1, pc: CODE, a0: DATA, a1: 0n });
      hart.core.setBreakpoints([{ vm: 1, address: middle() }]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BUDGET);
      assert.equal(hart.core.run(1, 1000), layout.EXIT_BREAKPOINT);
    });

    it('belong to one address space when they name it', () => {
      const flags = 0xcf;
      hart.enableSv39(new Map([CODE, DATA].map((page) => [page, { pa: page, flags }])));
      hart.core.setBreakpoints([{ vm: 0, address: middle(), addressSpace: (TABLES >> 12n) + 1n }]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BUDGET);
      hart.core.setBreakpoints([{ vm: 0, address: middle(), addressSpace: TABLES >> 12n }]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BREAKPOINT);
      // The other hart runs the same code under Bare.
      assert.equal(hart.core.run(1, 1000), layout.EXIT_BUDGET);
    });

    it('of one address space and of all of them may lie in one page', () => {
      const flags = 0xcf;
      hart.enableSv39(new Map([CODE, DATA].map((page) => [page, { pa: page, flags }])));
      const bound = { vm: 0, address: CODE, addressSpace: TABLES >> 12n };
      hart.core.setBreakpoints([bound, { vm: 0, address: middle() }]);
      const stops = (index: number): bigint[] =>
        [0, 1, 2].map(() => {
          hart.core.step(index);
          assert.equal(hart.core.run(index, 1000), layout.EXIT_BREAKPOINT);
          return hart.core.readPc(index);
        });
      assert.deepEqual(stops(0), [middle(), CODE, middle()]);
      // The other hart runs the same code under Bare.
      assert.deepEqual(stops(1), [middle(), middle(), middle()]);
      hart.core.setBreakpoints([{ vm: 0, address: middle() }]);
      assert.deepEqual(stops(0), [middle(), middle(), middle()]);
    });

    it('do not get in the way of a budget that ends at them', () => {
      hart.core.setBreakpoints([{ vm: 0, address: middle() }]);
      assert.equal(hart.core.run(0, 1), layout.EXIT_BUDGET);
      assert.equal(hart.core.readPc(0), middle());
      assert.equal(hart.core.run(0, 1), layout.EXIT_BREAKPOINT);
    });
  });

  describe('watchpoints', () => {
    const watch = (pa: bigint, size: number, onRead: boolean, onWrite: boolean): void =>
      hart.core.setWatchpoints([{ pa, size, onRead, onWrite }]);

    it('stop after the store, and say what it wrote where', () => {
      hart.core.run(0, 1000);
      watch(DATA + 4n, 1, false, true);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_WATCHPOINT);
      assert.equal(hart.core.readPc(0), middle() + 4n);
      assert.deepEqual(
        [layout.HART_EXIT_CAUSE, layout.HART_EXIT_VALUE, layout.HART_EXIT_GPA, layout.HART_EXIT_INSTRUCTION].map(
          (field) => hart.field(field),
        ),
        [2n, DATA, 8n, middle()],
      );
      assert.equal(hart.word(DATA), hart.core.readRegister(0, 11));
      assert.equal(hart.core.run(0, 1000), layout.EXIT_WATCHPOINT);
      assert.equal(hart.retired(), 5);
    });

    it('stop after the load with its register written', () => {
      watch(DATA + 7n, 1, true, false);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_WATCHPOINT);
      assert.equal(hart.field(layout.HART_EXIT_CAUSE), 1n);
      assert.equal(hart.core.readPc(0), middle() + 8n);
      assert.equal(hart.core.readRegister(0, 12), 1n);
    });

    it('see every hart, and every way to the byte', () => {
      hart.core.setStage2(1, [
        { gpa: RAM, size: 1n << 16n, pa: RAM },
        { gpa: 0x40000000n, size: 4096n, pa: DATA },
      ]);
      hart.core.resetHart(1, { vm: 1, pc: CODE, a0: 0x40000000n, a1: 0n });
      watch(DATA, 8, false, true);
      assert.equal(hart.core.run(1, 1000), layout.EXIT_WATCHPOINT);
      assert.equal(hart.field(layout.HART_EXIT_VALUE, 1), DATA);
    });

    it('see only the accesses of a virtual machine where they name one', () => {
      hart.core.setStage2(1, [
        { gpa: RAM, size: 1n << 16n, pa: RAM },
        { gpa: 0x40000000n, size: 4096n, pa: DATA },
      ]);
      hart.core.resetHart(1, { vm: 1, pc: CODE, a0: 0x40000000n, a1: 0n });
      const both = { pa: DATA, size: 8, onRead: true, onWrite: true };
      hart.core.setWatchpoints([{ ...both, vm: 1 }]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BUDGET);
      assert.equal(hart.core.run(1, 1000), layout.EXIT_WATCHPOINT);
      hart.core.setWatchpoints([{ ...both, vm: 0 }]);
      assert.equal(hart.core.run(1, 1000), layout.EXIT_BUDGET);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_WATCHPOINT);
    });

    it('let other bytes of the page alone, and can be taken away', () => {
      watch(DATA + 8n, 8, true, true);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BUDGET);
      watch(DATA, 1, true, true);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_WATCHPOINT);
      hart.core.setWatchpoints([]);
      assert.equal(hart.core.run(0, 1000), layout.EXIT_BUDGET);
    });

    it('catch atomics and are not triggered from outside', () => {
      hart.load([['amoadd.d', 11, 11, 10], ['ecall']]);
      watch(DATA, 8, false, true);
      hart.setWord(DATA, 5n);
      assert.equal(hart.core.run(0, 10), layout.EXIT_WATCHPOINT);
    });
  });

  it('budgets are exact, and how a run is cut changes nothing', () => {
    const state = (slices: (left: number) => number): string => {
      const one = new OneHart();
      one.load(LOOP);
      one.set({ x10: DATA }, reg);
      for (let left = 10_000; left > 0; ) {
        const budget = Math.min(left, slices(left));
        assert.equal(one.core.run(0, budget), layout.EXIT_BUDGET);
        assert.equal(one.retired(), budget);
        left -= budget;
      }
      const registers = Array.from({ length: 32 }, (_, index) => one.core.readRegister(0, index));
      return [one.core.readPc(0), one.field(layout.HART_INSTRET), one.word(DATA), ...registers].join();
    };
    const whole = state((left) => left);
    assert.equal(
      state(() => 1),
      whole,
    );
    assert.equal(
      state((left) => 1 + (left % 7)),
      whole,
    );
  });

  describe('several harts', () => {
    it("break each other's reservations by a store to the same eight bytes", () => {
      const lines = (address: number): Line[] => [['lr.d', 11, 10], ['sc.d', 12, 13, address], ['ecall']];
      for (const [offset, expected] of [
        [4n, 1n],
        [8n, 0n],
      ] as const) {
        const two = new OneHart(2);
        two.load(lines(10));
        two.load([['sw', 0, 14, 0], ['ecall']], CODE + 0x1000n);
        two.core.writePc(1, CODE + 0x1000n);
        two.set({ x10: DATA }, reg);
        two.set({ x14: DATA + offset }, reg, 1);
        // A store before, so that the second hart's TLB knows the page.
        two.core.run(1, 1);
        two.core.writePc(1, CODE + 0x1000n);
        two.core.run(0, 1);
        two.core.run(1, 1);
        two.core.run(0, 1);
        assert.equal(two.core.readRegister(0, 12), expected);
      }
    });

    it('lose reservations to writes from outside', () => {
      hart.load([['lr.d', 11, 10], ['sc.d', 12, 13, 10], ['ecall']]);
      hart.core.run(0, 1);
      hart.setWord(DATA, 1n);
      hart.core.run(0, 1);
      assert.equal(hart.core.readRegister(0, 12), 1n);
    });

    it('see code that another hart has written', () => {
      hart.core.run(1, 1000);
      hart.load([['sw', 11, 10, 0], ['ecall']], CODE + 0x1000n);
      hart.core.writePc(0, CODE + 0x1000n);
      hart.set({ x10: CODE + 14n, x11: BigInt(encode('jal', 0, 0).bits) }, reg);
      hart.core.run(0, 10);
      hart.core.run(1, 100);
      assert.equal(hart.core.readPc(1), CODE + 14n);
    });
  });

  describe('memory', () => {
    it('costs nothing until it is touched', () => {
      assert.equal(hart.core.allocatedBytes(), 65536);
      assert.deepEqual(hart.core.readPhysical(RAM + 0x200000n, 3), new Uint8Array(3));
      assert.equal(hart.core.allocatedBytes(), 65536);
      hart.core.run(0, 100);
      assert.equal(hart.core.allocatedBytes(), 131072);
    });

    it('remembers which pages were written since it was asked last', () => {
      assert.deepEqual(hart.core.dirtyPages({ clear: true }), [CODE >> 12n]);
      hart.core.run(0, 100);
      assert.deepEqual(hart.core.dirtyPages({ clear: false }), [DATA >> 12n]);
      assert.deepEqual(hart.core.dirtyPages({ clear: true }), [DATA >> 12n]);
      assert.deepEqual(hart.core.dirtyPages({ clear: false }), []);
      hart.core.run(0, 100);
      assert.deepEqual(hart.core.dirtyPages({ clear: false }), [DATA >> 12n]);
    });

    it('says which call was wrong', () => {
      assert.throws(() => hart.core.readPhysical(RAM - 1n, 1), /0x7fffffff are not in RAM/);
      assert.throws(() => hart.core.setStage2(0, [{ gpa: 5n, size: 4096n, pa: RAM }]), /VM 0, memory range at 0x5/);
      assert.throws(() => hart.core.run(7, 1), /no hart 7/);
      assert.throws(() => hart.core.run(0, 0), /budget 0/);
    });
  });
});
