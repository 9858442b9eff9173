// SPDX-License-Identifier: Apache-2.0
/* One guest that needs nothing but memory. */

#include <config.h>

VM_IMAGE(values, XSTR(values.bin));

struct config config = {

    .vmlist_size = 1,
    .vmlist = (struct vm_config[]) {
        {
            .image = VM_IMAGE_BUILTIN(values, 0x90200000),
            .entry = 0x90200000,
            .cpu_affinity = 0x1,

            .platform = {
                .cpu_num = 1,

                .region_num = 1,
                .regions = (struct vm_mem_region[]) {
                    { .base = 0x90000000, .size = 0x01000000 },
                },

                .arch = { .irqc.plic.base = 0x0c000000 },
            },
        },
    },
};
