// SPDX-License-Identifier: Apache-2.0
/**
 * The state of the whole system as one plain object, for views: the hypervisor's, and what its drivers in Linux guests
 * know. What may need more than 53 bits - addresses, sizes, values, counts of instructions - is a hexadecimal text such
 * as `0x80200000`. What could not be read is said in `problems`, in words; the rest is as good as it could be had.
 */

import type { FollowedState, StageState } from './protocol-follow';

/** Request: reads the state. Possible from the answer to `launch` on; while the machine runs, only where it can be read
 *  then. */
export const STATE_REQUEST = 'bao.state';

export const STATE_PARTS = ['partitions', 'remio', 'deviceModels', 'ipc', 'findings'] as const;

export type StatePart = (typeof STATE_PARTS)[number];

export interface StateArguments {
  /** What is wanted; everything when it is absent. */
  readonly parts?: readonly StatePart[];
}

/** The parts that were asked for. */
export interface StateResponseBody {
  readonly isRunning: boolean;
  readonly partitions?: readonly PartitionState[];
  readonly remio?: RemioState;
  readonly deviceModels?: readonly GuestDeviceModels[];
  readonly ipc?: readonly IpcObjectState[];
  readonly findings?: readonly FindingState[];
}

/** A line of a file, counted as the client counts. */
export interface PlaceState {
  readonly path: string;
  readonly line: number;
}

export interface PartitionState {
  readonly vm: number;
  readonly name: string;
  /** False when the hypervisor refused to start it. */
  readonly started: boolean;
  readonly vcpus: readonly VcpuState[];
  readonly image: ImageState;
  readonly regions: readonly RegionState[];
  readonly devices: readonly PassedThroughState[];
  /** Interrupts that may be injected into it, by number. */
  readonly interrupts: readonly InterruptState[];
  /** Absent for guests that are not Linux. */
  readonly linux?: LinuxState;
  /** In the configuration. */
  readonly place?: PlaceState;
}

/** Memory that can be looked at. */
export interface MemoryState {
  /** Of the protocol: what `readMemory` takes. */
  readonly reference: string;
  /** Bytes. */
  readonly size: string;
}

/** Addresses are guest-physical, sizes in bytes. */
export interface ImageState {
  /** As the configuration names it; absent for one that is loaded separately. */
  readonly file?: string;
  /** Address of the first instruction. */
  readonly entry: string;
  readonly base: string;
  readonly size: string;
  readonly memory?: MemoryState;
  readonly place?: PlaceState;
}

export interface RegionState {
  readonly base: string;
  readonly size: string;
  /** Physical address of the first byte, where it is known. */
  readonly physical?: string;
  /** Absent when it is not mapped. */
  readonly memory?: MemoryState;
  readonly place?: PlaceState;
}

/** A device that is passed through. */
export interface PassedThroughState {
  /** Guest-physical; absent for one that is interrupts only. */
  readonly base?: string;
  readonly physical: string;
  readonly size: string;
  readonly interrupts: readonly number[];
  readonly place?: PlaceState;
}

export interface InterruptState {
  readonly number: number;
  /** Who raises it, in words. */
  readonly source: string;
  readonly place?: PlaceState;
}

export interface VcpuState {
  /** Of the protocol: what `stackTrace` takes. */
  readonly threadId: number;
  readonly hart: number;
  readonly vcpu: number;
  readonly activity: string;
  /** The same in words, with the reason. */
  readonly text: string;
  /** Slot of the request that it waits for. */
  readonly request?: number;
}

/** What a Linux kernel knows of itself. */
export interface LinuxState {
  /** By pid. */
  readonly tasks: readonly TaskState[];
  /** Mutexes that somebody waits for. */
  readonly mutexes: readonly LockState[];
  /** Wait queues in which somebody sleeps. */
  readonly waitQueues: readonly LockState[];
  readonly drivers: readonly LinuxDriverState[];
  readonly devices: readonly LinuxDeviceState[];
  readonly problems: readonly string[];
}

export interface TaskState {
  /** Guest-virtual, of its task_struct. */
  readonly address: string;
  readonly pid: number;
  readonly tgid: number;
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly cpu: number;
  /** What it does or waits for, in words. */
  readonly about?: string;
  /** The function of the kernel that waits for something. */
  readonly waitsIn?: string;
  /** The function through which it waits, where that is another one: `mutex_lock`. */
  readonly waitsBy?: string;
  /** Its own thread; for the idle task that of the vCPU that it is on. Absent when there is none. */
  readonly threadId?: number;
  /** Its struct task_struct. */
  readonly memory: MemoryState;
}

export interface LinuxDriverState {
  /** Guest-virtual, of its struct device_driver. */
  readonly address: string;
  readonly name: string;
  readonly bus: string;
  /** Absent for what is built in. */
  readonly module?: string;
  /** Its function that takes devices. */
  readonly probe?: string;
  /** Of that function. */
  readonly place?: PlaceState;
  /** Its struct device_driver. */
  readonly memory: MemoryState;
}

export interface LinuxDeviceState {
  /** Guest-virtual, of its struct device. */
  readonly address: string;
  readonly name: string;
  readonly bus: string;
  /** Address of its struct device_driver; absent as long as none has taken it. */
  readonly driver?: string;
  /** Its driver has it; false while that is still looking at it. */
  readonly isBound: boolean;
  /** Name of its node in the device tree. */
  readonly node?: string;
  /** Its struct device. */
  readonly memory: MemoryState;
}

export interface RemioState {
  readonly devices: readonly RemioDeviceState[];
  /** Those that are taken, the oldest first. */
  readonly requests: readonly RemioRequestState[];
  /** Slots of the request pool. */
  readonly slots: number;
  /** What is followed, also when it is not in the pool any more. */
  readonly followed?: FollowedState;
}

export interface RemioDeviceState {
  readonly bindKey: string;
  readonly ready: boolean;
  readonly frontend: RemioEndState;
  readonly backend: RemioEndState;
  /** In the frontend: guest-physical address and bytes. */
  readonly registers: { readonly base: string; readonly size: string };
  /** Slots of the requests that nobody has asked for yet, oldest first. */
  readonly pending: readonly number[];
}

export interface RemioEndState {
  readonly vm: number;
  readonly name: string;
  /** In the virtual machine's `remio_devs`. */
  readonly index: number;
  /** Physical CPU that takes its messages; -1 for a virtual machine that was not started. */
  readonly cpu: number;
  readonly interrupt: number;
  readonly ready: boolean;
  /** Shared memory: guest-physical address, bytes, index in `shmemlist`. */
  readonly shmem: {
    readonly base: string;
    readonly size: string;
    readonly id: number;
    /** Absent when its virtual machine was not started. */
    readonly memory?: MemoryState;
  };
  readonly place?: PlaceState;
}

/** The vCPU that made an access and waits for its completion. */
export interface FrontendState {
  readonly vm: number;
  readonly name: string;
  readonly vcpu: number;
  readonly hart: number;
  /** Of the protocol: what `stackTrace` takes. */
  readonly threadId: number;
}

export interface RemioRequestState {
  readonly slot: number;
  readonly serial?: string;
  readonly state: string;
  /** Nobody will ever get it: it is on no device's list. */
  readonly lost: boolean;
  readonly bindKey?: string;
  readonly frontend?: FrontendState;
  readonly operation: string;
  readonly address: string;
  /** Name of the virtio register there. */
  readonly register?: string;
  /** Absent in a READ that is not complete. */
  readonly value?: string;
  readonly meaning: string;
  /** Bytes. */
  readonly width: number;
  /** Instructions since the access. */
  readonly age?: string;
  /** It is the one that is followed. */
  readonly selected?: true;
  /** Stages that were seen while it was followed, the oldest first. */
  readonly stages?: readonly StageState[];
}

/** The device models of one virtual machine with backends. */
export interface GuestDeviceModels {
  readonly vm: number;
  readonly name: string;
  readonly models: readonly DeviceModelState[];
  readonly problems: readonly string[];
}

export interface DeviceModelState {
  readonly id: number;
  /** Guest-virtual, of its struct bao_dm. */
  readonly address: string;
  /** Of the REMIO device behind it. */
  readonly bindKey?: string;
  /** Guest-physical address, and bytes. */
  readonly shmem: { readonly base: string; readonly size: string; readonly memory: MemoryState };
  /** Linux's number. */
  readonly interrupt: number;
  readonly references: number;
  readonly clients: readonly IoClientState[];
  readonly ioeventfds: readonly IoEventfdState[];
  readonly irqfds: readonly IrqFdState[];
  readonly dispatcher: DispatcherState;
  readonly locks: readonly LockState[];
  readonly problems: readonly string[];
  /** Its struct bao_dm. */
  readonly memory: MemoryState;
  /** Of the backend's end of the REMIO device, in the configuration. */
  readonly place?: PlaceState;
}

/** A task that has to do with something. */
export interface TaskReferenceState {
  /** Guest-virtual, of its task_struct. */
  readonly address: string;
  /** These are absent when no such task is found. */
  readonly name?: string;
  readonly pid?: number;
  readonly threadId?: number;
}

export interface IoClientState {
  readonly name: string;
  readonly isControl: boolean;
  readonly isBeingDestroyed: boolean;
  /** Requests that wait for it, oldest first, at most a hundred; and how many more there are. */
  readonly queued: readonly DriverRequestState[];
  readonly more?: number;
  /** Requests that user space works on; absent in a driver that does not keep them. */
  readonly inFlight?: readonly DriverRequestState[];
  /** Both ends inclusive. */
  readonly ranges: readonly { readonly first: string; readonly last: string }[];
  /** The kernel thread that serves it. */
  readonly thread?: TaskReferenceState;
  /** Tasks that wait for a request of it. */
  readonly waiting: readonly TaskReferenceState[];
  /** Its struct bao_io_client. */
  readonly memory: MemoryState;
}

export interface DriverRequestState {
  /** Slot in the hypervisor's pool. */
  readonly slot: string;
  readonly operation: string;
  readonly address: string;
  readonly register?: string;
  readonly value: string;
  readonly width: number;
  /** The vCPU that waits for it. */
  readonly frontend?: FrontendState;
}

export interface IoEventfdState {
  readonly address: string;
  /** Name of the virtio register there. */
  readonly register?: string;
  readonly length: number;
  /** Value that a write must have; absent for any. */
  readonly match?: string;
  /** Of its eventfd, and of what the driver keeps for it. */
  readonly eventfd: string;
  readonly memory: MemoryState;
  /** How often it was signalled since it was assigned; absent in a driver that does not count. */
  readonly signals?: string;
  /** Signals that nobody has read yet. */
  readonly unread?: string;
}

export interface IrqFdState {
  readonly eventfd: string;
  readonly memory: MemoryState;
  /** How often it was signalled since it was assigned; absent in a driver that does not count. */
  readonly signals?: string;
  /** Signals that nobody has read yet. */
  readonly unread?: string;
}

/** The work item that asks the hypervisor for requests. */
export interface DispatcherState {
  readonly kind: 'idle' | 'queued' | 'running' | 'unknown';
  /** The worker that runs it. */
  readonly task?: TaskReferenceState;
  /** Queued once more meanwhile. */
  readonly again?: boolean;
  /** Why it is unknown. */
  readonly reason?: string;
}

/** A mutex or a wait queue. */
export interface LockState {
  readonly name: string;
  readonly owner?: TaskReferenceState;
  readonly waiting: readonly TaskReferenceState[];
}

export interface IpcObjectState {
  readonly vm: number;
  readonly name: string;
  /** What the IPC hypercall takes. */
  readonly index: number;
  readonly shmemId: number;
  /** Guest-physical address and bytes. */
  readonly base: string;
  readonly size: string;
  /** By event number. */
  readonly interrupts: readonly number[];
  /** Other virtual machines that an event sent through it may reach. */
  readonly peers: readonly { readonly vm: number; readonly name: string }[];
  /** Everyone who has the shared memory mapped, and where. */
  readonly attached: readonly {
    readonly vm: number;
    readonly name: string;
    readonly base: string;
    readonly memory: MemoryState;
  }[];
  /** What the shared-memory driver of a Linux guest keeps for it. */
  readonly driver?: IpcDriverState;
  readonly problems: readonly string[];
  readonly place?: PlaceState;
}

export interface IpcDriverState {
  readonly name: string;
  readonly read: ChannelState;
  readonly write: ChannelState;
  /** Events that came so far; absent in a driver that does not count them. */
  readonly events?: string;
  /** Its struct bao_ipcshmem. */
  readonly memory: MemoryState;
}

export interface ChannelState {
  /** Bytes from the start of the shared memory; absent when it is not mapped any more. */
  readonly offset?: string;
  readonly size: string;
  readonly memory?: MemoryState;
}

export interface FindingState {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly vm?: number;
  readonly hart?: number;
  /** Of the vCPU, where there is one. */
  readonly threadId?: number;
  /** The line at which it was found; else where the configuration describes its virtual machine. */
  readonly place?: PlaceState;
}
