// SPDX-License-Identifier: Apache-2.0
/**
 * Remote I/O: the requests that a frontend's accesses make and that a backend asks for and completes.
 * Source: Bao src/core/remio.c, with its defects, and observation. Where the source sends a message to another CPU the
 * effect is immediate here: CPUs run one after another.
 */

import { EventKind } from '../events';
import type { Context } from './context';
import type { Access } from './decode';
import { A0, A1, A2, A3, A4, A5, A6, A7 } from './registers';
import type { RemioDevice, RemioEnd } from './remio-device';
import { RemioFindings } from './remio-findings';
import { RequestPool, RequestState } from './request-pool';
import type { Vm } from './vm';

export const OP_WRITE = 0;
export const OP_READ = 1;
export const OP_ASK = 2;
export const OP_NOTIFY = 3;

/** Codes that hypercalls return, negated except for a failed ASK. */
export const HC_SUCCESS = 0;
export const HC_FAILURE = 1;
export const HC_INVALID_ID = 2;
export const HC_INVALID_ARGS = 3;

const BYTE = 0xff;

export class Remio {
  readonly devices: RemioDevice[] = [];
  readonly pool: RequestPool;
  readonly findings: RemioFindings;
  readonly #context: Context;
  /** deviceOf's answers, which do not change after boot: by virtual machine and index. */
  readonly #resolved: (RemioDevice | undefined)[][] = [];

  constructor(context: Context) {
    this.#context = context;
    this.pool = new RequestPool(context.platform.cpuCount);
    this.findings = new RemioFindings(context, this);
  }

  /** remio_find_vm_dev_by_bind_key for entry `index` of a virtual machine: the device if the virtual machine is the
   *  side that the first entry with this key says. */
  deviceOf(vm: Vm, index: number): RemioDevice | undefined {
    let resolved = this.#resolved[vm.id];
    if (!resolved) {
      resolved = vm.remio.map((_, entry) => this.#resolve(vm, entry));
      this.#resolved[vm.id] = resolved;
    }
    return resolved[index];
  }

  #resolve(vm: Vm, index: number): RemioDevice | undefined {
    const key = vm.remio[index]!.config.bindKey.value;
    const first = vm.remio.find((entry) => entry.config.bindKey.value === key)!;
    const device = this.devices.find((candidate) => candidate.bindKey === key);
    if (!device) {
      return undefined;
    }
    const backend = first.config.type.value === 1n && device.backend.vm === vm.id;
    const frontend = first.config.type.value === 0n && device.frontend.vm === vm.id;
    return backend || frontend ? device : undefined;
  }

  /**
   * remio_mmio_emul_handler: makes a request of an access and blocks the vCPU, or leaves it spinning when the other
   * side is not up.
   * @returns false when Bao's handler fails
   */
  access(hart: number, vm: Vm, access: Access): boolean {
    const index = this.#entryAt(hart, vm, access);
    const device = this.deviceOf(vm, index);
    if (!device) {
      return false;
    }
    if (!device.ready) {
      this.#context.harts.set(hart, 'notReady');
      this.#context.harts.reason[hart] = `REMIO device ${device.bindKey} is not ready`;
      this.findings.notReady(hart, vm, device, access.address);
      return true;
    }
    const now = this.#context.clock.instructions;
    const slot = this.pool.allocate(hart, this.devices.indexOf(device), access, now);
    if (slot < 0) {
      return false;
    }
    const registers = this.#context.registers;
    if (access.write && access.register !== 0) {
      this.pool.setValue(slot, registers.low(hart, access.register), registers.high(hart, access.register));
    }
    device.pending.push(slot);
    this.#moved(hart, slot, RequestState.pending);
    this.#block(hart, vm, slot);
    this.#notify(hart, device.backend, 'remio-request', device);
    return true;
  }

  /** The REMIO hypercall: arguments in a0..a4, outputs of ASK in a2..a7.
   *  @returns Bao's code for a1 */
  hypercall(hart: number, vm: Vm): number {
    const registers = this.#context.registers;
    const index = registers.number(hart, A0);
    if (index >= vm.remio.length) {
      return -HC_INVALID_ARGS;
    }
    const device = this.deviceOf(vm, index);
    if (!device) {
      return -HC_FAILURE;
    }
    const operation = registers.high(hart, A2) === 0 ? registers.low(hart, A2) : -1;
    if (operation >= OP_WRITE && operation <= OP_NOTIFY && device.frontend.vm === vm.id) {
      this.findings.frontendCall(hart, vm, device, operation);
    }
    switch (operation) {
      case OP_WRITE:
      case OP_READ:
        return this.#complete(hart, vm, device, operation);
      case OP_ASK:
        return this.#ask(hart, device);
      case OP_NOTIFY:
        return this.#notifyFrontend(hart, index, device);
      default:
        return -HC_INVALID_ARGS;
    }
  }

  state(): object {
    return { pool: this.pool.snapshot(), devices: this.devices };
  }

  /** remio_find_vm_dev_by_addr: the first entry that holds the address, its end included; the last one if none does. */
  #entryAt(hart: number, vm: Vm, access: Access): number {
    const last = vm.remio.length - 1;
    const found = vm.remio.findIndex((entry) => access.address >= entry.va && access.address <= entry.va + entry.size);
    if (found >= 0 && access.address === vm.remio[found]!.va + vm.remio[found]!.size) {
      this.findings.wrongDevice(hart, vm, found, access.address);
    }
    return found >= 0 ? found : last;
  }

  #block(hart: number, vm: Vm, slot: number): void {
    const { harts, events } = this.#context;
    harts.set(hart, 'blocked');
    harts.request[hart] = slot;
    events.begin(EventKind.vcpuBlocked, hart, vm.id);
    events.arg(0, slot);
    events.arg(1, this.pool.serial[slot]!);
  }

  #ask(hart: number, device: RemioDevice): number {
    const registers = this.#context.registers;
    if (!registers.is(hart, A1, 0) || !registers.is(hart, A3, 0)) {
      return HC_FAILURE;
    }
    const slot = device.pending.shift();
    if (slot === undefined) {
      this.#context.harts.yielded[hart] = 1;
      return HC_FAILURE;
    }
    const pool = this.pool;
    this.#moved(hart, slot, RequestState.processing);
    registers.set(hart, A2, pool.addressLow[slot]!, pool.addressHigh[slot]!);
    registers.set(hart, A3, pool.operation[slot]!, 0);
    registers.set(hart, A4, pool.valueLow[slot]!, pool.valueHigh[slot]!);
    registers.set(hart, A5, pool.width[slot]!, 0);
    registers.set(hart, A6, slot, 0);
    registers.set(hart, A7, device.pending.length > 0 ? 1 : 0, 0);
    return HC_SUCCESS;
  }

  #complete(hart: number, vm: Vm, device: RemioDevice, operation: number): number {
    const registers = this.#context.registers;
    if (registers.low(hart, A4) === -1 && registers.high(hart, A4) === -1) {
      this.#dropOldest(hart, vm, device);
      return -HC_FAILURE;
    }
    const slot = registers.high(hart, A4) === 0 ? registers.low(hart, A4) >>> 0 : this.pool.size;
    const pool = this.pool;
    if (slot >= pool.size || pool.device[slot] !== this.devices.indexOf(device)) {
      return -HC_FAILURE;
    }
    if (pool.state[slot] !== RequestState.processing) {
      return -HC_FAILURE;
    }
    if (operation !== pool.operation[slot]) {
      this.findings.wrongCompletion(hart, vm, device, slot, operation);
    }
    pool.setValue(slot, registers.low(hart, A3), registers.high(hart, A3));
    this.#moved(hart, slot, RequestState.complete);
    const frontend = pool.cpu[slot]!;
    if (this.#context.send(hart, frontend)) {
      this.#postWork(frontend, device, slot, operation);
    }
    return HC_SUCCESS;
  }

  /** remio_get_request takes -1 for "the next pending one" in READ and WRITE too, and nothing puts it back. */
  #dropOldest(hart: number, vm: Vm, device: RemioDevice): void {
    const slot = device.pending.shift();
    if (slot !== undefined) {
      this.pool.lost[slot] = 1;
      this.findings.dropped(hart, vm, device, slot);
    }
  }

  /** remio_cpu_post_work on the frontend's CPU. The message carries the key in eight bits. */
  #postWork(hart: number, device: RemioDevice, slot: number, operation: number): void {
    const key = device.bindKey & BigInt(BYTE);
    if (key !== device.bindKey) {
      this.findings.truncatedKey(hart, device, slot);
      this.#context.hang(hart, 'Failed to perform the post work after the completion of the I/O request');
      return;
    }
    const { registers, harts, events } = this.#context;
    const pool = this.pool;
    const register = operation === OP_READ ? pool.register[slot]! : 0;
    if (register !== 0) {
      registers.set(hart, register, pool.valueLow[slot]!, pool.valueHigh[slot]!);
    }
    this.#moved(hart, slot, RequestState.free);
    pool.release(slot);
    if (harts.request[hart] === slot) {
      harts.set(hart, 'running');
      harts.request[hart] = -1;
    }
    events.begin(EventKind.vcpuResumed, hart, this.#context.vmNumber(hart));
    events.arg(0, slot);
    events.arg(1, pool.serial[slot]!);
    events.arg(2, register);
    events.argHalves(3, pool.valueLow[slot]!, pool.valueHigh[slot]!);
  }

  #notifyFrontend(hart: number, index: number, device: RemioDevice): number {
    const { events } = this.#context;
    const end = device.frontend;
    events.begin(EventKind.remioNotify, hart, this.#context.vmNumber(hart));
    events.arg(0, index);
    events.argBig(1, device.bindKey);
    events.arg(2, end.interrupt & BYTE);
    events.arg(3, Math.max(end.cpu, 0));
    this.#notify(hart, end, 'remio-notify', device);
    return HC_SUCCESS;
  }

  /** The NOTIFY message: injects the side's interrupt, cut to eight bits, on the CPU that takes its messages. */
  #notify(from: number, end: RemioEnd, source: 'remio-request' | 'remio-notify', device: RemioDevice): void {
    if (end.interrupt > BYTE) {
      this.findings.truncatedInterrupt(from, end, device);
    }
    if (end.cpu < 0) {
      this.findings.notifyNobody(from, end, device);
      return;
    }
    if (this.#context.send(from, end.cpu)) {
      this.#context.vmOf(end.cpu).vplic?.inject(end.cpu, end.interrupt & BYTE, source);
    } else {
      this.findings.notifyNobody(from, end, device);
    }
  }

  #moved(hart: number, slot: number, state: number): void {
    const { pool } = this;
    pool.state[slot] = state;
    const events = this.#context.events;
    events.begin(EventKind.requestState, hart, this.#context.vmNumber(hart));
    events.arg(0, slot);
    events.arg(1, pool.serial[slot]!);
    events.arg(2, state);
    events.argBig(3, this.devices[pool.device[slot]!]!.bindKey);
    events.arg(4, pool.operation[slot]!);
    events.argHalves(5, pool.addressLow[slot]!, pool.addressHigh[slot]!);
    events.arg(6, pool.width[slot]!);
    events.argHalves(7, pool.valueLow[slot]!, pool.valueHigh[slot]!);
    events.arg(8, pool.cpu[slot]!);
    events.arg(9, pool.register[slot]!);
  }
}
