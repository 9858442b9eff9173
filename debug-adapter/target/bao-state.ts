// SPDX-License-Identifier: Apache-2.0
/**
 * The state of the Bao hypervisor as one plain view, whatever it was read from: a model of the hypervisor, or its own
 * structures in memory. Names are Bao's where Bao has one (src/core/remio.c, src/core/ipc.c). What a source cannot know
 * is undefined.
 */

export interface BaoState {
  readonly partitions: readonly BaoPartition[];
  readonly devices: readonly RemioDevice[];
  /** Every slot of the one pool that all devices share, by number. */
  readonly requests: readonly RemioRequest[];
  readonly ipcs: readonly IpcObject[];
  readonly sharedMemories: readonly SharedMemory[];
  /** What a person debugging this system should know, in the order in which it was found. */
  readonly findings: readonly BaoFinding[];
}

export interface BaoPartition {
  readonly vm: number;
  readonly name: string;
  /** False when the hypervisor refused to start it; it has no vCPUs then. */
  readonly started: boolean;
  readonly vcpus: readonly BaoVcpu[];
  readonly image: BaoImage;
  /** Its RAM. */
  readonly regions: readonly MemoryRegion[];
  /** Devices that are passed through to it. */
  readonly devices: readonly PassedThroughDevice[];
}

/** What the hypervisor starts in a virtual machine. Addresses are guest-physical. */
export interface BaoImage {
  /** As the configuration names it; undefined for an image that is loaded separately, or when it is not known. */
  readonly file: string | undefined;
  /** Address of the first instruction. */
  readonly entry: bigint;
  readonly base: bigint;
  /** Bytes. */
  readonly size: bigint;
}

/** Guest-physical address and bytes. */
export interface MemoryRegion {
  readonly base: bigint;
  readonly size: bigint;
  /** Physical address of the first byte; undefined when it is not mapped, or not known. */
  readonly physical: bigint | undefined;
}

export interface PassedThroughDevice {
  /** Guest-physical address of its registers; undefined for one that is interrupts only. */
  readonly base: bigint | undefined;
  /** Physical address, and bytes. */
  readonly physical: bigint;
  readonly size: bigint;
  readonly interrupts: readonly number[];
}

export type VcpuActivity =
  | 'running'
  /** In wfi, with no enabled interrupt pending. */
  | 'wfi'
  /** By SBI HSM hart_suspend. */
  | 'suspended'
  /** Not started by SBI HSM hart_start. */
  | 'stopped'
  /** Waits for the completion of a REMIO request. */
  | 'blocked'
  /** Spins in the hypervisor because the other side of a REMIO device is not up. */
  | 'device-not-ready'
  /** Loops in the hypervisor after an error. */
  | 'hung'
  /** Waits in the hypervisor's boot for a CPU that will not come. */
  | 'boot-barrier';

export interface BaoVcpu {
  /** Physical CPU. */
  readonly hart: number;
  /** Number within its virtual machine. */
  readonly vcpu: number;
  readonly activity: VcpuActivity;
  /** The same in words, with the reason. */
  readonly text: string;
  /** Slot of the request that it waits for. */
  readonly request: number | undefined;
}

/** struct remio_device: one frontend and one backend. */
export interface RemioDevice {
  readonly bindKey: bigint;
  /** Both ends are up. */
  readonly ready: boolean;
  readonly frontend: RemioEnd;
  readonly backend: RemioEnd;
  /** Where the frontend has the device's registers: guest-physical address and bytes. */
  readonly registers: { readonly base: bigint; readonly size: bigint };
  /** Slots of the requests that nobody has asked for yet, oldest first. */
  readonly pending: readonly number[];
}

export interface RemioEnd {
  readonly vm: number;
  /** Index in the virtual machine's `remio_devs`: the device model's number in hypercalls. */
  readonly index: number;
  /** Physical CPU that takes the device's messages; -1 when the virtual machine did not start. */
  readonly cpu: number;
  readonly interrupt: number;
  readonly ready: boolean;
  /** Shared memory: guest-physical address, bytes, index in `shmemlist`. */
  readonly shmem: { readonly base: bigint; readonly size: bigint; readonly id: number };
}

/** struct remio_request, in its slot of the pool. */
export interface RemioRequest {
  readonly slot: number;
  /** Number over the whole run, so that a slot used again is another request. */
  readonly serial: bigint | undefined;
  readonly state: 'FREE' | 'PENDING' | 'PROCESSING' | 'COMPLETE';
  /** Whether the slot is taken. One that is not keeps what it held last, and has held nothing when `bindKey` is
   *  undefined. */
  readonly allocated: boolean;
  /** PENDING, but on no device's list: nobody will ever get it. */
  readonly lost: boolean;
  readonly bindKey: bigint | undefined;
  readonly frontend: { readonly vm: number; readonly vcpu: number; readonly hart: number } | undefined;
  readonly backendVm: number | undefined;
  readonly operation: 'WRITE' | 'READ';
  /** Guest-physical address of the access, in the frontend. */
  readonly address: bigint;
  /** The virtio register there: `QueueNotify`; undefined where there is none. */
  readonly register: string | undefined;
  /** What is stored; in a READ what was answered, 0n before that. */
  readonly value: bigint;
  /** What the value means in that register, in words; empty when the number says it all. */
  readonly meaning: string;
  /** Bytes. */
  readonly width: number;
  /** Number of the frontend's general register that the access stores or loads. */
  readonly gpr: number;
  /** Instructions that the machine has retired since the access. */
  readonly age: bigint | undefined;
}

/** An entry of a virtual machine's `ipcs`. */
export interface IpcObject {
  readonly vm: number;
  /** What the IPC hypercall takes. */
  readonly index: number;
  readonly shmemId: number;
  /** Guest-physical address and bytes. */
  readonly base: bigint;
  readonly size: bigint;
  /** By event number. */
  readonly interrupts: readonly number[];
  /** Other virtual machines that an event sent through it may reach. */
  readonly peers: readonly number[];
}

export interface SharedMemory {
  /** Index in `shmemlist`. */
  readonly id: number;
  /** Physical address and bytes. */
  readonly physical: bigint;
  readonly size: bigint;
  /** Where it is mapped, guest-physical, for IPC or REMIO. */
  readonly mappings: readonly { readonly vm: number; readonly base: bigint; readonly size: bigint }[];
}

export interface BaoFinding {
  /** Names the rule. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly vm: number | undefined;
  readonly hart: number | undefined;
  /** Guest-virtual pc of the CPU when it was found. */
  readonly pc: bigint | undefined;
}

/** A call of the hypervisor by ecall from S-mode, as the registers hold it. */
export interface HypercallRecord {
  readonly hart: number;
  readonly vm: number;
  /** Guest-virtual address of the ecall. */
  readonly pc: bigint;
  /** a0 to a7 before it. */
  readonly before: readonly bigint[];
  /** a0 to a7 after it; undefined while it is under way. */
  readonly after: readonly bigint[] | undefined;
  /** Instructions that the machine has retired since it was made. */
  readonly age: bigint | undefined;
}

/** Where the hypervisor's state can be read. For a stopped target. */
export interface BaoSource {
  state(): Promise<BaoState>;
  /** The last call that has returned on this physical CPU; undefined when there was none, or when it is not known. */
  lastHypercall(hart: number): Promise<HypercallRecord | undefined>;
}
