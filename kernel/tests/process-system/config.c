// SPDX-License-Identifier: GPL-2.0
/* One guest and nothing else: what is tested is inside of it. */

#include <config.h>

VM_IMAGE(guest_image, XSTR(guest.bin));

struct config config = {

    .vmlist_size = 1,
    .vmlist = (struct vm_config[]) {
        {
            .image = VM_IMAGE_BUILTIN(guest_image, 0x90200000),
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

                .arch = { .irqc.plic.base = 0x0c000000 },
            },
        },
    },
};
