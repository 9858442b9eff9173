// SPDX-License-Identifier: Apache-2.0
/** Builds the small guests of guests/ and writes configurations for them. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flatten } from '../support/flat-image';
import { defaultCompiler } from '../support/kernel-build';

/** In the order of MODE in guest.c. */
export const GUESTS = ['hello', 'echo', 'nowhere', 'trap-loop', 'flood', 'frontend', 'backend'] as const;
export type GuestName = (typeof GUESTS)[number];

const FLAGS = ['-Og', '-g', '-gdwarf-4', '-ffreestanding', '-fno-stack-protector', '-nostdlib', '-static', '-fno-pic'];

/** Leaves <name>.elf and <name>.bin of every guest in the folder. */
export async function buildGuests(folder: string): Promise<void> {
  const compiler = await defaultCompiler();
  const sources = join(__dirname, 'guests');
  for (const [mode, name] of GUESTS.entries()) {
    const output = join(folder, `${name}.elf`);
    const files = ['-T', 'guest.lds', 'start.S', 'guest.c', '-o', output];
    const result = spawnSync(compiler.program, [...compiler.args, ...FLAGS, `-DMODE=${mode}`, ...files], {
      cwd: sources,
      env: { ...process.env, ...compiler.env },
      encoding: 'utf8',
    });
    if (result.status !== 0) {
      throw new Error(`${compiler.name}: ${result.stderr || result.error?.message}`);
    }
    writeFileSync(join(folder, `${name}.bin`), flatten(output));
  }
}

export interface GuestVm {
  readonly guest: string;
  /** Further fields of its platform. */
  readonly platform?: string;
  /** The console's interrupt belongs to it. */
  readonly takesInput?: boolean;
}

/** A config.c with one hart for each virtual machine. */
export function configText(vms: readonly GuestVm[], before = ''): string {
  const images = vms.map(({ guest }, vm) => `VM_IMAGE(image${vm}, XSTR(${guest}))`);
  const entries = vms.map((vm, index) => vmText(vm, index));
  return `// A system of small guests.
#include <config.h>
${images.join('\n')}
#define RAM .region_num = 1, .regions = (struct vm_mem_region[]) { { .base = 0x90000000, .size = 0x1000000 } }
${before}
struct config config = {
    .shmemlist_size = 1,
    .shmemlist = (struct shmem[]) { { .size = 0x10000 } },
    .vmlist_size = ${vms.length},
    .vmlist = (struct vm_config[]) {
${entries.join(',\n')}
    },
};
`;
}

function vmText({ platform, takesInput }: GuestVm, index: number): string {
  const interrupt = takesInput ? ', .interrupt_num = 1, .interrupts = (irqid_t[]) { 10 }' : '';
  return `        {
            .image = VM_IMAGE_BUILTIN(image${index}, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0x${(1 << index).toString(16)},
            .platform = {
                .cpu_num = 1,
                RAM,
                .dev_num = 1,
                .devs = (struct vm_dev_region[]) { { .pa = 0x10000000, .va = 0x10000000, .size = 0x1000${interrupt} } },
                .arch = { .irqc.plic.base = 0xc000000 },
                ${platform ?? ''}
            },
        }`;
}

const SHMEM = '.shmem = { .base = 0xd0000000, .size = 0x10000, .shmem_id = 0 }';

/** The frontend and the backend guest with their REMIO device. */
export const REMIO_VMS: readonly GuestVm[] = [
  {
    guest: 'backend.bin',
    platform: `.remio_dev_num = 1, .remio_devs = (struct remio_dev[]) {
                    { .bind_key = 7, .type = REMIO_DEV_BACKEND, .interrupt = 36, ${SHMEM} } },`,
  },
  {
    guest: 'frontend.bin',
    platform: `.remio_dev_num = 1, .remio_devs = (struct remio_dev[]) {
                    { .bind_key = 7, .type = REMIO_DEV_FRONTEND, .va = 0xa003e00, .size = 0x200, .interrupt = 40, ${SHMEM} } },`,
  },
];
