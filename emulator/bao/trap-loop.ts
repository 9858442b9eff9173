// SPDX-License-Identifier: Apache-2.0
/**
 * Notices a guest that takes the same exception at the same instruction again and again: its handler does not get it
 * anywhere, or faults itself. The traps are read back from the event ring, where the hart core writes them.
 */

import { causeName, EventKind } from '../events';
import { EVENT_HART, EVENT_KIND, EVENT_PAYLOAD, EVENT_SIZE } from '../hart/layout';
import type { Context } from './context';

/** Identical traps in a row that nobody would make on purpose. */
const REPEATS = 256;
/** Causes that mean a fault; calls, breakpoints and interrupts may well repeat. */
const FAULTS = new Set([0, 1, 2, 4, 5, 6, 7, 12, 13, 15]);

interface Streak {
  cause: number;
  value: bigint;
  epc: bigint;
  count: number;
}

export class TrapLoop {
  readonly #context: Context;
  readonly #view: DataView;
  readonly #streaks: (Streak | undefined)[];

  constructor(context: Context) {
    this.#context = context;
    this.#view = new DataView(context.core.memory.buffer);
    this.#streaks = new Array(context.harts.count).fill(undefined);
  }

  /** Looks at the records from number `first` up to `end`, which the core has written. */
  scan(first: number, end: number): void {
    const { core } = this.#context;
    const capacity = core.options.eventCapacity;
    for (let sequence = Math.max(first, end - capacity); sequence < end; sequence++) {
      const record = core.eventRing + (sequence % capacity) * EVENT_SIZE;
      if (this.#view.getUint16(record + EVENT_KIND, true) === EventKind.guestTrap) {
        this.#trap(record, this.#view.getUint8(record + EVENT_HART));
      }
    }
  }

  state(): object {
    return this.#streaks.map((streak) =>
      streak ? { ...streak, value: `${streak.value}`, epc: `${streak.epc}` } : null,
    );
  }

  #trap(record: number, hart: number): void {
    const big = (index: number): bigint => this.#view.getBigUint64(record + EVENT_PAYLOAD + index * 8, true);
    const cause = big(0) > 0xffn ? -1 : Number(big(0));
    const streak = this.#streaks[hart];
    if (streak && streak.cause === cause && streak.value === big(1) && streak.epc === big(2)) {
      streak.count++;
      if (streak.count === REPEATS && FAULTS.has(cause)) {
        this.#report(hart, streak, big(3));
      }
      return;
    }
    this.#streaks[hart] = { cause, value: big(1), epc: big(2), count: 1 };
  }

  #report(hart: number, { cause, value, epc }: Streak, handler: bigint): void {
    const { findings, harts } = this.#context;
    const vm = this.#context.vmOf(hart);
    const inHandler = (epc & ~3n) === (handler & ~3n) ? ' The handler itself cannot be executed.' : '';
    findings.report('trap-loop', hart, vm.id, [BigInt(cause), value, epc, handler], {
      key: `${hart} ${epc}`,
      text:
        `vCPU ${harts.vcpu[hart]} of ${vm.label} takes the same trap for ever: ${causeName(BigInt(cause))} (value 0x${value.toString(16)}) at pc 0x${epc.toString(16)}, ` +
        `handled at 0x${handler.toString(16)} and back to the same instruction.${inHandler} Look at what the handler does with sepc and at stvec.`,
    });
  }
}
