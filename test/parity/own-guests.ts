// SPDX-License-Identifier: Apache-2.0
/** The project's own bare-metal guests (guest-sources/) and the configurations they run under. */

import { join } from 'node:path';
import type { GuestImage } from '../../emulator';
import { projectRoot } from '../support/requirements';
import { buildGuests, npmCompiler, type RunLog, runGuests } from './guests';

export const SOURCES = join(projectRoot, 'test', 'parity', 'guest-sources');

const built = new Map<string, Map<string, GuestImage>>();

/** Builds one source for each virtual machine, once for the same defines. */
export async function buildOwn(source: string, vms: number, defines: readonly string[] = []) {
  const key = [source, vms, ...defines].join('\n');
  const known = built.get(key);
  if (known) {
    return known;
  }
  const images = buildGuests(await npmCompiler(), { folder: SOURCES, vms, source, defines });
  built.set(key, images);
  return images;
}

/** What a REMIO entry of these configurations says; fields as C text. */
export interface RemioText {
  key?: string;
  type?: string;
  interrupt?: string;
  va?: string;
  size?: string;
  shmemBase?: string;
  shmemSize?: string;
  shmemId?: string;
}

export interface VmText {
  image?: string;
  imageBase?: string;
  entry?: string;
  affinity?: string;
  cpus?: string;
  regions?: string[];
  devices?: string[];
  ipcs?: string[];
  remio?: RemioText[];
}

const UART = '{ .pa = 0x10000000, .va = 0x10000000, .size = 0x1000 }';
const RAM = '{ .base = 0x90000000, .size = 0x1000000 }';

export const backend: RemioText = { key: '7', type: 'REMIO_DEV_BACKEND', interrupt: '36' };
export const frontend: RemioText = {
  key: '7',
  type: 'REMIO_DEV_FRONTEND',
  interrupt: '40',
  va: '0x10008000',
  size: '0x200',
};

function remioEntry(entry: RemioText): string {
  const { shmemBase = '0xd0000000', shmemSize = '0x100000', shmemId = '0' } = entry;
  return `{ .bind_key = ${entry.key}, .type = ${entry.type}, .interrupt = ${entry.interrupt}, .va = ${entry.va ?? '0'}, .size = ${entry.size ?? '0'},
            .shmem = { .base = ${shmemBase}, .size = ${shmemSize}, .shmem_id = ${shmemId} } }`;
}

function array(type: string, count: string, name: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `.${count} = ${entries.length}, .${name} = (${type}[]) { ${entries.join(', ')} },`;
}

function vmText(vm: VmText, id: number): string {
  return `{ .image = VM_IMAGE_BUILTIN(vm${id}_image, ${vm.imageBase ?? '0x90200000'}), .entry = ${vm.entry ?? '0x90200000'},
      .cpu_affinity = ${vm.affinity ?? `0x${(1 << id).toString(16)}`},
      .platform = { .cpu_num = ${vm.cpus ?? '1'},
        ${array('struct vm_mem_region', 'region_num', 'regions', vm.regions ?? [RAM])}
        ${array('struct vm_dev_region', 'dev_num', 'devs', vm.devices ?? [UART])}
        ${array('struct ipc', 'ipc_num', 'ipcs', vm.ipcs ?? [])}
        ${array('struct remio_dev', 'remio_dev_num', 'remio_devs', (vm.remio ?? []).map(remioEntry))}
        .arch = { .irqc.plic.base = 0xc000000 } } }`;
}

/** A whole config.c. */
export function configText(
  vms: readonly VmText[],
  shmems: readonly string[] = ['0x100000', '0x10000', '0x100000'],
): string {
  const images = vms.map((_, id) => `VM_IMAGE(vm${id}_image, XSTR(vm${id}.bin))`).join('\n');
  const memories = shmems.map((size) => `{ .size = ${size} }`).join(', ');
  return `#include <config.h>
${images}
struct config config = {
  .shmemlist_size = ${shmems.length},
  .shmemlist = (struct shmem[]) { ${memories} },
  .vmlist_size = ${vms.length},
  .vmlist = (struct vm_config[]) {
    ${vms.map(vmText).join(',\n    ')}
  },
};
`;
}

/** Runs one source under a configuration. */
export async function runOwn(
  source: string,
  vms: readonly VmText[],
  options: { defines?: readonly string[]; shmems?: readonly string[]; budget?: bigint } = {},
): Promise<RunLog> {
  const images = await buildOwn(source, vms.length, options.defines);
  const config = configText(vms, options.shmems);
  return runGuests({ config, images, budget: options.budget ?? 30_000_000n });
}

/** The hypervisor's own lines without the first and without those about caches. */
export function baoLines(log: RunLog): string[] {
  return log.console
    .filter((line) => line.startsWith('BAO ') || line.startsWith('The frontend and backend'))
    .filter((line) => !line.includes('flush caches'));
}
