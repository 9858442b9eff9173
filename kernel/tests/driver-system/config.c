// SPDX-License-Identifier: GPL-2.0
/* A backend with the drivers under test, and two frontends that touch their remote devices on demand. */

#include <config.h>

VM_IMAGE(backend_image, XSTR(backend.bin));
VM_IMAGE(frontend0_image, XSTR(frontend0.bin));
VM_IMAGE(frontend1_image, XSTR(frontend1.bin));

#define FIRST_SHMEM  { .base = 0xd0000000, .size = 0x00100000, .shmem_id = 0 }
#define SECOND_SHMEM { .base = 0xd0100000, .size = 0x00100000, .shmem_id = 1 }

struct config config = {

    .shmemlist_size = 3,
    .shmemlist = (struct shmem[]) {
        [0] = { .size = 0x00100000 },
        [1] = { .size = 0x00100000 },
        [2] = { .size = 0x00010000 },
    },

    .vmlist_size = 3,
    .vmlist = (struct vm_config[]) {
        { /* backend */
            .image = VM_IMAGE_BUILTIN(backend_image, 0x90200000),
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

                .ipc_num = 1,
                .ipcs = (struct ipc[]) {
                    { .base = 0xf0000000, .size = 0x00010000, .shmem_id = 2, .interrupt_num = 1, .interrupts = (irqid_t[]) { 52 } },
                },

                .remio_dev_num = 2,
                .remio_devs = (struct remio_dev[]) {
                    { .bind_key = 7, .type = REMIO_DEV_BACKEND, .interrupt = 36, .shmem = FIRST_SHMEM },
                    { .bind_key = 9, .type = REMIO_DEV_BACKEND, .interrupt = 37, .shmem = SECOND_SHMEM },
                },

                .arch = { .irqc.plic.base = 0x0c000000 },
            },
        },
        { /* first frontend */
            .image = VM_IMAGE_BUILTIN(frontend0_image, 0x90200000),
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
                    { /* UART */
                        .pa = 0x10000000,
                        .va = 0x10000000,
                        .size = 0x1000,
                    },
                },

                .ipc_num = 1,
                .ipcs = (struct ipc[]) {
                    { .base = 0xf0000000, .size = 0x00010000, .shmem_id = 2, .interrupt_num = 1, .interrupts = (irqid_t[]) { 53 } },
                },

                .remio_dev_num = 1,
                .remio_devs = (struct remio_dev[]) {
                    { .bind_key = 7, .type = REMIO_DEV_FRONTEND, .va = 0x0a003e00, .size = 0x200, .interrupt = 40, .shmem = FIRST_SHMEM },
                },

                .arch = { .irqc.plic.base = 0x0c000000 },
            },
        },
        { /* second frontend */
            .image = VM_IMAGE_BUILTIN(frontend1_image, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0x4,

            .platform = {
                .cpu_num = 1,

                .region_num = 1,
                .regions = (struct vm_mem_region[]) {
                    { .base = 0x90000000, .size = 0x01000000 },
                },

                .dev_num = 1,
                .devs = (struct vm_dev_region[]) {
                    { /* UART */
                        .pa = 0x10000000,
                        .va = 0x10000000,
                        .size = 0x1000,
                    },
                },

                .remio_dev_num = 1,
                .remio_devs = (struct remio_dev[]) {
                    { .bind_key = 9, .type = REMIO_DEV_FRONTEND, .va = 0x0a003c00, .size = 0x200, .interrupt = 41, .shmem = SECOND_SHMEM },
                },

                .arch = { .irqc.plic.base = 0x0c000000 },
            },
        },
    },
};
