// SPDX-License-Identifier: Apache-2.0
/** What every part of the hypervisor's model shares: the harts, the clock, the console, the event stream. */

import type { BaoConfig } from '../config/config';
import { type EventClock, EventKind, EventRecorder, NONE } from '../events';
import type { HartCore } from '../hart/hart-core';
import { HART_PC } from '../hart/layout';
import type { MachinePlatform } from '../platform';
import { Findings } from './findings';
import { HartTable, MESSAGE_QUEUE_CAPACITY } from './hart-table';
import { Registers } from './registers';
import type { Vm } from './vm';

/** The machine's clock. Time runs in instruction units: ticks times the platform's instructions per tick. */
export interface Clock extends EventClock {
  /** Virtual time in instruction units. */
  units: number;
}

export class Context {
  readonly core: HartCore;
  readonly config: BaoConfig;
  readonly platform: MachinePlatform;
  readonly clock: Clock = { instructions: 0, ticks: 0, units: 0 };
  readonly events: EventRecorder;
  readonly registers: Registers;
  readonly harts: HartTable;
  readonly findings: Findings;
  readonly vms: Vm[] = [];
  /** Hart whose trap was handled last: it is the one that writes to a device. */
  actingHart = 0;
  readonly #encoder = new TextEncoder();

  constructor(core: HartCore, config: BaoConfig, platform: MachinePlatform) {
    this.core = core;
    this.config = config;
    this.platform = platform;
    const count = platform.cpuCount;
    this.events = new EventRecorder(core, this.clock, count, HART_PC);
    this.registers = new Registers(core);
    this.harts = new HartTable(count);
    this.findings = new Findings(this.events);
  }

  /** The virtual machine of a hart that runs a guest. */
  vmOf(hart: number): Vm {
    return this.vms[this.harts.vm[hart]!]!;
  }

  /** Number for events: the hart's virtual machine or NONE. */
  vmNumber(hart: number): number {
    const vm = this.harts.vm[hart] ?? -1;
    return vm < 0 ? NONE : vm;
  }

  /** A line on the hypervisor's console. */
  print(hart: number, line: string): void {
    this.events.text(EventKind.hypervisorConsole, hart, NONE, this.#encoder.encode(line));
  }

  /** Bao's WARNING macro. */
  warn(hart: number, message: string): void {
    this.print(hart, `BAO WARNING: ${message}`);
  }

  /** Bao's ERROR macro: prints and loops for ever with interrupts off. What the lines after the first hold is printed
   *  as it is. */
  hang(hart: number, message: string): void {
    for (const line of `BAO ERROR: ${message}`.split('\n')) {
      this.print(hart, line);
    }
    this.harts.set(hart, 'hung');
    this.harts.reason[hart] = message;
    this.events.text(EventKind.vcpuHung, hart, this.vmNumber(hart), this.#encoder.encode(message));
  }

  /**
   * Bao's cpu_send_msg as far as it can be seen: interrupts the target, which ends its wfi or suspend even when the
   * message then changes nothing for the guest. A CPU with interrupts off takes nothing, and its queue fills.
   * @returns whether the target handles the message now
   */
  send(from: number, target: number): boolean {
    const harts = this.harts;
    if (target < 0 || target >= harts.count) {
      return false;
    }
    if (harts.listens(target)) {
      if (harts.is(target, 'wfi') || harts.is(target, 'suspended')) {
        harts.set(target, 'running');
      }
      return true;
    }
    if (harts.queued[target]! < MESSAGE_QUEUE_CAPACITY) {
      harts.queued[target]!++;
    } else {
      this.warn(from, `Can't add message to target cpu (${target}) interface`);
      this.findings.report('message-lost', from, this.vmNumber(from), [BigInt(target)], {
        key: `${target}`,
        text: `A message to CPU ${target} was lost because its queue is full: that CPU loops in the hypervisor (${harts.reason[target] || harts.name(target)}) and takes none.`,
      });
    }
    return false;
  }

  /** Drives an interrupt line of a guest; a raised line that the guest enables ends its wfi or suspend. */
  setLine(hart: number, line: number, raised: boolean): void {
    if (raised) {
      this.core.raiseLines(hart, line);
      this.wakeIfPending(hart);
    } else {
      this.core.lowerLines(hart, line);
    }
  }

  wakeIfPending(hart: number): void {
    const harts = this.harts;
    if ((harts.is(hart, 'wfi') || harts.is(hart, 'suspended')) && this.core.hasWakingInterrupt(hart)) {
      harts.set(hart, 'running');
    }
  }
}
