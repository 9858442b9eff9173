// SPDX-License-Identifier: Apache-2.0
/** What each physical CPU does, as the hypervisor and the run loop see it. Plain data. */

export const HartStatus = {
  /** No virtual machine. */
  unused: 0,
  /** Waits in the hypervisor's boot for a CPU that will not come. */
  barrier: 1,
  /** Its vCPU has not been started by SBI HSM. */
  stopped: 2,
  running: 3,
  wfi: 4,
  suspended: 5,
  /** Waits for the completion of a REMIO request. */
  blocked: 6,
  /** Spins until the other side of a REMIO device is up, with interrupts off. */
  notReady: 7,
  /** Loops after an error, with interrupts off. */
  hung: 8,
} as const;

export type HartStatusName = keyof typeof HartStatus;

/** Messages between CPUs that Bao's queue holds before it drops more. */
export const MESSAGE_QUEUE_CAPACITY = 253;

export class HartTable {
  readonly count: number;
  readonly status: Uint8Array;
  /** Virtual machine of each hart, -1 for none. */
  readonly vm: Int8Array;
  readonly vcpu: Int8Array;
  /** Deadline of the guest's timer in instruction units of virtual time; Infinity for never. */
  readonly timer: Float64Array;
  /** Request slot a blocked hart waits for, -1 for none. */
  readonly request: Int8Array;
  /** Messages that pile up on a hart that does not take interrupts. */
  readonly queued: Uint16Array;
  /** 1 when the hart gives up the rest of its time slice. */
  readonly yielded: Uint8Array;
  /** Why a hart hangs or waits in boot; empty otherwise. */
  readonly reason: string[];

  constructor(count: number) {
    this.count = count;
    this.status = new Uint8Array(count);
    this.vm = new Int8Array(count).fill(-1);
    this.vcpu = new Int8Array(count).fill(-1);
    this.timer = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.request = new Int8Array(count).fill(-1);
    this.queued = new Uint16Array(count);
    this.yielded = new Uint8Array(count);
    this.reason = new Array<string>(count).fill('');
  }

  is(hart: number, status: HartStatusName): boolean {
    return this.status[hart] === HartStatus[status];
  }

  set(hart: number, status: HartStatusName): void {
    this.status[hart] = HartStatus[status];
  }

  name(hart: number): HartStatusName {
    const value = this.status[hart];
    const found = Object.entries(HartStatus).find(([, number]) => number === value);
    return (found?.[0] ?? 'unused') as HartStatusName;
  }

  /** True when the hart takes the hypervisor's interrupts. */
  listens(hart: number): boolean {
    const status = this.status[hart]!;
    return status >= HartStatus.stopped && status <= HartStatus.blocked;
  }

  /** Everything, for saving and comparing. */
  state(): object {
    return {
      status: [...this.status],
      vm: [...this.vm],
      vcpu: [...this.vcpu],
      timer: [...this.timer].map(String),
      request: [...this.request],
      queued: [...this.queued],
      yielded: [...this.yielded],
      reason: this.reason,
    };
  }
}
