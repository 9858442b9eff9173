// SPDX-License-Identifier: Apache-2.0
/** Structures as Linux lays them out where the guests' small kernel does otherwise: read from a program's initial data. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { mutexOfTask, readBuses, readMutex, taskAt } from '../../debug-adapter/awareness/linux';
import { type MemorySource, ProgramMemory } from '../../debug-adapter/awareness/structures';
import { type FileSource, fileSource, openSymbols, type Symbols } from '../../debug-adapter/symbols';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { buildBundled } from '../support/symbol-programs';

const SPACE = { kind: 'virtual', vm: 0, root: 1n } as const;

/** As in drivers/base/base.h and linux/klist.h of Linux 6.12; blocked_on as in 6.18. */
const LINUX = `
typedef unsigned long size_t;
struct list_head { struct list_head *next, *prev; };
struct kref { int refs; };
struct kobject { const char *name; struct list_head entry; struct kobject *parent; struct kref kref; };
struct klist { int k_lock; struct list_head k_list; void (*get)(void), (*put)(void); };
struct klist_node { void *n_klist; struct list_head n_node; struct kref n_ref; };
struct kset { struct list_head list; int list_lock; struct kobject kobj; };
struct bus_type { const char *name; const char *dev_name; };
struct module { int state; char name[56]; };
struct device;
struct device_driver { const char *name; const struct bus_type *bus; struct module *owner; int (*probe)(struct device *);
	struct driver_private *p; };
struct platform_driver { int (*probe)(struct device *); struct device_driver driver; };
struct device_node { const char *name; unsigned int phandle; const char *full_name; };
struct device { struct kobject kobj; struct device *parent; struct device_private *p; const char *init_name;
	struct device_driver *driver; struct device_node *of_node; };
struct driver_private { struct kobject kobj; struct klist klist_devices; struct klist_node knode_bus;
	struct device_driver *driver; };
struct device_private { struct klist klist_children; struct klist_node knode_parent, knode_driver, knode_bus;
	struct device *device; };
struct subsys_private { struct kset subsys; struct klist klist_devices, klist_drivers; const struct bus_type *bus; };
typedef struct { long counter; } atomic_long_t;
struct mutex { atomic_long_t owner; int wait_lock; struct list_head wait_list; };
struct mutex_waiter { struct list_head list; struct task_struct *task; };
/* Of a kernel for one CPU. */
struct task_struct { struct { unsigned long flags; } thread_info; unsigned int __state, flags; void *stack, *mm; int exit_state, pid, tgid;
	char comm[16]; struct mutex *blocked_on; };

#define ONE(head, node) { &(node), &(node) }
static int take(struct device *device) { return device != 0; }
static int take_block(struct device *device) { return device == 0; }

static const struct bus_type platform = { .name = "platform" }, virtio = { .name = "virtio" };
static struct module block_module = { .name = "virtio_blk" };
extern struct driver_private serial_private, block_private;
static struct platform_driver serial = { .probe = take, .driver = { "of_serial", &platform, 0, 0, &serial_private } };
static struct device_driver block = { "virtio_blk", &virtio, &block_module, take_block, &block_private };
static struct device_node node = { "serial", 3, "serial@10000000" };
extern struct device_private uart_private, idle_private;
static struct device uart = { .kobj = { .name = "10000000.serial" }, .p = &uart_private, .driver = &serial.driver,
	.of_node = &node };
static struct device idle = { .kobj = { .name = "c000000.pic" }, .p = &idle_private };

extern struct subsys_private platform_private, virtio_private;
static struct kset buses;
struct driver_private serial_private = { .driver = &serial.driver, .knode_bus = { &platform_private.klist_drivers,
	ONE(, platform_private.klist_drivers.k_list) } };
struct driver_private block_private = { .driver = &block, .knode_bus = { &virtio_private.klist_drivers,
	ONE(, virtio_private.klist_drivers.k_list) } };
struct device_private uart_private = { .device = &uart, .knode_driver = { &serial_private.klist_devices },
	.knode_bus = { &platform_private.klist_devices,
		{ &idle_private.knode_bus.n_node, &platform_private.klist_devices.k_list } } };
struct device_private idle_private = { .device = &idle, .knode_bus = { &platform_private.klist_devices,
	{ &platform_private.klist_devices.k_list, &uart_private.knode_bus.n_node } } };
struct subsys_private platform_private = {
	.subsys = { .kobj = { .name = "platform", .entry = { &virtio_private.subsys.kobj.entry, &buses.list } } },
	.klist_devices = { .k_list = { &uart_private.knode_bus.n_node, &idle_private.knode_bus.n_node } },
	.klist_drivers = { .k_list = ONE(, serial_private.knode_bus.n_node) }, .bus = &platform };
struct subsys_private virtio_private = {
	.subsys = { .kobj = { .name = "virtio", .entry = { &buses.list, &platform_private.subsys.kobj.entry } } },
	.klist_devices = { .k_list = ONE(, virtio_private.klist_devices.k_list) },
	.klist_drivers = { .k_list = ONE(, block_private.knode_bus.n_node) }, .bus = &virtio };
static struct kset buses = { .list = { &platform_private.subsys.kobj.entry, &virtio_private.subsys.kobj.entry } };
struct kset *bus_kset = &buses;

static char stack[16384];
extern struct mutex_waiter waiter;
extern struct task_struct holder;
struct mutex lock = { .owner = { (long)1 }, .wait_list = ONE(, waiter.list) };
struct task_struct sleeper = { .__state = 2, .pid = 7, .comm = "sleeper", .stack = stack, .blocked_on = &lock }, holder = { .stack = stack };
struct mutex_waiter waiter = { .list = ONE(, lock.wait_list), .task = &sleeper };
struct task_struct *volatile all[] = { &sleeper, &holder };
void _start(void) { block.probe(&uart); for (;;); }
`;

/** The program's data as its file has it. */
function dataOf({ segments, segmentData }: Symbols, symbols: Symbols): MemorySource {
  return {
    async readMemory({ value }, length) {
      const segment = segments.find((each) => value >= each.address && value < each.address + BigInt(each.memorySize));
      if (segment === undefined) {
        return new Uint8Array();
      }
      const bytes = new Uint8Array(segment.memorySize);
      bytes.set(segmentData.call(symbols, segment));
      const offset = Number(value - segment.address);
      return bytes.subarray(offset, offset + length);
    },
  };
}

describe('structures as Linux lays them out', () => {
  const folder = scratchFolder();
  let source: FileSource;
  let kernel: ProgramMemory;

  before(async () => {
    source = fileSource(await buildBundled(folder(), { 'linux.c': LINUX }, 'linux', ['-g', '-O0']));
    const symbols = openSymbols(source);
    kernel = new ProgramMemory(symbols, dataOf(symbols, symbols), SPACE);
  });
  after(() => source?.close());

  it('give the drivers and devices of every bus', async () => {
    const { drivers, devices, problems } = await readBuses(kernel);
    assert.deepEqual(problems, []);
    const functionAt = (address: bigint | undefined) => kernel.symbols.symbolAt(address ?? 0n)?.symbol.name;
    assert.deepEqual(
      drivers.map(({ name, bus, module, probe }) => [name, bus, module, functionAt(probe)]),
      [
        ['of_serial', 'platform', undefined, 'take'],
        ['virtio_blk', 'virtio', 'virtio_blk', 'take_block'],
      ],
    );
    assert.deepEqual(
      devices.map(({ name, bus, driver, isBound, node }) => [name, bus, driver, isBound, node]),
      [
        ['10000000.serial', 'platform', drivers[0]!.address, true, 'serial@10000000'],
        ['c000000.pic', 'platform', undefined, false, undefined],
      ],
    );
  });

  it('are missed by name where there are none', async () => {
    const file = fileSource(join(projectRoot, 'dist', 'systems', 'remio-dual', 'storage.elf'));
    try {
      const symbols = openSymbols(file);
      const { drivers, devices, problems } = await readBuses(
        new ProgramMemory(symbols, dataOf(symbols, symbols), SPACE),
      );
      assert.deepEqual([drivers, devices], [[], []]);
      assert.match(problems.join(), /storage\.elf has no variable 'bus_kset'$/);
    } finally {
      file.close();
    }
  });

  it('lack what kernels for one CPU do without', async () => {
    const { name, state, cpu, onCpu, switches } = await taskAt(kernel, kernel.variable('sleeper').address);
    assert.deepEqual([name, state, cpu, onCpu, switches], ['sleeper', 'waiting', 0, false, undefined]);
    assert.equal((await taskAt(kernel, kernel.variable('holder').address)).state, 'runnable');
  });

  it('name the mutex itself as what a task is blocked on', async () => {
    const lock = kernel.variable('lock');
    const task = kernel.variable('sleeper').address;
    assert.equal(await mutexOfTask(kernel, task), lock.address);
    assert.deepEqual((await readMutex(kernel, lock)).tasks, [task]);
    assert.equal(await mutexOfTask(kernel, kernel.variable('holder').address), undefined);
  });
});
