// SPDX-License-Identifier: Apache-2.0
/**
 * Systems of virtual machines as a model that is written out twice, as the hypervisor's configuration and as the guests'
 * device trees. What is planted changes one of the two.
 */

import type { SeededRandom } from '../support/random';

export interface Range {
  base: number;
  size: number;
}

export interface Backend {
  readonly key: number;
  shared: Range;
  interrupt: number;
}

export interface Frontend extends Backend {
  registers: Range;
  pool: Range;
}

export interface IpcEnd {
  id: number;
  shmem: number;
  memory: Range;
  interrupt: number;
  read: Range;
  write: Range;
}

export interface SystemDevice {
  registers: Range;
  interrupt: number;
}

/** What one side says of a virtual machine. */
export interface Machine {
  cpus: number;
  memory: Range;
  backends: Backend[];
  frontends: Frontend[];
  ipcs: IpcEnd[];
  devices: SystemDevice[];
}

export interface System {
  readonly names: readonly string[];
  /** Whether interrupts are numbered as on an Arm GIC. */
  readonly isGic: boolean;
  /** The binding's generation for IPC: channels in properties of their own, or in `reg`. */
  readonly hasSplitReg: boolean;
  readonly shmemSizes: number[];
  readonly config: Machine[];
  readonly trees: Machine[];
}

const PAGE = 0x1000;
const GIC_SHARED = 32;

/** A system without faults: two to four machines, each frontend's backend in another one, IPC between the first two. */
export function randomSystem(random: SeededRandom): System {
  const isGic = random.below(2) === 0;
  const count = 2 + random.below(3);
  const names = Array.from({ length: count }, (_, vm) => `guest${(vm * 7 + random.below(7)) * 10 + vm}`);
  const lowest = isGic ? GIC_SHARED : 1;
  const shmemSizes: number[] = [];
  const machines = names.map((): Machine => emptyMachine(random, lowest));
  const interrupts = machines.map(({ devices }) => new Set(devices.map(({ interrupt }) => interrupt)));
  const fresh = (vm: number): number => {
    for (;;) {
      const number = lowest + 16 + random.below(180);
      if (!interrupts[vm]!.has(number)) {
        interrupts[vm]!.add(number);
        return number;
      }
    }
  };
  const pairs = 2 + random.below(3);
  for (let pair = 0; pair < pairs; pair++) {
    const backend = pair < 2 ? 0 : random.below(count);
    const frontend = (backend + 1 + random.below(count - 1)) % count;
    const shared = { base: 0xd000_0000 + pair * 0x100_0000, size: (1 + random.below(16)) * 0x1_0000 };
    const key = pair * 3 + random.below(3);
    shmemSizes.push(shared.size);
    machines[backend]!.backends.push({ key, shared, interrupt: fresh(backend) });
    machines[frontend]!.frontends.push({
      ...{ key, shared, interrupt: fresh(frontend), pool: shared },
      registers: { base: 0xa00_0000 + pair * PAGE + random.below(7) * 0x200, size: 0x200 },
    });
  }
  // The hypervisor names devices by their place, the drivers of backends count from 0: frontends come last.
  addIpc(random, machines, shmemSizes, fresh);
  return {
    ...{ names, isGic, shmemSizes, hasSplitReg: random.below(2) === 0 },
    config: machines,
    trees: structuredClone(machines),
  };
}

function emptyMachine(random: SeededRandom, lowest: number): Machine {
  return {
    cpus: 1 + random.below(3),
    memory: { base: 0x8000_0000 + random.below(8) * 0x100_0000, size: (1 + random.below(4)) * 0x100_0000 },
    backends: [],
    frontends: [],
    ipcs: [],
    devices: [{ registers: { base: 0x1000_0000, size: PAGE }, interrupt: lowest + 1 + random.below(10) }],
  };
}

function addIpc(random: SeededRandom, machines: Machine[], sizes: number[], fresh: (vm: number) => number): void {
  const objects = 1 + random.below(2);
  for (let object = 0; object < objects; object++) {
    const size = (1 + random.below(4)) * 0x1_0000;
    const shmem = sizes.push(size) - 1;
    const half = size / 2;
    const lower = { base: 0, size: half };
    const upper = { base: half, size: half };
    [0, 1].forEach((vm) => {
      const memory = { base: 0xf000_0000 + (object + vm * 3) * 0x100_0000, size };
      const [read, write] = vm === 0 ? [lower, upper] : [upper, lower];
      machines[vm]!.ipcs.push({ id: object, shmem, memory, interrupt: fresh(vm), read, write });
    });
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** The configuration as Bao's config.c. */
export function configText({ names, isGic, shmemSizes, config }: System): string {
  const shmems = shmemSizes.map((size) => `{ .size = ${hex(size)} },`).join('\n');
  const images = names.map((name) => `VM_IMAGE(${name}, XSTR(${name}.bin));`).join('\n');
  const vms = config.map((machine, vm) => vmText(machine, names[vm]!, isGic, shmemSizes)).join('\n');
  return `#include <config.h>
${images}
struct config config = {
.shmemlist_size = ${shmemSizes.length}, .shmemlist = (struct shmem[]) {
${shmems}
},
.vmlist_size = ${names.length}, .vmlist = (struct vm_config[]) {
${vms}
} };
`;
}

function vmText(machine: Machine, name: string, isGic: boolean, sizes: readonly number[]): string {
  const { cpus, memory, backends, frontends, ipcs, devices } = machine;
  const devs = devices.map(
    ({ registers: { base, size }, interrupt }) =>
      `{ .pa = ${hex(base)}, .va = ${hex(base)}, .size = ${hex(size)}, .interrupt_num = 1, .interrupts = (irqid_t[]) { ${interrupt} } },`,
  );
  const objects = ipcs.map(
    ({ memory: { base, size }, shmem, interrupt }) =>
      `{ .base = ${hex(base)}, .size = ${hex(size)}, .shmem_id = ${shmem},\n .interrupt_num = 1, .interrupts = (irqid_t[]) { ${interrupt} } },`,
  );
  const remio = [
    ...backends.map((each) => remioText(each, 'BACKEND', sizes)),
    ...frontends.map((each) => remioText(each, 'FRONTEND', sizes)),
  ];
  const arch = isGic ? '.arch = { .gic.gicd_addr = 0x2f000000 },' : '.arch = { .irqc.plic.base = 0x2c000000 },';
  return `{ .image = VM_IMAGE_BUILTIN(${name}, ${hex(memory.base)}), .entry = ${hex(memory.base)},
.platform = { .cpu_num = ${cpus},
.region_num = 1, .regions = (struct vm_mem_region[]) { { .base = ${hex(memory.base)}, .size = ${hex(memory.size)} } },
.dev_num = ${devs.length}, .devs = (struct vm_dev_region[]) { ${devs.join('\n')} },
.ipc_num = ${objects.length}, .ipcs = (struct ipc[]) { ${objects.join('\n')} },
.remio_dev_num = ${remio.length}, .remio_devs = (struct remio_dev[]) { ${remio.join('\n')} },
${arch} } },`;
}

function remioText(device: Backend | Frontend, type: string, sizes: readonly number[]): string {
  const registers =
    'registers' in device ? `.va = ${hex(device.registers.base)}, .size = ${hex(device.registers.size)},` : '';
  const { base, size } = device.shared;
  const shmem = Math.max(0, Math.min(sizes.length - 1, Math.floor((base - 0xd000_0000) / 0x100_0000)));
  return `{ .bind_key = ${device.key}, .type = REMIO_DEV_${type}, ${registers}
 .interrupt = ${device.interrupt}, .shmem = { .base = ${hex(base)}, .size = ${hex(size)}, .shmem_id = ${shmem} } },`;
}

/** The device tree of one machine's guest. */
export function treeText({ isGic, hasSplitReg, trees }: System, vm: number): string {
  const { cpus, memory, backends, frontends, ipcs, devices } = trees[vm]!;
  const interrupt = (number: number): string => (isGic ? `<0 ${number - GIC_SHARED} 4>` : `<${number}>`);
  const controller = isGic
    ? 'intc: interrupt-controller@2f000000 { compatible = "arm,gic-v3"; reg = <0 0x2f000000 0 0x10000>; interrupt-controller; #interrupt-cells = <3>; #address-cells = <0>; };'
    : 'intc: interrupt-controller@2c000000 { compatible = "sifive,plic-1.0.0"; reg = <0 0x2c000000 0 0x4000000>; interrupt-controller; #interrupt-cells = <1>; #address-cells = <0>; };';
  return `/dts-v1/;
/ { #address-cells = <2>; #size-cells = <2>; interrupt-parent = <&intc>;
cpus { #address-cells = <1>; #size-cells = <0>;
${Array.from({ length: cpus }, (_, cpu) => `cpu@${cpu} { device_type = "cpu"; reg = <${cpu}>; };`).join('\n')}
};
memory@${memory.base.toString(16)} { device_type = "memory"; reg = ${cells(memory)}; };
reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
${frontends.map(({ pool }, index) => `pool${index}: pool${index}@${pool.base.toString(16)} { compatible = "restricted-dma-pool"; reg = ${cells(pool)}; };`).join('\n')}
};
soc { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
${controller}
${devices.map(({ registers, interrupt: number }) => `serial@${registers.base.toString(16)} { compatible = "ns16550a"; reg = ${cells(registers)}; interrupts = ${interrupt(number)}; };`).join('\n')}
${
  backends.length === 0
    ? ''
    : `dispatcher@${backends[0]!.shared.base.toString(16)} { compatible = "bao,io-dispatcher"; reg = ${backends.map(({ shared }) => cells(shared)).join(',\n ')};
 interrupts = ${backends.map((each) => interrupt(each.interrupt)).join(', ')}; };`
}
${frontends.map(({ registers, interrupt: number }, index) => `virtio@${registers.base.toString(16)} { compatible = "virtio,mmio"; reg = ${cells(registers)}; interrupts = ${interrupt(number)}; memory-region = <&pool${index}>; };`).join('\n')}
${ipcs.map((ipc) => ipcText(ipc, hasSplitReg, interrupt(ipc.interrupt))).join('\n')}
}; };
`;
}

function ipcText({ id, memory, read, write }: IpcEnd, hasSplitReg: boolean, interrupt: string): string {
  const at = memory.base.toString(16);
  const within = ({ base, size }: Range): Range => ({ base: memory.base + base, size });
  return hasSplitReg
    ? `ipc@${at} { compatible = "bao,ipcshmem"; bao,id = <${id}>; reg = ${cells(within(read))}, ${cells(within(write))}; reg-names = "read", "write"; interrupts = ${interrupt}; };`
    : `ipc@${at} { compatible = "bao,ipcshmem"; id = <${id}>; reg = ${cells(memory)}; interrupts = ${interrupt};
 read-channel = <${hex(read.base)} ${hex(read.size)}>; write-channel = <${hex(write.base)} ${hex(write.size)}>; };`;
}

function cells({ base, size }: Range): string {
  return `<0x0 ${hex(base)} 0x0 ${hex(size)}>`;
}
