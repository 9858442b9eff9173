// SPDX-License-Identifier: GPL-2.0
/*
 * Two partitions and one remote I/O device: the frontend's virtio console is answered by a device model that runs on
 * Linux in the backend.
 */

#include <config.h>

VM_IMAGE(backend, XSTR(backend.bin));
VM_IMAGE(frontend, XSTR(frontend.bin));

/* The queues and buffers of the virtio console. Both partitions see them at the same guest-physical address. */
#define CONSOLE_SHMEM { .base = 0xd0000000, .size = 0x00100000, .shmem_id = 0 }
#define CONSOLE_KEY   7

struct config config = {

    .shmemlist_size = 1,
    .shmemlist = (struct shmem[]) {
        [0] = { .size = 0x00100000 },
    },

    .vmlist_size = 2,
    .vmlist = (struct vm_config[]) {
        { /* backend */
            .image = VM_IMAGE_BUILTIN(backend, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0x1,

            .platform = {
                .cpu_num = 1,

                .region_num = 1,
                .regions = (struct vm_mem_region[]) {
                    { .base = 0x90000000, .size = 0x04000000 },
                },

                .dev_num = 1,
                .devs = (struct vm_dev_region[]) {
                    { /* UART */
                        .pa = 0x10000000,
                        .va = 0x10000000,
                        .size = 0x1000,
                        .interrupt_num = 1,
                        .interrupts = (irqid_t[]) { 10 },
                    },
                },

                .remio_dev_num = 1,
                .remio_devs = (struct remio_dev[]) {
                    { /* device model 0: console */
                        .bind_key = CONSOLE_KEY,
                        .type = REMIO_DEV_BACKEND,
                        .interrupt = 36,
                        .shmem = CONSOLE_SHMEM,
                    },
                },

                .arch = { .irqc.plic.base = 0x0c000000 },
            },
        },
        { /* frontend */
            .image = VM_IMAGE_BUILTIN(frontend, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0x2,

            .platform = {
                .cpu_num = 1,

                .region_num = 1,
                .regions = (struct vm_mem_region[]) {
                    { .base = 0x90000000, .size = 0x01000000 },
                },

                .dev_num = 1,
                .devs = (struct vm_dev_region[]) {
                    { /* UART, for output only: its interrupt belongs to the backend */
                        .pa = 0x10000000,
                        .va = 0x10000000,
                        .size = 0x1000,
                    },
                },

                .remio_dev_num = 1,
                .remio_devs = (struct remio_dev[]) {
                    { /* virtio console */
                        .bind_key = CONSOLE_KEY,
                        .type = REMIO_DEV_FRONTEND,
                        .va = 0x0a003e00,
                        .size = 0x200,
                        .interrupt = 40,
                        .shmem = CONSOLE_SHMEM,
                    },
                },

                .arch = { .irqc.plic.base = 0x0c000000 },
            },
        },
    },
};
