// SPDX-License-Identifier: GPL-2.0
/** Writes a system's config.c. */

import { channelsOf, hex } from './model.mjs';

/** @param {string} text @param {number} depth */
function indent(text, depth) {
  return text.replace(/^(?=.)/gm, '    '.repeat(depth));
}

/** @param {string} field @param {string} type @param {string[]} items @param {string} count name of the field with the count */
function list(field, type, items, count) {
  if (items.length === 0) {
    return '';
  }
  return `.${count} = ${items.length},\n.${field} = (${type}[]) {\n${indent(items.join('\n'), 1)}\n},\n`;
}

/** @param {import('./model.mjs').Partition} partition */
function serialPort(partition) {
  const interrupt = partition.uartInterrupt ? ' .interrupt_num = 1, .interrupts = (irqid_t[]) { 10 },' : '';
  return `{ .pa = 0x10000000, .va = ${hex(partition.uart)}, .size = 0x1000,${interrupt} },`;
}

/** @param {import('./model.mjs').Channel} channel @param {string} partition */
function remioDevice(channel, partition) {
  const { base, size, id } = channel.shmem;
  const isBackend = channel.backend === partition;
  const side = isBackend
    ? `.type = REMIO_DEV_BACKEND,\n    .interrupt = ${channel.backendInterrupt},`
    : `.type = REMIO_DEV_FRONTEND,\n    .va = ${hex(channel.va)},\n    .size = 0x200,\n    .interrupt = ${channel.frontendInterrupt},`;
  return `{ /* ${channel.name} */
    .bind_key = ${channel.bindKey},
    ${side}
    .shmem = { .base = ${hex(base)}, .size = ${hex(size)}, .shmem_id = ${id} },
},`;
}

/** @param {import('./model.mjs').Ipc} ipc */
function ipcObject(ipc) {
  return `{
    .base = ${hex(ipc.base)},
    .size = ${hex(ipc.size)},
    .shmem_id = ${ipc.shmemId},
    .interrupt_num = 1,
    .interrupts = (irqid_t[]) { ${ipc.interrupt} },
},`;
}

/** @param {import('./model.mjs').SystemModel} system @param {import('./model.mjs').Partition} partition */
function virtualMachine(system, partition) {
  const { name, ram } = partition;
  const remios = channelsOf(system, name).map((channel) => remioDevice(channel, name));
  const platform = [
    `.cpu_num = ${partition.cpus},\n`,
    list('regions', 'struct vm_mem_region', [`{ .base = ${hex(ram.base)}, .size = ${hex(ram.size)} },`], 'region_num'),
    list('devs', 'struct vm_dev_region', [serialPort(partition)], 'dev_num'),
    list('ipcs', 'struct ipc', partition.ipcs.map(ipcObject), 'ipc_num'),
    list('remio_devs', 'struct remio_dev', remios, 'remio_dev_num'),
    `.arch = { .irqc.plic.base = ${hex(partition.plic)} },\n`,
  ];
  const image = hex(partition.image);
  return `{ /* ${name} */
    .image = VM_IMAGE_BUILTIN(${name}, ${image}),
    .entry = ${image},
    .cpu_affinity = ${hex(partition.affinity)},

    .platform = {
${indent(platform.filter((part) => part !== '').join('\n'), 2)}    },
},`;
}

/** @param {import('./model.mjs').SystemModel} system @returns {string} */
export function configText(system) {
  const images = system.partitions.map(({ name }) => `VM_IMAGE(${name}, XSTR(${name}.bin));`);
  const shmems = system.shmems.map(({ size }, index) => `[${index}] = { .size = ${hex(size)} },`);
  const machines = system.partitions.map((partition) => virtualMachine(system, partition));
  const body = [
    list('shmemlist', 'struct shmem', shmems, 'shmemlist_size'),
    list('vmlist', 'struct vm_config', machines, 'vmlist_size'),
  ];
  return `// SPDX-License-Identifier: GPL-2.0
/* ${system.title}. */

#include <config.h>

${images.join('\n')}

struct config config = {

${indent(body.join('\n'), 1)}};
`;
}
