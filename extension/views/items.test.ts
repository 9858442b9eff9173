// SPDX-License-Identifier: Apache-2.0
/** The entries of the views: for what systems hardly ever do, and what must hold for all of them. */

import assert from 'node:assert/strict';
import type {
  DeviceModelState,
  FollowedState,
  LinuxState,
  PartitionState,
  RemioEndState,
  RemioRequestState,
  RemioState,
  StageState,
  StateResponseBody,
} from '../../debug-adapter/protocol';
import { outline } from '../../test/support/view-outline';
import { deviceModelItems } from './device-models';
import { findingItems } from './findings';
import { ipcItems } from './ipc';
import { contextOf, spokenLabel } from './item';
import { partitionItems } from './partitions';
import { remioItems } from './remio';
import { VIEWS } from './view';

const STOPPED: StateResponseBody = { isRunning: false };
const end = (vm: number, name: string, more: Partial<RemioEndState> = {}): RemioEndState => ({
  ...{ vm, name, index: 0, cpu: vm, interrupt: 36, ready: true },
  shmem: { base: '0xd0000000', size: '0x100000', id: 0 },
  ...more,
});
const partition = (vm: number, name: string, more: Partial<PartitionState> = {}): PartitionState => ({
  ...{ vm, name, started: true, vcpus: [], regions: [], devices: [], interrupts: [] },
  image: { file: `${name}.bin`, entry: '0x90200000', base: '0x90200000', size: '0x2000' },
  ...more,
});
const LINUX: LinuxState = { tasks: [], mutexes: [], waitQueues: [], drivers: [], devices: [], problems: [] };
const request = (slot: number, more: Partial<RemioRequestState> = {}): RemioRequestState => ({
  ...{ slot, state: 'PENDING', lost: false, operation: 'READ', address: '0xa003e00', meaning: '', width: 4 },
  ...more,
});

describe('the entries of the views', () => {
  it('are none without anything to show, so that the view says what to do', () => {
    for (const { items, id } of VIEWS) {
      assert.deepEqual(items(STOPPED), [], id);
    }
    assert.deepEqual(remioItems({ ...STOPPED, remio: { devices: [], requests: [], slots: 64 } }), []);
  });

  it('say which request a vCPU is blocked on, and lead to its thread', () => {
    const vcpu = { threadId: 2, hart: 1, vcpu: 0, activity: 'blocked', text: 'waits', request: 3 };
    const unused = { threadId: 3, hart: 2, vcpu: 1, activity: 'stopped', text: 'has not been started' };
    const [vm] = partitionItems({ ...STOPPED, partitions: [partition(1, 'disk', { vcpus: [vcpu, unused] })] });
    const [blocked, stopped] = vm!.children!;
    assert.equal(spokenLabel(blocked!), 'vCPU 0, blocked on request 3 (hart 1)');
    assert.deepEqual(blocked!.destination, { kind: 'thread', threadId: 2 });
    assert.equal(stopped!.destination, undefined);
  });

  it('say that a partition was not started', () => {
    const [vm] = partitionItems({ ...STOPPED, partitions: [partition(0, 'rt', { started: false })] });
    assert.equal(vm!.description, 'not started');
    assert.match(vm!.tooltip!, /did not start it: the Debug Console/);
  });

  it('show what a partition was given, and lead to its lines and its memory', () => {
    const place = { path: '/c/config.c', line: 7 };
    const memory = { reference: '0x20000000090000000', size: '0x4000000' };
    const [vm] = partitionItems({
      ...STOPPED,
      partitions: [
        partition(0, 'back', {
          regions: [
            { base: '0x90000000', size: '0x4000000', physical: '0x84000000', memory, place },
            { base: '0xa0000000', size: '0x1800' },
          ],
          devices: [
            { base: '0x10000000', physical: '0x10000000', size: '0x1000', interrupts: [10] },
            { physical: '0x0', size: '0x0', interrupts: [4, 5] },
          ],
          interrupts: [{ number: 36, source: 'event 0 of IPC 0', place }],
        }),
      ],
    });
    assert.deepEqual(outline(vm!.children!), [
      'Image: back.bin, 8 KiB, entry 0x90200000',
      'Memory: 2 regions',
      '  0x90000000: 64 MiB, physical 0x84000000',
      '  0xa0000000: 6 KiB, not mapped',
      'Devices: 2 devices',
      '  0x10000000: 4 KiB, physical 0x10000000, interrupt 10',
      '  interrupts only: interrupt 4, 5',
      'Interrupts: 1 interrupt',
      '  Interrupt 36: event 0 of IPC 0',
    ]);
    const [region] = vm!.children![1]!.children!;
    assert.deepEqual(region!.destination, { kind: 'line', ...place });
    assert.deepEqual(region!.memory, { ...memory, title: 'RAM of back (VM0) at 0x90000000' });
  });

  it('show pending requests in the order of the list, not of the pool', () => {
    const device = {
      ...{ bindKey: '0x7', ready: false, pending: [2, 0, 5] },
      frontend: end(1, 'front', { ready: false, place: { path: '/c/config.c', line: 12 } }),
      backend: end(0, 'back'),
      registers: { base: '0xa003e00', size: '0x200' },
    };
    const late = request(0, { register: 'QueueNotify', operation: 'WRITE', value: '0x1', age: '12345 instructions' });
    const lost = request(2, { lost: true });
    const items = remioItems({ ...STOPPED, remio: { devices: [device], requests: [late, lost], slots: 64 } });
    assert.deepEqual(outline(items), [
      'front → back: bind key 7, not ready, 3 pending requests',
      '  frontend: front (VM1), not ready',
      '  backend: back (VM0), ready',
      '  pending: 3 requests',
      '    Request 2: PENDING, lost: READ 0xa003e00',
      '    Request 0: PENDING: WRITE QueueNotify = 0x1, 12,345 instructions old',
      '    Request 5: not in the pool',
      'Requests: 2 of 64 slots',
      '  Request 0: PENDING: WRITE QueueNotify = 0x1, 12,345 instructions old',
      '  Request 2: PENDING, lost: READ 0xa003e00',
    ]);
    assert.deepEqual(items[0]!.children![0]!.destination, { kind: 'line', path: '/c/config.c', line: 12 });
  });

  it('show what is followed with its stages, each with the way to its line, and offer to follow', () => {
    const place = { path: '/k/io_dispatcher.c', line: 57 };
    const stages: readonly StageState[] = [
      { stage: 'trapped', text: 'trapped', instructions: '5000', time: '50' },
      {
        ...{ stage: 'asked', text: 'asked', instructions: '6234', time: '62', function: 'bao_dispatch_io', place },
        duration: { instructions: '1234', ticks: '12' },
      },
    ];
    const followed: FollowedState = {
      ...{ kind: 'request', slot: 3, serial: '17', bindKey: '0x7', title: 'Request 3 READ DeviceFeatures' },
      ...{ text: 'Request 3 READ DeviceFeatures: asked', stages, isOver: false, gaps: ['queued: it is inlined'] },
    };
    const remio: RemioState = {
      ...{ devices: [], slots: 64, followed },
      requests: [request(3, { serial: '17', selected: true, stages, state: 'PROCESSING' })],
    };
    const items = remioItems({ ...STOPPED, remio });
    assert.deepEqual(outline(items).slice(0, 3), [
      'Following: Request 3 READ DeviceFeatures: asked',
      '  trapped',
      '  asked: +1,234 instructions, bao_dispatch_io',
    ]);
    assert.match(items[0]!.tooltip!, /cannot be seen: queued: it is inlined/);
    assert.deepEqual(items[0]!.children![1]!.destination, { kind: 'line', ...place });
    const [pooled] = items.at(-1)!.children!;
    assert.match(pooled!.description!, /^followed, PROCESSING: READ/);
    assert.deepEqual(pooled!.subject, { kind: 'request', request: { slot: 3, serial: '17' } });
    assert.equal(contextOf(pooled!), 'bao.request');
  });

  it('show what could not be read beside the rest', () => {
    const problem = 'bao_dm_list: the list runs in a circle';
    const damaged = deviceModelItems({
      ...STOPPED,
      deviceModels: [{ vm: 0, name: 'back', models: [], problems: [problem] }],
    });
    assert.deepEqual(outline(damaged), ['back (VM0): 0 device models', `  ${problem}`]);
    const [vm] = partitionItems({
      ...STOPPED,
      partitions: [partition(0, 'back', { linux: { ...LINUX, problems: ['not up'] } })],
    });
    assert.deepEqual(outline(vm!.children!.slice(0, 1)), ['Linux tasks: 0, incomplete', '  not up']);
  });

  it('show who holds a mutex and who waits for it, drivers with their devices, and devices that nobody took', () => {
    const memory = { reference: '0x10', size: '0x8' };
    const task = { tgid: 7, kind: 'kernel thread', state: 'waiting', cpu: 0, memory };
    const one = { address: '0x10', name: 'one', pid: 7, threadId: 1003 };
    const two = { address: '0x20', name: 'two', pid: 8 };
    const linux: LinuxState = {
      ...LINUX,
      tasks: [
        { ...task, address: '0x10', pid: 7, name: 'one', threadId: 1003, waitsIn: 'close_it', waitsBy: 'mutex_lock' },
        { ...task, address: '0x20', pid: 8, name: 'two', state: 'running', about: 'blocked on request 3' },
      ],
      mutexes: [{ name: 'big_lock', owner: two, waiting: [one, { address: '0x30' }] }],
      drivers: [
        { address: '0x40', name: 'bao', bus: 'platform', probe: 'bao_probe', place: { path: '/d.c', line: 7 }, memory },
      ],
      devices: [
        { address: '0x50', name: 'd0', bus: 'platform', driver: '0x40', isBound: true, node: 'd@0', memory },
        { address: '0x60', name: 'd1', bus: 'platform', driver: '0x40', isBound: false, memory },
        { address: '0x70', name: 'd2', bus: 'platform', isBound: false, memory },
      ],
    };
    const [vm] = partitionItems({ ...STOPPED, partitions: [partition(0, 'back', { linux })] });
    const children = vm!.children!.slice(0, 4);
    assert.deepEqual(outline(children), [
      'Linux tasks: 2',
      '  one: pid 7, waiting, waits in close_it() through mutex_lock()',
      '  two: pid 8, running, blocked on request 3',
      'Waited for: 1 mutex, 0 wait queues',
      '  big_lock: 2 tasks waiting, held by two (pid 8)',
      '    owner: two (pid 8)',
      '    waiting task: one (pid 7)',
      '    waiting task: the task at 0x30',
      'Linux drivers: 1',
      '  bao: platform, 2 devices',
      '    d0: probed',
      '    d1: being probed',
      'Devices without a driver: 1',
      '  d2: no driver has taken it',
    ]);
    assert.deepEqual(children[1]!.children![0]!.children![1]!.destination, { kind: 'thread', threadId: 1003 });
    assert.deepEqual(children[2]!.children![0]!.destination, { kind: 'line', path: '/d.c', line: 7 });
  });

  it('say that a driver without device models has none yet', () => {
    const none = deviceModelItems({ ...STOPPED, deviceModels: [{ vm: 0, name: 'b', models: [], problems: [] }] });
    assert.deepEqual(outline(none)[1], '  The driver has made no device model yet');
  });

  it('name the tasks of a device model, lead to their threads, and say what is counted', () => {
    const memory = { reference: '0x1ffffffff80000000', size: '0x40' };
    const task = { address: '0xffffffd800001000', name: 'bao-ioevfdc0-kt', pid: 7, threadId: 1006 };
    const frontend = { vm: 1, name: 'front', vcpu: 2, hart: 3, threadId: 4 };
    const eventfd = { eventfd: '0xffffffd800002000', memory };
    const client = {
      ...{ name: 'bao-ioevfdc0', isControl: false, isBeingDestroyed: false, ranges: [], memory },
      queued: [
        {
          slot: '5',
          operation: 'WRITE',
          address: '0xa003e50',
          register: 'QueueNotify',
          value: '0x1',
          width: 4,
          frontend,
        },
      ],
      ...{ thread: task, waiting: [task, { address: '0x10' }], more: 3000 },
    };
    const model: DeviceModelState = {
      ...{ id: 0, address: '0xffffffd800003000', interrupt: 2, references: 2, problems: [], memory },
      shmem: { base: '0xd0000000', size: '0x100000', memory },
      clients: [client],
      ioeventfds: [{ ...eventfd, address: '0xa003e50', length: 4, match: '0x1', signals: '1' }],
      irqfds: [{ ...eventfd, unread: '0x1' }],
      dispatcher: { kind: 'running', task, again: true },
      locks: [{ name: 'model_lock', owner: task, waiting: [] }],
    };
    const [guest] = deviceModelItems({
      ...STOPPED,
      deviceModels: [{ vm: 0, name: 'back', models: [model], problems: [] }],
    });
    const [shown] = guest!.children!;
    assert.deepEqual(outline(shown!.children!), [
      'dispatcher work: running, and queued again by bao-ioevfdc0-kt (pid 7)',
      'bao-ioevfdc0: 3001 queued, 2 tasks waiting',
      '  Request 5: queued: WRITE QueueNotify = 0x1',
      '  and 3000 more',
      '  thread: bao-ioevfdc0-kt (pid 7)',
      '  waiting task: bao-ioevfdc0-kt (pid 7)',
      '  waiting task: the task at 0x10',
      'ioeventfds: 1',
      '  0xa003e50: value 0x1, 4 bytes, signalled 1 time',
      'irqfds: 1',
      '  irqfd 0: eventfd at 0xffffffd800002000, 1 signal not read',
      'model_lock: held by bao-ioevfdc0-kt (pid 7), 0 waiting',
      '  owner: bao-ioevfdc0-kt (pid 7)',
      'shared memory: 0xd0000000, 1 MiB',
      'interrupt: 2, as Linux counts',
      'references: 2',
    ]);
    const [dispatcher, shownClient, , irqfds] = shown!.children!;
    const [request, , , , unknown] = shownClient!.children!;
    assert.deepEqual(dispatcher!.destination, { kind: 'thread', threadId: 1006 });
    assert.deepEqual(request!.destination, { kind: 'thread', threadId: 4 });
    assert.equal(unknown!.destination, undefined);
    assert.match(irqfds!.children![0]!.tooltip!, /this driver's struct irqfd has no member 'signals'/);
    assert.equal(shown!.memory!.title, 'struct bao_dm of device model 0 of back (VM0)');
  });

  it('show an IPC object without peer or driver', () => {
    const object = { vm: 0, name: 'lone', index: 1, shmemId: 0, base: '0xf0000000', size: '0x1000', problems: [] };
    const items = ipcItems({ ...STOPPED, ipc: [{ ...object, interrupts: [], peers: [], attached: [] }] });
    assert.deepEqual(outline(items), ['IPC 1 of lone (VM0): no peer']);
    assert.match(items[0]!.tooltip!, /4 KiB\nno interrupts/);
  });

  it('show findings with their severity', () => {
    const [finding] = findingItems({
      ...STOPPED,
      findings: [{ code: 'lost', severity: 'error', text: 'Gone.', vm: 1 }],
    });
    assert.deepEqual([finding!.label, finding!.icon, finding!.tooltip], ['lost', 'error', 'error: Gone.\nVM1']);
    const place = { path: '/k/bao.h', line: 57 };
    const [placed, running] = findingItems({
      ...STOPPED,
      findings: [
        { code: 'a', severity: 'note', text: 'A.', hart: 0, threadId: 1, place },
        { code: 'b', severity: 'note', text: 'B.', hart: 0, threadId: 1 },
      ],
    });
    assert.deepEqual(placed!.destination, { kind: 'line', ...place });
    assert.deepEqual(running!.destination, { kind: 'thread', threadId: 1 });
  });
});
