// SPDX-License-Identifier: Apache-2.0
/** Makes the typed configuration out of the tree of initialisers. */

import type {
  BaoConfig,
  Device,
  Flag,
  Ipc,
  Located,
  Platform,
  Region,
  RemioDevice,
  Scalar,
  SharedMemory,
  SourceRange,
  VmConfig,
  VmImage,
} from './config';
import type { FoundConfig } from './declarations';
import type { ImageReference } from './expression';
import { implied, locate } from './locate';
import type { Extent, Node, ScalarNode } from './node';
import { findMember, type StructType } from './schema';
import type { FileScope } from './scope';
import { rangeOf } from './source';
import { useOf } from './token';

/** A struct as it is built: a node, or nothing but zeros at the place of what encloses it. */
class View {
  constructor(
    private readonly node: Node | undefined,
    private readonly type: StructType | undefined,
    readonly extent: Extent,
  ) {}

  get range(): SourceRange {
    return rangeOf(useOf(this.extent.first, this.extent.last));
  }

  /** The node of a member, found through anonymous members too. */
  private member(name: string): { node: Node | undefined; type: StructType | undefined } {
    let node: Node | undefined = this.node;
    let type: StructType | undefined = this.type;
    for (const index of (this.type && findMember(this.type, name)) ?? []) {
      const memberType: StructType['members'][number]['type'] | undefined = type?.members[index]?.type;
      node = node?.kind === 'struct' ? node.members.get(index) : undefined;
      type = memberType?.kind === 'struct' ? memberType : undefined;
    }
    return { node: node === this.node ? undefined : node, type };
  }

  scalarNode(name: string): ScalarNode | undefined {
    const { node } = this.member(name);
    return node?.kind === 'scalar' ? node : undefined;
  }

  scalar(name: string): Scalar {
    const node = this.scalarNode(name);
    return node === undefined ? implied(0n, this.extent) : locate(node.value.value, node.extent);
  }

  flag(name: string): Flag {
    const { value, ...place } = this.scalar(name);
    return { ...place, value: value !== 0n };
  }

  struct(name: string): View {
    const { node, type } = this.member(name);
    return new View(node, type, node?.kind === 'struct' ? node.extent : this.extent);
  }

  /** Every element of a list, the ones left out as zeros. */
  list<T>(name: string, build: (element: View) => T): T[] {
    return this.elements(name).map(({ node, type, extent }) => build(new View(node, type, extent)));
  }

  numbers(name: string): Scalar[] {
    return this.elements(name).map(({ node, extent }) =>
      node?.kind === 'scalar' ? locate(node.value.value, node.extent) : implied(0n, extent),
    );
  }

  private elements(name: string): { node: Node | undefined; type: StructType | undefined; extent: Extent }[] {
    const { node } = this.member(name);
    if (node?.kind !== 'array') {
      return [];
    }
    const type = node.type.element.kind === 'struct' ? node.type.element : undefined;
    return Array.from({ length: node.length }, (_, index) => {
      const element = node.elements.get(index);
      return { node: element, type, extent: element?.extent ?? node.extent };
    });
  }

  /** Every scalar below, by dotted path. */
  flatten(prefix = '', found = new Map<string, Scalar>()): Map<string, Scalar> {
    if (this.node?.kind !== 'struct') {
      return found;
    }
    const named = [...this.node.members].map(([index, node]) => [this.node, index, node] as const);
    for (const [owner, index, node] of named) {
      const name = owner?.kind === 'struct' ? (owner.type.members[index]?.name ?? '') : '';
      flattenNode(prefix + name, node, found);
    }
    for (const [name, node] of this.node.extra) {
      flattenNode(prefix + name, node, found);
    }
    return found;
  }
}

function flattenNode(path: string, node: Node, found: Map<string, Scalar>): void {
  if (node.kind === 'scalar') {
    found.set(path, locate(node.value.value, node.extent));
  } else if (node.kind === 'struct') {
    new View(node, node.type, node.extent).flatten(`${path}.`, found);
  } else {
    for (const [index, element] of node.elements) {
      flattenNode(`${path}[${index}]`, element, found);
    }
  }
}

/** Builds the whole configuration. Objects that several places share are built once. */
export function buildConfig(file: string, found: FoundConfig, scope: FileScope): BaoConfig {
  const view = new View(found.node, found.node.type, found.node.extent);
  return {
    file,
    images: [...scope.images.values()],
    shmemlistSize: view.scalar('shmemlist_size'),
    shmemlist: view.list('shmemlist', buildSharedMemory),
    vmlistSize: view.scalar('vmlist_size'),
    vmlist: view.list('vmlist', buildVm),
    range: rangeOf(useOf(found.first, found.last)),
  };
}

function buildSharedMemory(view: View): SharedMemory {
  const phys = view.scalar('phys');
  return {
    size: view.scalar('size'),
    colors: view.scalar('colors'),
    placePhys: view.flag('place_phys'),
    // Two names of one union member.
    phys: phys.explicit ? phys : view.scalar('base'),
    range: view.range,
  };
}

function buildVm(view: View): VmConfig {
  return {
    image: buildImage(view.struct('image')),
    entry: view.scalar('entry'),
    cpuAffinity: view.scalar('cpu_affinity'),
    colors: view.scalar('colors'),
    platform: buildPlatform(view.struct('platform')),
    range: view.range,
  };
}

function buildImage(view: View): VmImage {
  const address = view.scalarNode('load_addr')?.value.image;
  const size = view.scalarNode('size')?.value.image;
  return {
    ...(address?.part === 'offset' ? { name: nameOf(address) } : {}),
    ...(size?.part === 'size' ? { sizeOf: nameOf(size) } : {}),
    baseAddr: view.scalar('base_addr'),
    loadAddr: view.scalar('load_addr'),
    size: view.scalar('size'),
    separatelyLoaded: view.flag('separately_loaded'),
    inplace: view.flag('inplace'),
    range: view.range,
  };
}

function nameOf(reference: ImageReference): Located<string> {
  return locate(reference.name, { first: reference.token, last: reference.token });
}

function buildPlatform(view: View): Platform {
  const arch = view.struct('arch').flatten();
  return {
    cpuNum: view.scalar('cpu_num'),
    regionNum: view.scalar('region_num'),
    regions: view.list('regions', buildRegion),
    ipcNum: view.scalar('ipc_num'),
    ipcs: view.list('ipcs', buildIpc),
    devNum: view.scalar('dev_num'),
    devs: view.list('devs', buildDevice),
    remioDevNum: view.scalar('remio_dev_num'),
    remioDevs: view.list('remio_devs', buildRemioDevice),
    plicBase: arch.get('irqc.plic.base') ?? arch.get('plic_base') ?? implied(0n, view.struct('arch').extent),
    arch,
    range: view.range,
  };
}

function buildRegion(view: View): Region {
  return {
    base: view.scalar('base'),
    size: view.scalar('size'),
    colors: view.scalar('colors'),
    placePhys: view.flag('place_phys'),
    phys: view.scalar('phys'),
    range: view.range,
  };
}

function buildIpc(view: View): Ipc {
  return {
    base: view.scalar('base'),
    size: view.scalar('size'),
    shmemId: view.scalar('shmem_id'),
    interruptNum: view.scalar('interrupt_num'),
    interrupts: view.numbers('interrupts'),
    range: view.range,
  };
}

function buildDevice(view: View): Device {
  return {
    pa: view.scalar('pa'),
    va: view.scalar('va'),
    size: view.scalar('size'),
    interruptNum: view.scalar('interrupt_num'),
    interrupts: view.numbers('interrupts'),
    id: view.scalar('id'),
    range: view.range,
  };
}

function buildRemioDevice(view: View): RemioDevice {
  const shmem = view.struct('shmem');
  return {
    va: view.scalar('va'),
    size: view.scalar('size'),
    interrupt: view.scalar('interrupt'),
    bindKey: view.scalar('bind_key'),
    type: view.scalar('type'),
    shmem: {
      base: shmem.scalar('base'),
      size: shmem.scalar('size'),
      shmemId: shmem.scalar('shmem_id'),
      range: shmem.range,
    },
    range: view.range,
  };
}
