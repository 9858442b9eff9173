// SPDX-License-Identifier: GPL-2.0
/** Writes the device tree of one partition. */

import { channelsOf, hex } from './model.mjs';

const HIGH = 2 ** 32;

/** Two cells for an address or a size. @param {number} value */
function cells(value) {
  return `${hex(Math.floor(value / HIGH))} ${hex(value % HIGH, 8)}`;
}

/** @param {number} base @param {number} size */
function reg(base, size) {
  return `<${cells(base)} ${cells(size)}>`;
}

/** @param {string} text @param {number} depth */
function indent(text, depth) {
  return text.replace(/^(?=.)/gm, '\t'.repeat(depth));
}

/** @param {number} number */
function cpuNode(number) {
  return `cpu@${number} {
	device_type = "cpu";
	reg = <${number}>;
	compatible = "riscv";
	riscv,isa = "rv64imac";
	mmu-type = "riscv,sv39";

	cpu${number}_intc: interrupt-controller {
		compatible = "riscv,cpu-intc";
		#interrupt-cells = <1>;
		interrupt-controller;
	};
};
`;
}

/** @param {import('./model.mjs').Partition} partition */
function controllerNode(partition) {
  const contexts = Array.from({ length: partition.cpus }, (_, cpu) => `<&cpu${cpu}_intc 11>, <&cpu${cpu}_intc 9>`);
  return `plic: interrupt-controller@${partition.plic.toString(16)} {
	compatible = "sifive,plic-1.0.0", "riscv,plic0";
	reg = ${reg(partition.plic, 0x4000000)};
	interrupts-extended = ${contexts.join(', ')};
	interrupt-controller;
	#interrupt-cells = <1>;
	#address-cells = <0>;
	riscv,ndev = <255>;
};
`;
}

/** @param {import('./model.mjs').Partition} partition */
function serialNode(partition) {
  const interrupt = partition.uartInterrupt ? '\tinterrupt-parent = <&plic>;\n\tinterrupts = <10>;\n' : '';
  return `serial@${partition.uart.toString(16)} {
	compatible = "ns16550a";
	reg = ${reg(partition.uart, 0x1000)};
	clock-frequency = <3686400>;
${interrupt}};
`;
}

/** @param {import('./model.mjs').Channel[]} channels */
function dispatcherNode(channels) {
  const regions = channels.map(({ shmem }) => reg(shmem.base, shmem.size));
  const interrupts = channels.map((channel) => `<${channel.backendInterrupt}>`);
  return `bao-io-dispatcher@${channels[0].shmem.base.toString(16)} {
	compatible = "bao,io-dispatcher";
	reg = ${regions.join(',\n\t      ')};
	interrupt-parent = <&plic>;
	interrupts = ${interrupts.join(', ')};
};
`;
}

/** @param {import('./model.mjs').Channel} channel */
function virtioNode(channel) {
  return `virtio@${channel.va.toString(16)} {
	compatible = "virtio,mmio";
	reg = ${reg(channel.va, 0x200)};
	interrupt-parent = <&plic>;
	interrupts = <${channel.frontendInterrupt}>;
	dma-coherent;
	memory-region = <&${channel.name}_pool>;
};
`;
}

/** @param {import('./model.mjs').Channel} channel */
function poolNode(channel) {
  return `${channel.name}_pool: restricted-dma-pool@${channel.shmem.base.toString(16)} {
	compatible = "restricted-dma-pool";
	reg = ${reg(channel.shmem.base, channel.shmem.size)};
};
`;
}

/** @param {import('./model.mjs').Ipc} ipc @param {number} index */
function ipcNode(ipc, index) {
  return `bao-ipc@${ipc.base.toString(16)} {
	compatible = "bao,ipcshmem";
	reg = ${reg(ipc.base, ipc.size)};
	read-channel = <${hex(ipc.read.offset)} ${hex(ipc.read.size)}>;
	write-channel = <${hex(ipc.write.offset)} ${hex(ipc.write.size)}>;
	id = <${index}>;
	interrupt-parent = <&plic>;
	interrupts = <${ipc.interrupt}>;
};
`;
}

/** @param {import('./model.mjs').Channel[]} frontends */
function reservedMemory(frontends) {
  if (frontends.length === 0) {
    return [];
  }
  const pools = indent(frontends.map(poolNode).join('\n'), 1);
  return [`reserved-memory {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tranges;\n\n${pools}};\n`];
}

/**
 * @param {import('./model.mjs').SystemModel} system
 * @param {import('./model.mjs').Partition} partition
 * @returns {string}
 */
export function treeText(system, partition) {
  const channels = channelsOf(system, partition.name);
  const backends = channels.filter((channel) => channel.backend === partition.name);
  const frontends = channels.filter((channel) => channel.frontend === partition.name);
  const devices = [
    controllerNode(partition),
    serialNode(partition),
    ...(backends.length > 0 ? [dispatcherNode(backends)] : []),
    ...frontends.map(virtioNode),
    ...partition.ipcs.map(ipcNode),
  ];
  const cpus = Array.from({ length: partition.cpus }, (_, cpu) => cpuNode(cpu));
  const bootargs = partition.bootargs ? `\tbootargs = "${partition.bootargs}";\n` : '';
  const nodes = [
    `chosen {\n\tstdout-path = "/soc/serial@${partition.uart.toString(16)}";\n${bootargs}};\n`,
    `cpus {\n\t#address-cells = <1>;\n\t#size-cells = <0>;\n\ttimebase-frequency = <10000000>;\n\n${indent(cpus.join('\n'), 1)}};\n`,
    `memory@${partition.ram.base.toString(16)} {\n\tdevice_type = "memory";\n\treg = ${reg(partition.ram.base, partition.ram.size)};\n};\n`,
    ...reservedMemory(frontends),
    `soc {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tcompatible = "simple-bus";\n\tranges;\n\n${indent(devices.join('\n'), 1)}};\n`,
  ];
  return `// SPDX-License-Identifier: GPL-2.0
/dts-v1/;

/ {
	#address-cells = <2>;
	#size-cells = <2>;
	compatible = "bao,partition";
	model = "${system.title}: ${partition.name}";

${indent(nodes.join('\n'), 1)}};
`;
}
