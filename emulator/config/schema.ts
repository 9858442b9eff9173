// SPDX-License-Identifier: Apache-2.0
/**
 * The types of a configuration, as Bao declares them (src/core/inc/config.h, vm.h, ipc.h, shmem.h, remio.h and each
 * architecture's vm.h), with the names of older releases beside the current ones.
 */

import { BOOL, type IntegerType, UNSIGNED_INT, UNSIGNED_LONG } from './integer';

export interface ScalarType {
  readonly kind: 'scalar';
  readonly integer: IntegerType;
}

export interface StructType {
  readonly kind: 'struct';
  readonly union: boolean;
  /** Tags and typedef names; the first is the current one. Empty for a struct without a name. */
  readonly names: readonly string[];
  readonly members: readonly Member[];
  /** Members the reader does not know are kept instead of being an error. */
  readonly open: boolean;
}

export interface Member {
  /** Empty for an anonymous struct or union, whose members count as the outer one's. */
  readonly name: string;
  readonly type: CType;
}

/** A pointer to the first element of an array, which is what every list of a configuration is. */
export interface PointerType {
  readonly kind: 'pointer';
  readonly element: CType;
  /** Older releases had an array in its place, initialised with bare braces. */
  readonly bracesAllowed: boolean;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: CType;
}

export type CType = ScalarType | StructType | PointerType | ArrayType;

const word: ScalarType = { kind: 'scalar', integer: UNSIGNED_LONG };
const half: ScalarType = { kind: 'scalar', integer: UNSIGNED_INT };
const flag: ScalarType = { kind: 'scalar', integer: BOOL };

function struct(
  names: readonly string[],
  members: Record<string, CType>,
  options: Partial<StructType> = {},
): StructType {
  const list = Object.entries(members).map(([name, type]) => ({ name: name.startsWith('#') ? '' : name, type }));
  return { kind: 'struct', union: false, names, members: list, open: false, ...options };
}

function pointer(element: CType, bracesAllowed = false): PointerType {
  return { kind: 'pointer', element, bracesAllowed };
}

const interrupts = pointer(half);

const region = struct(['vm_mem_region', 'mem_region'], {
  base: word,
  size: word,
  colors: word,
  '#placement': struct([], { place_phys: flag, phys: word, reserved: flag }),
});

const device = struct(['vm_dev_region', 'dev_region'], {
  pa: word,
  va: word,
  size: word,
  interrupt_num: word,
  interrupts,
  id: half,
});

const ipc = struct(['ipc', 'ipc_t'], { base: word, size: word, shmem_id: word, interrupt_num: word, interrupts });

const remioDevice = struct(['remio_dev'], {
  va: word,
  size: word,
  interrupt: half,
  bind_key: word,
  type: half,
  shmem: struct(['remio_shmem'], { base: word, size: word, shmem_id: word }),
  emul: struct(['emul_mem'], {}, { open: true }),
});

const base = struct([], { base: word });

/** All architectures in one; RISC-V first, so that initialisers without designators mean RISC-V. */
const architecture = struct(
  ['arch_vm_platform', 'arch_platform'],
  {
    irqc: struct(
      ['vm_irqc_dscrp'],
      { plic: base, aia: struct([], { aplic: base, imsic: base }), aplic: base },
      { union: true },
    ),
    plic_base: word,
    gic: struct(['vgic_dscrp', 'gic_dscrp'], {
      gicd_addr: word,
      gicc_addr: word,
      gicr_addr: word,
      interrupt_num: word,
      gich_addr: word,
      gicv_addr: word,
      maintenance_id: word,
    }),
    smmu: struct([], {
      global_mask: half,
      group_num: word,
      groups: pointer(struct(['smmu_group'], { mask: half, id: half })),
    }),
    smc_passthrough: struct([], { num: word, smcs: pointer(word) }),
    gpsr_num: word,
    gpsr_groups: pointer(word),
  },
  { open: true },
);

const platform = struct(['vm_platform', 'platform_desc'], {
  cpu_num: word,
  region_num: word,
  regions: pointer(region),
  ipc_num: word,
  ipcs: pointer(ipc),
  dev_num: word,
  devs: pointer(device),
  remio_dev_num: word,
  remio_devs: pointer(remioDevice),
  mmu: flag,
  arch: architecture,
});

const image = struct([], {
  base_addr: word,
  load_addr: word,
  size: word,
  separately_loaded: flag,
  inplace: flag,
  reserved: flag,
});

const vm = struct(['vm_config', 'vm_config_t'], { image, entry: word, cpu_affinity: word, colors: word, platform });

const sharedMemory = struct(['shmem', 'shmem_t'], {
  size: word,
  colors: word,
  place_phys: flag,
  '#place': struct([], { base: word, phys: word }, { union: true }),
  reserved: flag,
  cpu_masters: word,
});

/** struct config. */
export const CONFIG_TYPE = struct(['config'], {
  hyp: struct([], { relocate: flag, base_addr: word, data_relocate: flag, data_addr: word, colors: word }),
  shmemlist_size: word,
  shmemlist: pointer(sharedMemory),
  vmlist_size: word,
  vmlist: pointer(vm, true),
  // Of version 0.1, without a meaning here.
  fdt_header: struct(['fdt_header'], {}, { open: true }),
  config_header_size: word,
  config_size: word,
  hyp_colors: word,
});

/** What a member is called on the way to it: indices of anonymous members, then its own. Undefined when unknown. */
export function findMember(type: StructType, name: string): readonly number[] | undefined {
  for (const [index, member] of type.members.entries()) {
    if (member.name === name) {
      return [index];
    }
    const inner = member.name === '' && member.type.kind === 'struct' ? findMember(member.type, name) : undefined;
    if (inner !== undefined) {
      return [index, ...inner];
    }
  }
  return undefined;
}

/** All names that may follow the dot. */
export function memberNames(type: StructType): string[] {
  return type.members.flatMap((member) =>
    member.name === '' && member.type.kind === 'struct' ? memberNames(member.type) : [member.name],
  );
}

/** Every struct with a name, by each of its names. */
export const NAMED_STRUCTS: ReadonlyMap<string, StructType> = collectNamed(CONFIG_TYPE, new Map());

function collectNamed(type: CType, found: Map<string, StructType>): Map<string, StructType> {
  if (type.kind === 'struct') {
    for (const name of type.names) {
      found.set(name, type);
    }
    for (const member of type.members) {
      collectNamed(member.type, found);
    }
  } else if (type.kind !== 'scalar') {
    collectNamed(type.element, found);
  }
  return found;
}

/** The type in words of C, for messages. */
export function typeText(type: CType): string {
  switch (type.kind) {
    case 'struct':
      return type.names.length > 0 ? `struct ${type.names[0]}` : 'a struct';
    case 'scalar':
      return type.integer.bool ? 'bool' : type.integer.bits === 32 ? 'irqid_t' : 'unsigned long';
    default:
      return `${typeText(type.element)}[]`;
  }
}

const SIZES = { 8: 1n, 16: 2n, 32: 4n, 64: 8n } as const;

/** Bytes a type takes on RV64, for sizeof. Structs that the reader knows only in part have no size. */
export function sizeOfType(type: CType): bigint | undefined {
  if (type.kind === 'scalar') {
    return SIZES[type.integer.bits];
  }
  if (type.kind === 'pointer') {
    return 8n;
  }
  if (type.kind === 'array' || type.open || type.names.includes('shmem')) {
    return undefined;
  }
  return sizeOfMembers(type);
}

function sizeOfMembers(type: StructType): bigint | undefined {
  let size = 0n;
  let alignment = 1n;
  for (const member of type.members) {
    const memberSize = sizeOfType(member.type);
    if (memberSize === undefined) {
      return undefined;
    }
    const memberAlignment = alignmentOf(member.type);
    alignment = memberAlignment > alignment ? memberAlignment : alignment;
    const start = type.union ? 0n : alignUp(size, memberAlignment);
    size = type.union && size > memberSize ? size : start + memberSize;
  }
  return alignUp(size, alignment);
}

function alignmentOf(type: CType): bigint {
  if (type.kind === 'struct') {
    return type.members.map((member) => alignmentOf(member.type)).reduce((a, b) => (a > b ? a : b), 1n);
  }
  return type.kind === 'array' ? alignmentOf(type.element) : (sizeOfType(type) ?? 8n);
}

function alignUp(value: bigint, alignment: bigint): bigint {
  return ((value + alignment - 1n) / alignment) * alignment;
}
