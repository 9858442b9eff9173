// SPDX-License-Identifier: GPL-2.0
/*
 * Three partitions and two remote I/O devices. One Linux in the backend runs a device model for each; the frontend of the
 * block device has two virtual CPUs, so that two of its requests can be open at once.
 */

#include <config.h>

VM_IMAGE(backend, XSTR(backend.bin));
VM_IMAGE(terminal, XSTR(terminal.bin));
VM_IMAGE(storage, XSTR(storage.bin));

/* Queues and buffers. Each pair of partitions sees its own at the same guest-physical address. */
#define CONSOLE_SHMEM { .base = 0xd0000000, .size = 0x00100000, .shmem_id = 0 }
#define DISK_SHMEM    { .base = 0xd1000000, .size = 0x00100000, .shmem_id = 1 }

/* What ties a backend device to its frontend. */
#define CONSOLE_KEY   7
#define DISK_KEY      9

#define PLIC          { .irqc.plic.base = 0x0c000000 }

struct config config = {

    .shmemlist_size = 2,
    .shmemlist = (struct shmem[]) {
        [0] = { .size = 0x100000 },
        [1] = { .size = 0x100000 },
    },

    .vmlist_size = 3,
    .vmlist = (struct vm_config[]) {
        { /* backend */
            .image = VM_IMAGE_BUILTIN(backend, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0x1,

            .platform = {
                .cpu_num = 1,

                .region_num = 1,
                .regions = (struct vm_mem_region[]) {
                    { .base = 0x90000000, .size = 0x4000000 },
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

                .remio_dev_num = 2,
                .remio_devs = (struct remio_dev[]) {
                    { /* device model 0: console */
                        .bind_key = CONSOLE_KEY,
                        .type = REMIO_DEV_BACKEND,
                        .interrupt = 36,
                        .shmem = CONSOLE_SHMEM,
                    },
                    { /* device model 1: disk */
                        .bind_key = DISK_KEY,
                        .type = REMIO_DEV_BACKEND,
                        .interrupt = 37,
                        .shmem = DISK_SHMEM,
                    },
                },

                .arch = PLIC,
            },
        },
        { /* terminal */
            .image = VM_IMAGE_BUILTIN(terminal, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0x2,

            .platform = {
                .cpu_num = 1,

                .region_num = 1,
                .regions = (struct vm_mem_region[]) {
                    { .base = 0x90000000, .size = 0x1000000 },
                },

                .dev_num = 1,
                .devs = (struct vm_dev_region[]) {
                    { .pa = 0x10000000, .va = 0x10000000, .size = 0x1000 }, /* UART, output only */
                },

                .remio_dev_num = 1,
                .remio_devs = (struct remio_dev[]) {
                    { /* console */
                        .bind_key = CONSOLE_KEY,
                        .type = REMIO_DEV_FRONTEND,
                        .va = 0xa003e00,
                        .size = 0x200,
                        .interrupt = 40,
                        .shmem = CONSOLE_SHMEM,
                    },
                },

                .arch = PLIC,
            },
        },
        { /* storage */
            .image = VM_IMAGE_BUILTIN(storage, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0xc,

            .platform = {
                .cpu_num = 2,

                .region_num = 1,
                .regions = (struct vm_mem_region[]) {
                    { .base = 0x90000000, .size = 0x1000000 },
                },

                .dev_num = 1,
                .devs = (struct vm_dev_region[]) {
                    { .pa = 0x10000000, .va = 0x10000000, .size = 0x1000 }, /* UART, output only */
                },

                .remio_dev_num = 1,
                .remio_devs = (struct remio_dev[]) {
                    { /* disk */
                        .bind_key = DISK_KEY,
                        .type = REMIO_DEV_FRONTEND,
                        .va = 0xa003c00,
                        .size = 0x200,
                        .interrupt = 41,
                        .shmem = DISK_SHMEM,
                    },
                },

                .arch = PLIC,
            },
        },
    },
};
