// SPDX-License-Identifier: Apache-2.0
/**
 * The mended defects of the drivers (numbers as in kernel/drivers/README.md), each as a small change that brings the
 * defect back, and the scenario that then no longer ends well. Changes that do not disturb one another share a build.
 */

import type { Edit } from './driver-tree';

export interface Revert {
  /** Number in kernel/drivers/README.md. */
  readonly defect: number;
  readonly title: string;
  readonly scenario: string;
  /** How the scenario ends then. */
  readonly symptom: RegExp;
  readonly edits: readonly Edit[];
}

/** Reverts that are built and run together; the scenarios run in the order given. */
export interface Batch {
  readonly name: string;
  readonly reverts: readonly Revert[];
  /** Changes to the files of the test system. */
  readonly system?: readonly Edit[];
}

const dispatcher = (name: string) => `drivers/virt/bao/io-dispatcher/${name}`;
const IPC = 'drivers/virt/bao/ipcshmem/ipcshmem.c';
const HYPERCALLS = 'arch/riscv/include/asm/bao.h';

const edit = (file: string, from: string, to: string): Edit => ({ file, from, to });

const calls: Batch = {
  name: 'calls that user space makes',
  reverts: [
    {
      defect: 1,
      title: 'removing an ioeventfd adds it again',
      scenario: 'ioeventfd-deassign',
      symptom: /to be 0, got -17/,
      edits: [
        edit(
          dispatcher('ioeventfd.c'),
          '\t\treturn bao_ioeventfd_deassign(dm, config);',
          '\t\tbao_ioeventfd_deassign(dm, config);',
        ),
      ],
    },
    {
      defect: 5,
      title: 'a signal ends ATTACH with a wrong error',
      scenario: 'attach-signal',
      symptom: /to be 4, got 14/,
      edits: [
        edit(
          dispatcher('io_client.c'),
          '\tif (ret)\n\t\treturn ret;\n\n\treturn bao_io_client_is_d',
          '\treturn bao_io_client_is_d',
        ),
        edit(
          dispatcher('io_client.c'),
          '\t} while (!bao_io_client_take_request(client, req));\n\n\treturn 0;',
          '\t} while (0);\n\n\treturn bao_io_client_take_request(client, req) ? 0 : -EFAULT;',
        ),
      ],
    },
    {
      defect: 9,
      title: "the interrupt's name is a buffer on the stack",
      scenario: 'irq-name',
      symptom: /strcmp\(irq\.name/,
      edits: [
        edit(
          dispatcher('intc.c'),
          '\tscnprintf(dm->irq_name, sizeof(dm->irq_name),',
          '\tchar name[BAO_NAME_MAX_LEN];\n\n\tscnprintf(name, sizeof(name),',
        ),
        edit(dispatcher('intc.c'), '0, dm->irq_name, dm)', '0, name, dm)'),
      ],
    },
    {
      defect: 12,
      title: 'GET_INFO leaks a descriptor when the answer cannot be copied',
      scenario: 'get-info-bad-pointer',
      symptom: /expected after to be \d+/,
      edits: [
        edit(
          dispatcher('driver.c'),
          '\t\tfput(file);\n\t\tput_unused_fd(fd);\n\t\treturn -EFAULT;',
          '\t\tfd_install(fd, file);\n\t\treturn -EFAULT;',
        ),
      ],
    },
    {
      defect: 13,
      title: 'a completion reaches the hypervisor unchecked',
      scenario: 'complete-unknown',
      symptom: /to be -22, got 0/,
      edits: [
        edit(
          dispatcher('io_client.c'),
          '\tif (!io_req)\n\t\treturn -EINVAL;\n\n\tio_req->virtio_request.value',
          '\tif (!io_req)\n\t\treturn bao_io_request_complete(answer);\n\n\tio_req->virtio_request.value',
        ),
      ],
    },
    {
      defect: 19,
      title: "nobody consumes an irqfd's counter",
      scenario: 'irqfd-counter',
      symptom: /to be 8, got -11/,
      edits: [edit(dispatcher('irqfd.c'), '\t\teventfd_ctx_do_read(irqfd->eventfd, &cnt);', '\t\t(void)cnt;')],
    },
    {
      defect: 21,
      title: 'an error pointer is taken for a mapping',
      scenario: 'ipc-unmappable',
      symptom: /to be -2, got \d/,
      edits: [edit(IPC, '= memremap(bao->physical_base,', '= devm_memremap(&pdev->dev, bao->physical_base,')],
    },
    {
      defect: 22,
      title: 'offset and size of a channel wrap around',
      scenario: 'ipc-wrap',
      symptom: /to be -2, got \d/,
      edits: [
        edit(
          IPC,
          'read_end = (u64)bao->read_channel.offset + bao->read_channel.size;',
          'read_end = bao->read_channel.offset + bao->read_channel.size;',
        ),
      ],
    },
    {
      defect: 23,
      title: 'a write at the end of the channel says 0',
      scenario: 'ipc-end',
      symptom: /to be -28, got 0/,
      edits: [edit(IPC, '\t\treturn -ENOSPC;', '\t\treturn 0;')],
    },
    {
      defect: 23,
      title: 'a refused event stays unnoticed',
      scenario: 'ipc-refused',
      symptom: /to be -22, got 1/,
      edits: [
        edit(
          IPC,
          'ret = bao_hypercall_errno(bao_ipcshmem_hypercall(bao->id, BAO_IPCSHMEM_EVENT));',
          'bao_ipcshmem_hypercall(bao->id, BAO_IPCSHMEM_EVENT);',
        ),
      ],
    },
    {
      defect: 23,
      title: 'a reader never learns of an event',
      scenario: 'ipc-event',
      symptom: /to be 1, got 0/,
      edits: [edit(IPC, '\tatomic_inc(&bao->events);\n', '')],
    },
  ],
};

const moreCalls: Batch = {
  name: 'more calls that user space makes',
  reverts: [
    {
      defect: 12,
      title: 'GET_INFO without a free descriptor succeeds',
      scenario: 'get-info-no-descriptors',
      symptom: /to be -24, got 0/,
      edits: [edit(dispatcher('driver.c'), '\tif (fd < 0)\n\t\treturn fd;', '\tif (fd < 0)\n\t\treturn 0;')],
    },
    {
      defect: 17,
      title: 'an ioeventfd is removed by its eventfd alone',
      scenario: 'ioeventfd-deassign-exact',
      symptom: /to be -17, got 0/,
      edits: [
        edit(
          dispatcher('ioeventfd.c'),
          'return p->eventfd == eventfd && p->addr == config->addr && p->length == config->len &&',
          'return p->eventfd == eventfd || (p->addr == config->addr && p->length == config->len) ||',
        ),
      ],
    },
    {
      defect: 17,
      title: 'removing what is not there succeeds',
      scenario: 'ioeventfd-deassign-unknown',
      symptom: /to be -2, got 0/,
      edits: [edit(dispatcher('ioeventfd.c'), '\tint ret = -ENOENT;', '\tint ret = 0;')],
    },
    {
      defect: 17,
      title: 'two eventfds wait for the same write',
      scenario: 'ioeventfd-conflict',
      symptom: /to be -17, got 0/,
      edits: [
        edit(
          dispatcher('ioeventfd.c'),
          'if (p->addr == new->addr &&',
          'if (p->eventfd == new->eventfd && p->addr == new->addr &&',
        ),
      ],
    },
    {
      defect: 23,
      title: "the peer's channel can be mapped for writing",
      scenario: 'ipc-peer-channel',
      symptom: /to be -13, got \d+/,
      edits: [edit(IPC, '\t\tif (vma->vm_flags & VM_WRITE)\n\t\t\treturn -EACCES;\n', '')],
    },
    {
      defect: 26,
      title: "the IPC hypercall's result is read from a0",
      scenario: 'ipc-refused',
      symptom: /to be -22, got 1/,
      edits: [edit(HYPERCALLS, 'return ret.error ? ret.error : ret.value;', 'return ret.error;')],
    },
    {
      defect: 27,
      title: 'an irqfd keeps the waiters behind it from waking up',
      scenario: 'irqfd-bare-wakeup',
      symptom: /to be 1, got 0/,
      edits: [
        edit(
          dispatcher('irqfd.c'),
          '\tif (events & EPOLLIN) {\n\t\t/*',
          '\tif (!key)\n\t\treturn -EINVAL;\n\n\tif (events & EPOLLIN) {\n\t\t/*',
        ),
      ],
    },
    {
      defect: 11,
      title: 'unbinding frees descriptor 0 of whoever does it',
      scenario: 'unbind-keeps-descriptors',
      symptom: /to be 1, got 0/,
      edits: [
        edit(
          dispatcher('dm.c'),
          '\tbao_irqfd_server_destroy(dm);\n\n\tbao_dm_put(dm);',
          '\tbao_irqfd_server_destroy(dm);\n\tput_unused_fd(0);\n\tbao_dm_put(dm);',
        ),
        edit(dispatcher('dm.c'), '#include <linux/fs.h>', '#include <linux/file.h>\n#include <linux/fs.h>'),
      ],
    },
  ],
};

const doorbells: Batch = {
  name: 'doorbells',
  reverts: [
    {
      defect: 18,
      title: 'a doorbell value that nobody waits for is lost',
      scenario: 'doorbell-unmatched',
      symptom: /STUCK/,
      edits: [edit(dispatcher('ioeventfd.c'), '\treturn p ? 0 : -ENOENT;', '\treturn 0;')],
    },
    {
      defect: 18,
      title: 'reading a doorbell gives 0 whatever the device model says',
      scenario: 'doorbell-read',
      symptom: /STUCK/,
      edits: [
        edit(
          dispatcher('ioeventfd.c'),
          '\tif (req->op != BAO_IO_WRITE)\n\t\treturn -ENOENT;',
          '\tif (req->op != BAO_IO_WRITE) {\n\t\treq->value = 0;\n\t\treturn 0;\n\t}',
        ),
      ],
    },
    {
      defect: 6,
      title: 'one failed completion ends the thread',
      scenario: 'doorbell-after-failure',
      symptom: /poke_is_done/,
      edits: [
        edit(
          dispatcher('io_client.c'),
          '\telse\n\t\tbao_io_request_complete(req);\n',
          '\telse if (bao_io_request_complete(req))\n\t\tclient->flags |= BIT(7);\n',
        ),
        edit(
          dispatcher('io_client.c'),
          '\t\t\tbao_io_client_serve(client, &req);\n',
          '\t\t\tbao_io_client_serve(client, &req);\n\t\tif (client->flags & BIT(7))\n\t\t\tbreak;\n',
        ),
      ],
    },
  ],
};

const lostRequests: Batch = {
  name: 'lost requests',
  reverts: [
    {
      defect: 20,
      title: 'nobody looks for requests that came before the interrupt was there',
      scenario: 'request-before-bind',
      symptom: /STUCK/,
      edits: [edit(dispatcher('io_dispatcher.c'), '\tbao_io_dispatcher_kick(dm);\n}', '}')],
    },
    {
      defect: 6,
      title: 'what the handler refuses is never completed',
      scenario: 'doorbell-read',
      symptom: /STUCK/,
      edits: [
        edit(
          dispatcher('io_client.c'),
          '\t\tbao_io_client_push_request(client->dm->control_client, req);',
          '\t\treturn;',
        ),
      ],
    },
  ],
};

const alone = (name: string, revert: Revert, system?: readonly Edit[]): Batch => ({
  name,
  reverts: [revert],
  ...(system ? { system } : {}),
});

const unbinding: Batch[] = [
  alone('ranges that are left', {
    defect: 2,
    title: 'ranges are freed as if they were clients',
    scenario: 'unbind-with-ioeventfd',
    symptom: /FAILED with status b/,
    edits: [
      edit(
        dispatcher('ioeventfd.c'),
        '\tbao_io_client_range_del(dm->ioeventfd_client, p->addr, ioeventfd_last_addr(p));\n\tlist_del',
        '\tlist_del',
      ),
      edit(
        dispatcher('io_client.c'),
        '\tstruct bao_io_range *range, *next_range;',
        '\tstruct bao_io_client *range, *next_range;',
      ),
    ],
  }),
  alone('the request lists under load', {
    defect: 3,
    title: 'the lock of the request lists is not initialised',
    scenario: 'contention',
    symptom: /STUCK|FAILED/,
    edits: [edit(dispatcher('io_client.c'), '\tmutex_init(&client->virtio_requests_lock);\n', '')],
  }),
  alone('the end of the thread', {
    defect: 4,
    title: 'the thread destroys its own client',
    scenario: 'unbind-with-ioeventfd',
    symptom: /STUCK/,
    edits: [
      edit(
        dispatcher('io_client.c'),
        '\treturn 0;\n}\n\n/**\n * bao_io_client_create',
        '\tbao_io_clients_destroy(client->dm);\n\n\treturn 0;\n}\n\n/**\n * bao_io_client_create',
      ),
    ],
  }),
  alone('a sleeper in ATTACH', {
    defect: 5,
    title: 'the client is freed under a task that sleeps on it',
    scenario: 'unbind-wakes-sleeper',
    symptom: /child_status/,
    edits: [
      edit(
        dispatcher('dm.c'),
        '\tbao_io_clients_destroy(dm);\n\tbao_irqfd_server_destroy(dm);',
        '\tbao_io_clients_destroy(dm);\n\tbao_io_clients_free(dm);\n\tbao_irqfd_server_destroy(dm);',
      ),
    ],
  }),
  alone('requests at unbind', {
    defect: 7,
    title: 'requests that the driver holds are never completed',
    scenario: 'unbind-answers',
    symptom: /poke_is_done/,
    edits: [
      edit(
        dispatcher('io_client.c'),
        '\t\tbao_io_client_fail_requests(client);',
        '\t\t(void)bao_io_client_fail_requests;',
      ),
    ],
  }),
  alone('parameters at unbind', {
    defect: 10,
    title: 'parameters are cleared before what depends on them',
    scenario: 'rebind',
    symptom: /got -16/,
    edits: [
      edit(
        dispatcher('dm.c'),
        '\tbao_intc_destroy(dm);\n\tbao_io_dispatcher_destroy(dm);\n\n\tmutex_lock',
        '\tdm->info.irq = 0;\n\tbao_intc_destroy(dm);\n\tbao_io_dispatcher_destroy(dm);\n\n\tmutex_lock',
      ),
    ],
  }),
  alone('irqfds at unbind', {
    defect: 19,
    title: 'an eventfd still refers to an irqfd whose workqueue is gone',
    scenario: 'unbind-with-irqfd',
    symptom: /FAILED with status b/,
    edits: [edit(dispatcher('dm.c'), '\tbao_irqfd_server_reset(dm);\n', '')],
  }),
];

/** A second I/O dispatcher in the backend's device tree, which cannot work: the ids belong to the virtual machine. */
export const SECOND_NODE: readonly Edit[] = [
  edit(
    'backend.dts',
    '\t\tbao-ipc@f0000000 {',
    `\t\tbao-io-dispatcher@d0200000 {
\t\t\tcompatible = "bao,io-dispatcher";
\t\t\treg = <0x0 0xd0200000 0x0 0x00100000>;
\t\t\tinterrupt-parent = <&plic>;
\t\t\tinterrupts = <60>;
\t\t};

\t\tbao-ipc@f0000000 {`,
  ),
];

const extra = Array.from({ length: 15 }, (_, index) => index);

/** Seventeen device models in the backend's device tree; two of them have a frontend. */
export const MANY_DMS: readonly Edit[] = [
  edit(
    'backend.dts',
    '\t\t\t      <0x0 0xd0100000 0x0 0x00100000>;',
    `\t\t\t      <0x0 0xd0100000 0x0 0x00100000>,
${extra.map((index) => `\t\t\t      <0x0 0x${(0xd0200000 + index * 0x100000).toString(16)} 0x0 0x00100000>`).join(',\n')};`,
  ),
  edit('backend.dts', '<36>, <37>;', `<36>, <37>, ${extra.map((index) => `<${60 + index}>`).join(', ')};`),
];

const probing: Batch[] = [
  alone(
    'a second node, one handler for all',
    {
      defect: 8,
      title: 'one switch turns all interrupts off',
      scenario: 'served',
      symptom: /STUCK/,
      edits: [
        edit(
          dispatcher('io_dispatcher.c'),
          '#include "bao_drv.h"',
          '#include "bao_drv.h"\n\nstatic bool bao_dispatching;',
        ),
        edit(dispatcher('io_dispatcher.c'), 'if (test_bit(BAO_DM_DISPATCHING, &dm->flags))', 'if (bao_dispatching)'),
        edit(dispatcher('io_dispatcher.c'), '\tset_bit(BAO_DM_DISPATCHING, &dm->flags);', '\tbao_dispatching = true;'),
        edit(
          dispatcher('io_dispatcher.c'),
          '\tclear_bit(BAO_DM_DISPATCHING, &dm->flags);',
          '\tbao_dispatching = false;',
        ),
      ],
    },
    SECOND_NODE,
  ),
  alone(
    'a second node that fails',
    {
      defect: 15,
      title: "a second device's failure destroys the first one's device models",
      scenario: 'served',
      symptom: /to be 0, got -2/,
      edits: [
        edit(
          dispatcher('driver.c'),
          '\t\t\tbao_io_dispatcher_destroy_dms(drv);\n\t\t\treturn PTR_ERR(dm);',
          '\t\t\tstruct bao_dm *each, *next;\n\n\t\t\tlist_for_each_entry_safe(each, next, &bao_dm_list, list)\n\t\t\t\tbao_dm_destroy(each);\n\t\t\treturn PTR_ERR(dm);',
        ),
      ],
    },
    SECOND_NODE,
  ),
  alone(
    'two device models with one number',
    {
      defect: 14,
      title: 'a second device gets the numbers of the first one',
      scenario: 'served',
      symptom: /starts/,
      edits: [
        edit(dispatcher('dm.c'), '\t\t\tret = -EEXIST;', '\t\t\tret = 0;'),
        edit(dispatcher('dm.c'), 'list_add_tail(&dm->list, &bao_dm_list);', 'list_add(&dm->list, &bao_dm_list);'),
        edit(dispatcher('driver.c'), '\t\tbao_io_dispatcher_destroy_dms(drv);\n\t\treturn ret;', '\t\treturn 0;'),
      ],
    },
    SECOND_NODE,
  ),
  alone(
    'seventeen device models',
    {
      defect: 16,
      title: 'device models beyond sixteen are silently left out',
      scenario: 'many-dms',
      symptom: /FAILED/,
      edits: [
        edit(dispatcher('bao_drv.h'), '#define BAO_IO_MAX_DMS 64', '#define BAO_IO_MAX_DMS 16'),
        edit(
          dispatcher('driver.c'),
          'while (platform_get_resource(pdev, IORESOURCE_MEM, regs))',
          'while (regs < BAO_IO_MAX_DMS && platform_get_resource(pdev, IORESOURCE_MEM, regs))',
        ),
        edit(dispatcher('driver.c'), 'if (!regs || regs != irqs || regs > BAO_IO_MAX_DMS) {', 'if (!regs) {'),
      ],
    },
    MANY_DMS,
  ),
  alone('the result of a hypercall', {
    defect: 26,
    title: 'the answer to ASK is read from a0',
    scenario: 'served',
    symptom: /expected request\.op|STUCK|silent/,
    edits: [edit(HYPERCALLS, '\tif (a1)\n\t\treturn a1;\n', '')],
  }),
];

export const BATCHES: readonly Batch[] = [calls, moreCalls, doorbells, lostRequests, ...unbinding, ...probing];
