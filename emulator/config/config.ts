// SPDX-License-Identifier: Apache-2.0
/**
 * A Bao system configuration as its `config.c` says it, every value with the place it was written at. The names are
 * Bao's own (struct config, struct vm_config, struct vm_platform in the hypervisor's headers), in camel case.
 */

/** A place in a source file. Lines and columns count from 0, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  /** Exclusive. */
  readonly end: Position;
}

/** A value and where it stands. `explicit` is false when the configuration leaves the field out, so that C makes it
 *  zero; the range is then that of the enclosing initialiser. */
export interface Located<T> {
  readonly value: T;
  /** What the user sees: the value itself, or the outermost macro use it comes from. */
  readonly range: SourceRange;
  /** Where it is written, when that is inside a macro's definition. */
  readonly definition?: SourceRange;
  readonly explicit: boolean;
}

/** C integers as unsigned 64-bit values. */
export type Scalar = Located<bigint>;
export type Flag = Located<boolean>;

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable name of the rule, for example `config-syntax` or `config-unknown-field`. */
  readonly code: string;
  readonly message: string;
  readonly range: SourceRange;
}

/** One VM_IMAGE(name, path): a file that Bao embeds at build time. */
export interface EmbeddedImage {
  readonly name: string;
  /** As written; relative paths are relative to the configuration's folder. */
  readonly path: Located<string>;
  readonly range: SourceRange;
}

export interface VmImage {
  /** The symbol given to VM_IMAGE_BUILTIN / VM_IMAGE_OFFSET; undefined for VM_IMAGE_LOADED and hand-written addresses. */
  readonly name?: Located<string>;
  /** The image whose size VM_IMAGE_SIZE gives; `size` then holds what the configuration adds to it, usually 0. */
  readonly sizeOf?: Located<string>;
  readonly baseAddr: Scalar;
  readonly loadAddr: Scalar;
  readonly size: Scalar;
  readonly separatelyLoaded: Flag;
  readonly inplace: Flag;
  readonly range: SourceRange;
}

export interface Region {
  readonly base: Scalar;
  readonly size: Scalar;
  readonly colors: Scalar;
  readonly placePhys: Flag;
  readonly phys: Scalar;
  readonly range: SourceRange;
}

export interface Device {
  readonly pa: Scalar;
  readonly va: Scalar;
  readonly size: Scalar;
  readonly interruptNum: Scalar;
  readonly interrupts: readonly Scalar[];
  readonly id: Scalar;
  readonly range: SourceRange;
}

export interface Ipc {
  readonly base: Scalar;
  readonly size: Scalar;
  readonly shmemId: Scalar;
  readonly interruptNum: Scalar;
  readonly interrupts: readonly Scalar[];
  readonly range: SourceRange;
}

/** REMIO_DEV_FRONTEND and REMIO_DEV_BACKEND. */
export const REMIO_DEV_FRONTEND = 0n;
export const REMIO_DEV_BACKEND = 1n;

export interface RemioDevice {
  readonly va: Scalar;
  readonly size: Scalar;
  readonly interrupt: Scalar;
  readonly bindKey: Scalar;
  readonly type: Scalar;
  readonly shmem: {
    readonly base: Scalar;
    readonly size: Scalar;
    readonly shmemId: Scalar;
    readonly range: SourceRange;
  };
  readonly range: SourceRange;
}

export interface Platform {
  readonly cpuNum: Scalar;
  readonly regionNum: Scalar;
  readonly regions: readonly Region[];
  readonly ipcNum: Scalar;
  readonly ipcs: readonly Ipc[];
  readonly devNum: Scalar;
  readonly devs: readonly Device[];
  readonly remioDevNum: Scalar;
  readonly remioDevs: readonly RemioDevice[];
  /** Base of the guest's PLIC (arch.irqc.plic.base). Other architectures' fields are kept by name in `arch`. */
  readonly plicBase: Scalar;
  /** Every scalar under `.arch`, by dotted path, for example `irqc.aia.aplic.base` or `gic.gicd_addr`. */
  readonly arch: ReadonlyMap<string, Scalar>;
  readonly range: SourceRange;
}

export interface VmConfig {
  readonly image: VmImage;
  readonly entry: Scalar;
  readonly cpuAffinity: Scalar;
  readonly colors: Scalar;
  readonly platform: Platform;
  readonly range: SourceRange;
}

export interface SharedMemory {
  readonly size: Scalar;
  readonly colors: Scalar;
  readonly placePhys: Flag;
  readonly phys: Scalar;
  readonly range: SourceRange;
}

export interface BaoConfig {
  readonly file: string;
  readonly images: readonly EmbeddedImage[];
  readonly shmemlistSize: Scalar;
  readonly shmemlist: readonly SharedMemory[];
  readonly vmlistSize: Scalar;
  readonly vmlist: readonly VmConfig[];
  /** The whole `struct config config = { ... }`. */
  readonly range: SourceRange;
}

/** What reading a configuration yields. `config` is absent only when nothing usable was found. Arrays hold as many
 *  elements as the initialisers give; the *Num fields are what C code would see and may differ. */
export interface ConfigResult {
  readonly config?: BaoConfig;
  readonly diagnostics: readonly Diagnostic[];
}
