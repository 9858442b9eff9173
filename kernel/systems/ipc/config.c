// SPDX-License-Identifier: GPL-2.0
/*
 * Two partitions with one shared memory object between them. Each writes into its own half of it and sends an event; the
 * other side takes it as an interrupt.
 */

#include <config.h>

VM_IMAGE(linuxvm, XSTR(linuxvm.bin));
VM_IMAGE(peer, XSTR(peer.bin));

struct config config = {

    .shmemlist_size = 1,
    .shmemlist = (struct shmem[]) {
        [0] = { .size = 0x10000 },
    },

    .vmlist_size = 2,
    .vmlist = (struct vm_config[]) {
        { /* linuxvm */
            .image = VM_IMAGE_BUILTIN(linuxvm, 0x90200000),
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

                .ipc_num = 1,
                .ipcs = (struct ipc[]) {
                    {
                        .base = 0xf0000000,
                        .size = 0x10000,
                        .shmem_id = 0,
                        .interrupt_num = 1,
                        .interrupts = (irqid_t[]) { 52 },
                    },
                },

                .arch = { .irqc.plic.base = 0xc000000 },
            },
        },
        { /* peer */
            .image = VM_IMAGE_BUILTIN(peer, 0x90200000),
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

                .ipc_num = 1,
                .ipcs = (struct ipc[]) {
                    {
                        .base = 0xf0000000,
                        .size = 0x10000,
                        .shmem_id = 0,
                        .interrupt_num = 1,
                        .interrupts = (irqid_t[]) { 53 },
                    },
                },

                .arch = { .irqc.plic.base = 0xc000000 },
            },
        },
    },
};
