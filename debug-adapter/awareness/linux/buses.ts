// SPDX-License-Identifier: Apache-2.0
/**
 * Drivers that are loaded and devices that were found, bus by bus. Linux keeps the lists in a private structure of each
 * bus (drivers/base/base.h: subsys_private, driver_private, device_private; klists), reached from `bus_kset`; a kernel
 * without such structures keeps them in the struct bus_type itself.
 */

import { stripTypedefs } from '../../symbols';
import { type ListWalk, type ProgramMemory, reason, type Structure, walkList } from '../structures';

export interface LinuxDriver {
  /** Guest-virtual address of its struct device_driver, and its size. */
  readonly address: bigint;
  readonly bytes: number;
  readonly name: string;
  readonly bus: string;
  /** Of the module that it came with; undefined for what is built in. */
  readonly module: string | undefined;
  /** Guest-virtual address of its function that takes devices. */
  readonly probe: bigint | undefined;
}

export interface LinuxDevice {
  /** Guest-virtual address of its struct device, and its size. */
  readonly address: bigint;
  readonly bytes: number;
  readonly name: string;
  readonly bus: string;
  /** Of its struct device_driver; undefined as long as none has taken it. */
  readonly driver: bigint | undefined;
  /** Its driver has it; false while that is still looking at it. */
  readonly isBound: boolean;
  /** Name of its node in the device tree. */
  readonly node: string | undefined;
}

export interface LinuxBuses {
  readonly drivers: readonly LinuxDriver[];
  readonly devices: readonly LinuxDevice[];
  /** What could not be read, in words; names a symbol that is missing. */
  readonly problems: readonly string[];
}

/** Names of variables that are buses, where no list of buses is kept. */
const BUS = /_bus_?type$/;
const MAX_BUSES = 256;

const busNames = new WeakMap<ProgramMemory['symbols'], readonly string[]>();

interface Bus {
  readonly name: string;
  readonly drivers: ListWalk;
  readonly devices: ListWalk;
}

/** Never throws: what cannot be read is among the problems. */
export async function readBuses(kernel: ProgramMemory): Promise<LinuxBuses> {
  const found = { drivers: [] as LinuxDriver[], devices: [] as LinuxDevice[], problems: [] as string[] };
  try {
    for (const { name, drivers, devices } of await busesOf(kernel, found.problems)) {
      note(found.problems, `drivers of the bus ${name}`, drivers.problem);
      note(found.problems, `devices of the bus ${name}`, devices.problem);
      for (const driver of drivers.entries) {
        await keep(found.drivers, found.problems, driver, () => readDriver(kernel, driver, name));
      }
      for (const device of devices.entries) {
        await keep(found.devices, found.problems, device, () => readDevice(device, name));
      }
    }
  } catch (error) {
    found.problems.push(reason(error));
  }
  return found;
}

async function keep<Entry>(
  entries: Entry[],
  problems: string[],
  { address, type }: Structure,
  read: () => Promise<Entry>,
): Promise<void> {
  try {
    entries.push(await read());
  } catch (error) {
    const what = stripTypedefs(type);
    const name = what.kind === 'struct' ? (what.name ?? '') : '';
    problems.push(`${name} at 0x${address.toString(16)}: ${reason(error)}`);
  }
}

function busesOf(kernel: ProgramMemory, problems: string[]): Promise<Bus[]> {
  return kernel.has('bus_kset') ? privateBuses(kernel, problems) : plainBuses(kernel);
}

async function plainBuses(kernel: ProgramMemory): Promise<Bus[]> {
  const names = busNames.get(kernel.symbols) ?? kernel.objectsNamed(BUS).slice(0, MAX_BUSES);
  busNames.set(kernel.symbols, names);
  if (names.length === 0) {
    // Says what is missing.
    kernel.variable('bus_kset');
  }
  const buses: Bus[] = [];
  for (const bus of names.map((name) => kernel.variable(name)).filter((each) => each.has('drivers'))) {
    buses.push({
      name: await busName(bus),
      drivers: await walkList(bus.member('drivers'), kernel.type('struct device_driver'), 'bus_node'),
      devices: await walkList(bus.member('devices'), kernel.type('struct device'), 'bus_node'),
    });
  }
  return buses;
}

async function privateBuses(kernel: ProgramMemory, problems: string[]): Promise<Bus[]> {
  const kset = await kernel.pointedTo('bus_kset');
  const list = kset && (await walkList(kset.member('list'), kernel.type('struct kobject'), 'entry'));
  note(problems, 'bus_kset', list?.problem);
  const buses: Bus[] = [];
  for (const object of (list?.entries ?? []).slice(0, MAX_BUSES)) {
    const subsystem = object.container(kernel.type('struct subsys_private'), 'subsys.kobj');
    const bus = await subsystem.target('bus');
    buses.push({
      name: bus === undefined ? '?' : await busName(bus),
      drivers: await walkKlist(kernel, subsystem, 'klist_drivers', 'driver'),
      devices: await walkKlist(kernel, subsystem, 'klist_devices', 'device'),
    });
  }
  return buses;
}

/** The structures whose private parts are in a struct klist. */
async function walkKlist(
  kernel: ProgramMemory,
  subsystem: Structure,
  list: string,
  kind: 'driver' | 'device',
): Promise<ListWalk> {
  const node = 'knode_bus.n_node';
  const walk = await walkList(subsystem.member(`${list}.k_list`), kernel.type(`struct ${kind}_private`), node);
  const targets = await Promise.all(walk.entries.map((entry) => entry.target(kind)));
  return { entries: targets.flatMap((target) => target ?? []), problem: walk.problem };
}

async function busName(bus: Structure): Promise<string> {
  return (await bus.targetText('name')) ?? '?';
}

async function readDriver(kernel: ProgramMemory, driver: Structure, bus: string): Promise<LinuxDriver> {
  const owner = await driver.target('owner');
  return {
    address: driver.address,
    bytes: driver.sizeInBytes,
    name: (await driver.targetText('name')) ?? '?',
    bus,
    module: owner?.has('name') ? await owner.text('name') : undefined,
    probe: await probeOf(kernel, driver, bus),
  };
}

/** Drivers of the platform bus are wrapped, and have theirs in the wrapping. */
async function probeOf(kernel: ProgramMemory, driver: Structure, bus: string): Promise<bigint | undefined> {
  const own = await driver.integer('probe');
  if (own !== 0n || bus !== 'platform') {
    return own || undefined;
  }
  const wrapping = driver.container(kernel.type('struct platform_driver'), 'driver');
  return (await wrapping.integer('probe')) || undefined;
}

async function readDevice(device: Structure, bus: string): Promise<LinuxDevice> {
  const driver = await device.integer('driver');
  const node = device.has('of_node') ? await device.target('of_node') : undefined;
  return {
    address: device.address,
    bytes: device.sizeInBytes,
    name: (await device.targetText('init_name')) ?? (await device.targetText('kobj.name')) ?? '?',
    bus,
    driver: driver || undefined,
    isBound: driver !== 0n && (await isLinkedToDriver(device)),
    node: await node?.targetText('full_name'),
  };
}

/** A device joins its driver's list when that has taken it. */
async function isLinkedToDriver(device: Structure): Promise<boolean> {
  if (device.has('driver_node')) {
    const node = device.member('driver_node');
    return (await node.integer('next')) !== node.address;
  }
  const own = await device.target('p');
  return own !== undefined && (await own.integer('knode_driver.n_klist')) !== 0n;
}

function note(problems: string[], where: string, problem: string | undefined): void {
  if (problem !== undefined) {
    problems.push(`${where}: ${problem}`);
  }
}
